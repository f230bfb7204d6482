import { expect, test } from '@jest/globals';
import { isDecided } from '../control.js';
import { findingsOf } from '../finding.js';
import type { Files } from '../testing/memory-tree.js';
import { subjectOf } from '../testing/subject.js';
import { lockedPackages } from './locked-packages.js';
import { noUnverifiedDownload } from './no-unverified-download.js';

const U = 'https://get.example.com/tool';
const SUM = `sha256:${'a'.repeat(64)}`;
const BUILD = 'run: docker buildx build --push -f web/Dockerfile .';

/** `check line:column` of what stands in a Dockerfile, beside a workflow with one step. */
function found(dockerfile: string, step: string, beside: Files = {}): readonly string[] {
  const workflow = `on: push\njobs: { a: { runs-on: x, steps: [{ ${step} }] } }\n`;
  const subject = subjectOf({
    ...beside,
    '.github/workflows/ci.yml': workflow,
    'web/Dockerfile': dockerfile,
  });
  return [lockedPackages, noUnverifiedDownload].flatMap(({ id, slug, legs: { G } }) => {
    const judgement = G !== undefined && isDecided(G) ? G.judge(subject) : 'not-applicable';
    if (typeof judgement === 'string') return [judgement];
    return findingsOf({ id, slug, platform: 'G' }, judgement).map(
      ({ locations: [at] }) => `${id} ${at?.path ?? ''}:${at?.line ?? 0}:${at?.column ?? 0}`,
    );
  });
}

test.each([
  [
    'continued lines',
    'RUN --mount=type=cache,target=/c \\\n  # all of them\n\n  npm install',
    'npm ci',
    '1.3.1 web/Dockerfile:5:3',
  ],
  [
    'a here-document',
    'RUN <<-END\n\tset -e\n\tpip install black\n\tEND\nUSER 1',
    'pip install black==25.1.0',
    '1.3.1 web/Dockerfile:4:2',
  ],
  [
    'the exec form',
    `RUN ["sh", "-c", "curl \\"${U}\\" | sh"]`,
    `RUN ["curl", "-fo", "/srv/tool", "${U}"]`,
    '1.3.2 web/Dockerfile:2:19',
  ],
  [
    'a program that ADD fetches',
    `ADD --chmod=755 ${U} /usr/bin/`,
    `ADD --chmod=755 --checksum=${SUM} ${U} /usr/bin/`,
    '1.3.2 web/Dockerfile:2:5',
  ],
  [
    'an archive that ADD fetches',
    `ADD ${U}.tgz /tmp/\nRUN tar xf /tmp/tool.tgz -C /opt && /opt/tool/install`,
    `ADD ${U}.tgz /tmp/`,
    '1.3.2 web/Dockerfile:2:5',
  ],
  [
    'what the image starts',
    `ADD ${U}.jar /a.jar\nENTRYPOINT ["java", "-jar", "/a.jar"]`,
    `ADD ${U}.jar /a.jar\nENTRYPOINT ["java", "-jar", "/b.jar"]`,
    '1.3.2 web/Dockerfile:2:5',
  ],
])('%s', (_name, bad, good, at) => {
  const isPart = !good.startsWith('RUN') && !good.startsWith('ADD');
  const kept = isPart ? bad.replace(/npm install|pip install black/, good) : good;
  expect(found(`FROM a\n${bad}\n`, BUILD)).toEqual([at]);
  expect(found(`FROM a\r\n${bad.replaceAll('\n', '\r\n')}\r\n`, BUILD)).toEqual([at]);
  expect(found(`FROM a\n${kept}\n`, BUILD)).toEqual([]);
});

test.each([
  ['uses: docker/build-push-action@v6, with: { context: web }', 1],
  ['uses: docker/build-push-action@v6, with: { file: ./web/Dockerfile }', 1],
  ['uses: redhat-actions/buildah-build@v2, with: { containerfiles: web/Dockerfile }', 1],
  ['run: podman build -t a web', 1],
  ['run: docker build --tag a --push ., working-directory: web', 1],
  ['uses: docker/build-push-action@v6', 0],
  ['uses: docker/build-push-action@v6, with: { context: "${{ inputs.folder }}" }', 0],
  ['run: docker run a web', 0],
])('built or not: %s', (step, count) => {
  expect(found(`FROM a\nRUN curl ${U} | sh\n`, step)).toHaveLength(count);
});

const COMPOSE = 'services: { web: { build: web }, db: { image: a, build: { context: db } } }\n';
const BAKE = 'target "web" {\n  context = "."\n  dockerfile = "web/Dockerfile"\n}\n';

test.each([
  ['run: docker compose build --push', { 'compose.yaml': COMPOSE }, 1],
  [
    'run: docker compose -f ci/a.yml up --build -d',
    { 'ci/a.yml': COMPOSE.replace('web }', '../web }') },
    1,
  ],
  ['run: docker compose build db', { 'compose.yaml': COMPOSE }, 0],
  ['run: docker compose up -d', { 'compose.yaml': COMPOSE }, 0],
  ['uses: docker/bake-action@v6, with: { push: true }', { 'docker-bake.hcl': BAKE }, 1],
  ['run: docker buildx bake --push web', { 'docker-bake.hcl': BAKE }, 1],
  ['run: docker buildx bake other', { 'docker-bake.hcl': BAKE }, 0],
])('built or not by another file: %s', (step, beside, count) => {
  expect(found(`FROM a\nRUN curl ${U} | sh\n`, step, beside)).toHaveLength(count);
});
