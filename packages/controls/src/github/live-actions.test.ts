import { expect, test } from '@jest/globals';
import { subjectOf } from '../testing/subject.js';
import { actionsOf } from './live-actions.js';

const ACTION = 'name: a\ndescription: a\nruns: { using: composite, steps: [] }\n';
const USES = (path: string): string =>
  `name: a\ndescription: a\nruns: { using: composite, steps: [{ uses: ./${path} }] }\n`;
const WORKFLOW = (path: string): string =>
  `on: push\njobs: { a: { runs-on: x, steps: [{ uses: ./${path} }] } }\n`;

test('an action among tests counts only where a workflow uses it, directly or over others', () => {
  const files = {
    '.github/workflows/ci.yml': WORKFLOW('tests/one'),
    'setup/action.yml': ACTION,
    'tests/one/action.yml': USES('tests/two'),
    'tests/two/action.yml': ACTION,
    'tests/three/action.yml': USES('tests/four'),
    'tests/four/action.yml': ACTION,
  };
  expect(actionsOf(subjectOf(files)).map(({ folder }) => folder)).toEqual([
    'setup',
    'tests/one',
    'tests/two',
  ]);
});
