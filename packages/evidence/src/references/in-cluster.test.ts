import { expect, test } from '@jest/globals';
import type { Closure } from '@plumbline/pipeline';
import { node } from '../testing/node.js';
import { checkInCluster } from './in-cluster.js';

const named = node({ id: 'task:in-cluster/Task/build', status: 'in-cluster', ref: 'build' });
const defined = node({
  id: 'task:build.yaml#Task/build',
  status: 'present',
  ref: 'build.yaml#Task/build',
});

function closure(isDefined: boolean): Closure {
  return {
    nodes: isDefined ? [named, defined] : [named],
    edges: isDefined ? [{ from: named.id, to: defined.id }] : [],
    unreadable: [],
    files: [],
    counted: { seen: 0, other: 0 },
  };
}

test.each([
  ['denied, also if it is defined here', 'deny', true, 'fail'],
  ['denied', 'deny', false, 'fail'],
  ['allowed if it is defined here', 'signed', true, 'pass'],
  ['not allowed if it is not', 'signed', false, 'fail'],
] as const)('%s', (_, rule, isDefined, status) => {
  expect(checkInCluster(closure(isDefined), rule).status).toBe(status);
});

test('not applicable where nothing is taken by name', () => {
  const empty = { ...closure(false), nodes: [node()] };
  expect(checkInCluster(empty, 'deny').status).toBe('not-applicable');
});
