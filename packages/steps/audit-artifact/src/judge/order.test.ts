import { expect, test } from '@jest/globals';
import type { ExecutedFunction } from '@plumbline/records';
import { chainOf, definedPart, executedFunction, RUN } from '../testing/chain.js';
import { listing } from '../testing/definition.js';
import { auditOf, policyOf } from '../testing/world.js';

type Of = Partial<ExecutedFunction['function']>;

const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';
const GATE = 'pkg:github/plumbline/plumbline@v1#actions/verify-pipeline';

/** A step of the gate's job; the gates sign at 12:00:05. */
function early(index: number, name: string, of: Of): ExecutedFunction {
  const one = executedFunction(index, name);
  const unknown = { kind: 'unknown', uri: null, digest: null, command: null } as const;
  return {
    ...one,
    startedAt: `2026-11-21T12:00:0${String(index)}Z`,
    function: { ...one.function, scope: 'gate', ...unknown, ...of },
  };
}

const action = (uri: string, digest: ExecutedFunction['function']['digest'] = null): Of => ({
  kind: 'action',
  uri,
  digest,
});
const checkout = early(2, 'checkout', action('pkg:github/actions/checkout@v4', { gitCommit: SHA }));
const gate = early(3, 'gate', action(GATE, { gitCommit: SHA }));

const PRODUCT = {
  ...{ name: 'x', uri: null, digest: { sha256: 'ab'.repeat(32) } },
  origin: 'platform',
} as const;

const CALLED = definedPart('gate', {
  names: ['gate'],
  untold: 'acme/ci/.github/workflows/gate.yml@abc',
  functions: [],
});

async function orderOf(functions: readonly ExecutedFunction[], called: readonly string[] = []) {
  const chain = chainOf({
    pipeline: listing([CALLED, definedPart('build')]),
    functions: (build) => [...functions, ...build],
  });
  const policy = policyOf({ definition: { require: 'required', called } });
  const { answers } = await auditOf(chain, { policy });
  return answers.find(({ id }) => id === 'order')?.status;
}

test.each<[string, readonly ExecutedFunction[], string]>([
  [
    'the platform and a pinned Action',
    [early(1, 'Set up job', { role: 'platform' }), checkout, gate],
    'pass',
  ],
  ['an Action of the source itself', [early(2, 'own', action('./own')), gate], 'pass'],
  ['an Action by a tag', [early(2, 'tag', action('pkg:github/acme/x@v1')), gate], 'fail'],
  [
    'a script',
    [early(2, 'sh', { kind: 'script', command: { sha256: 'ab'.repeat(32) } }), gate],
    'fail',
  ],
  [
    'a script that is called like a gate',
    [early(2, 'verify-pipeline', { kind: 'script', command: { sha256: 'ab'.repeat(32) } })],
    'fail',
  ],
  ['what made something', [{ ...checkout, products: [PRODUCT] }, gate], 'fail'],
  ['what comes behind the gate', [gate, early(4, 'after', action('pkg:github/a/b@v1'))], 'fail'],
  [
    'a gate that is a Task',
    [{ ...early(1, 'verify-pipeline', { kind: 'image' }), run: { ...RUN, platform: 'tekton' } }],
    'pass',
  ],
  [
    'an image that is called like a gate',
    [early(1, 'verify-pipeline', { kind: 'image', uri: 'docker://evil' })],
    'fail',
  ],
])('before the gates: %s', async (_name, functions, status) => {
  expect(await orderOf(functions)).toBe(status);
});

test('steps of a called workflow, which nobody tells, count unless the policy accepts it', async () => {
  const steps = [
    early(2, 'Run actions/checkout@v4', {}),
    early(3, 'Run plumbline/plumbline/actions/verify-pipeline@abc', {}),
    early(4, 'Run records', {}),
  ];
  expect(await orderOf(steps, ['acme/ci/.github/workflows/gate.yml@*'])).toBe('pass');
  expect(await orderOf(steps)).toBe('fail');
  expect(await orderOf(steps.slice(0, 1), ['acme/ci/.github/workflows/gate.yml@*'])).toBe('fail');
});
