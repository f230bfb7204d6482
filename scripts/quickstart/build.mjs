import { createHash } from 'node:crypto';
import { globSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const STARTED = Date.now() - 60_000;
const at = (second) => new Date(STARTED + second * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

/** What a build of the folder could leave: the digests of its files. */
const artifactOf = (folder) =>
  globSync('**/*', { cwd: folder, exclude: ['.git'] })
    .filter((path) => lstatSync(join(folder, path)).isFile())
    .sort()
    .map((path) => `${sha256(readFileSync(join(folder, path)))}  ${path}\n`)
    .join('');

const IMAGE = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;

const ran = (name, second) => ({
  name,
  container: `step-${name}`,
  imageID: IMAGE,
  terminated: {
    exitCode: 0,
    reason: 'Completed',
    startedAt: at(second),
    finishedAt: at(second + 1),
  },
});

/** The objects of a finished run of Tekton with two steps, as `kubectl get taskrun -o json` prints them. */
const runOf = (artifact) => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: { name: 'build-1', namespace: 'demo', uid: 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10' },
  spec: { taskRef: { name: 'build' }, serviceAccountName: 'builder' },
  status: {
    startTime: at(0),
    completionTime: at(5),
    conditions: [{ type: 'Succeeded', status: 'True', reason: 'Succeeded' }],
    taskSpec: {
      steps: [
        { name: 'compile', image: IMAGE, script: 'make' },
        { name: 'pack', image: IMAGE, script: 'make dist' },
      ],
    },
    steps: [ran('compile', 1), ran('pack', 3)],
    results: [
      { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://example.com/demo' },
      { name: 'CHAINS-GIT_COMMIT', type: 'string', value: sha256(artifact).slice(0, 40) },
    ],
  },
});

/** Who audits trusts the key, and asks for a build record and its functions: no gate ran in this run. */
const policyOf = (pem) => ({
  trust: { keys: { demo: { pem } } },
  audit: {
    time: 'optional',
    ...Object.fromEntries(
      ['trigger', 'pipeline', 'configuration'].map((gate) => [gate, { require: 'optional' }]),
    ),
  },
});

/** Leaves what a build leaves, the export of its run, and the policy of who audits; the digest of the artifact. */
export const build = (folder, work, publicKey) => {
  const artifact = artifactOf(folder);
  writeFileSync(join(work, 'app.txt'), artifact);
  writeFileSync(join(work, 'run.json'), JSON.stringify(runOf(artifact), null, 2));
  const policy = policyOf(readFileSync(join(work, publicKey), 'utf8'));
  writeFileSync(join(work, '.plumbline.yaml'), `${JSON.stringify(policy, null, 2)}\n`);
  return `sha256:${sha256(artifact)}`;
};
