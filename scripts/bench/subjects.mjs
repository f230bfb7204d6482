import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../build/workspaces.mjs';

/** Data sets beside the repository; null where they are not there. */
const shared = () => {
  const folder = resolve(
    root,
    process.env.PLUMBLINE_SHARED ?? join('..', 'shared'),
    'data',
    'corpus',
  );
  return existsSync(folder) ? folder : null;
};

const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
const IMAGE = `ghcr.io/acme/tool@sha256:${'6'.repeat(64)}`;

const workflow = (number) => `name: build ${number}
on: { push: { branches: [main] }, pull_request: {} }
permissions: {}
jobs:
${['test', 'package', 'image']
  .map(
    (job) => `  ${job}:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions: { contents: read }
    steps:
      - uses: ${CHECKOUT}
        with: { persist-credentials: false }
      - name: ${job} part ${number}
        env: { PART: "part-${number}" }
        run: |
          make ${job} PART="$PART"
          make report PART="$PART"`,
  )
  .join('\n')}
`;

const task = (number) => `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: tool-${number}
spec:
  description: Runs the tool on part ${number}.
  params:
    - name: part
      type: string
      default: part-${number}
  workspaces:
    - name: source
  results:
    - name: digest
      type: string
  steps:
    - name: run
      image: ${IMAGE}
      workingDir: $(workspaces.source.path)
      env:
        - name: PART
          value: $(params.part)
      script: |
        #!/bin/sh
        set -eu
        tool --part "$PART" --digest-file $(results.digest.path)
`;

/** A repository of 50 workflows and 200 Tasks, all pinned; returns its files. */
export const makeRepository = (folder) => {
  mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
  mkdirSync(join(folder, 'tekton'));
  const files = [
    ...Array.from({ length: 50 }, (_, number) => [
      `.github/workflows/build-${number}.yml`,
      workflow(number),
    ]),
    ...Array.from({ length: 200 }, (_, number) => [`tekton/tool-${number}.yaml`, task(number)]),
  ];
  for (const [path, text] of files) writeFileSync(join(folder, path), text);
  return files.map(([path]) => path);
};

/** The corpus laid out as one repository: workflows where GitHub looks for them, Tekton below `tekton`. */
export const layCorpus = (folder) => {
  const corpus = shared();
  if (corpus === null) return null;
  const place = { workflows: 0, tekton: 0 };
  mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
  mkdirSync(join(folder, 'tekton'));
  for (const path of globSync('**/*.{yml,yaml}', { cwd: corpus })) {
    const text = readFileSync(join(corpus, path), 'utf8');
    const isTekton = /^apiVersion: *["']?(tekton|triggers[.]tekton)[.]dev\//m.test(text);
    if (!isTekton && !(/^(on|'on'|"on"):/m.test(text) && /^jobs:/m.test(text))) continue;
    const kind = isTekton ? 'tekton' : 'workflows';
    place[kind] += 1;
    const target = isTekton ? 'tekton' : join('.github', 'workflows');
    cpSync(join(corpus, path), join(folder, target, `${place[kind]}.yaml`));
  }
  return place;
};
