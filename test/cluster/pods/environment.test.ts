import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cluster, create, get, kubectl, wait } from '../cluster.js';
import { signedCase } from './cases.js';
import { openPlace, type Place } from './place.js';
import { newFolder, volume } from './volumes.js';

let place: Place;
beforeAll(async () => {
  place = await openPlace('environment');
});
afterAll(() => place.close());

const TRAP = '/workspace/source/evil.cjs';
const EVIL = {
  NODE_OPTIONS: `--require=${TRAP}`,
  NODE_EXTRA_CA_CERTS: TRAP,
  LD_PRELOAD: TRAP,
  LD_LIBRARY_PATH: '/workspace/source',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  GITHUB_ACTIONS: 'true',
};

/** A run whose source brings what the environment would load. */
function trapped(name: string): ReturnType<typeof signedCase> {
  const made = signedCase(name);
  const source = newFolder(name, 'trapped');
  cpSync(made.source, source, { recursive: true });
  writeFileSync(join(source, 'evil.cjs'), 'console.log("trapped");\n');
  return { ...made, source };
}

test('the environment of whoever starts a run loads nothing and changes nothing', async () => {
  const run = { task: 'verify-pipeline', ...trapped('environment') };
  const [good, hostile] = await Promise.all([
    place.run('good', run),
    place.run('hostile', { ...run, env: EVIL }),
  ]);
  expect(good.status).toBe(0);
  expect([hostile.status, hostile.log, hostile.results]).toEqual([0, good.log, good.results]);
});

test('it would load it without the launcher', async () => {
  const source = await volume(place.namespace, 'twin', trapped('twin').source);
  await create(place.namespace, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'twin' },
    spec: {
      restartPolicy: 'Never',
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000660000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [{ name: 'source', ...source }],
      containers: [
        {
          name: 'twin',
          image: cluster.image,
          command: ['/nodejs/bin/node', '--eval', '0'],
          env: [{ name: 'NODE_OPTIONS', value: EVIL.NODE_OPTIONS }],
          volumeMounts: [{ name: 'source', mountPath: '/workspace/source' }],
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  });
  const reason = '{.status.containerStatuses[0].state.terminated.reason}';
  await wait(place.namespace, 'pod/twin', reason);
  expect(await kubectl(['logs', '-n', place.namespace, 'twin'])).toContain('trapped');
});

test('pods are bounded, and their root cannot be written', async () => {
  interface Pods {
    readonly items: readonly {
      readonly spec: {
        readonly containers: readonly {
          readonly securityContext: object;
          readonly resources: { readonly limits: object };
        }[];
      };
    }[];
  }
  const { items } = await get<Pods>(place.namespace, 'pods', '-l', 'tekton.dev/taskRun');
  const steps = items.flatMap(({ spec }) => spec.containers);
  expect(steps).not.toHaveLength(0);
  for (const { securityContext, resources } of steps) {
    expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true, runAsNonRoot: true });
    expect(Object.keys(resources.limits).sort()).toEqual(['cpu', 'memory']);
  }
});
