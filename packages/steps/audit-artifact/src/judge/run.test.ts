import { expect, test } from '@jest/globals';
import type { RunIdentity } from '@plumbline/records';
import { chainOf, RUN } from '../testing/chain.js';
import { auditOf } from '../testing/world.js';

const TEKTON: RunIdentity = {
  ...RUN,
  platform: 'tekton',
  invocation: 'tekton:ci/pipelineruns/build/b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10',
  id: 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10',
  event: null,
};

/** What the audit says of the run, where its gates name this one. */
async function runOf(run: RunIdentity, gate: RunIdentity): Promise<string | undefined> {
  const audited = await auditOf(
    chainOf({
      trigger: (good) => ({ ...good, run }),
      pipeline: (good) => ({ ...good, run: gate }),
      configuration: (good) => ({ ...good, run: gate }),
      functions: (good) => good.map((each) => ({ ...each, run })),
      built: (good) => {
        const { buildDefinition } = good;
        const { internalParameters: parameters } = buildDefinition;
        const plumbline = { ...parameters.plumbline, run };
        const internalParameters = { ...parameters, plumbline };
        return { ...good, buildDefinition: { ...buildDefinition, internalParameters } };
      },
    }),
  );
  return audited.answers.find(({ id }) => id === 'run')?.status;
}

const unsaid = (run: RunIdentity): RunIdentity => ({ ...run, source: null, definition: null });

test.each<[string, RunIdentity, RunIdentity, string]>([
  ['says all of it', TEKTON, TEKTON, 'pass'],
  ['is a Task, which knows neither source nor definition', TEKTON, unsaid(TEKTON), 'pass'],
  ['is a Task of another run', TEKTON, { ...unsaid(TEKTON), id: 'f3b9a1e2' }, 'fail'],
  ['is a Task of another event', TEKTON, { ...unsaid(TEKTON), event: '7f3a' }, 'fail'],
  [
    'is a Task that names another source',
    TEKTON,
    {
      ...TEKTON,
      source: {
        uri: 'https://github.com/acme/other',
        ref: null,
        commit: 'ab'.repeat(20),
        repositoryId: null,
      },
    },
    'fail',
  ],
  ['is a job, which knows them', RUN, unsaid(RUN), 'fail'],
])('a gate that %s', async (_name, run, gate, status) => {
  expect(await runOf(run, gate)).toBe(status);
});
