import { expect, test } from '@jest/globals';
import { eventVariablesIn, variablesIn } from './variables.js';

test.each([
  ['$(params.x)', 'param x'],
  ['$(params["x.y"])', 'param x.y'],
  ["$(params['x'][*])", 'param x'],
  ['$(params.x[0])', 'param x'],
  ['$(params.x.key)', 'param x'],
  ['$(tt.params.x)', 'param x'],
  ['$(inputs.params.x)', 'param x'],
  ['$$(params.x)', 'param x'],
  ['$(tasks.t.results.r)', 'task-result r'],
  ['$(tasks.t.results["r"][0])', 'task-result r'],
  ['$(tasks.t.status)', 'context'],
  ['$(steps.s.results.r)', 'step-result r'],
  ['$(step.results.r.path)', 'result-path r'],
  ['$(results.r.path)', 'result-path r'],
  ['$(workspaces.w.path)', 'workspace w'],
  ['$(context.taskRun.name)', 'context'],
  ['$(body.commits[0].message)', 'event'],
  ["$(header['X-A'])", 'event'],
  ['$(params x)', ''],
  ['$(cat x) ${A}', ''],
])('%s', (text, expected) => {
  const shown = variablesIn(text).map(
    ({ variable }) => `${variable.kind}${'name' in variable ? ` ${variable.name}` : ''}`,
  );
  expect(shown.join()).toBe(expected);
});

test.each([
  ['{{ source_branch }}', ['source_branch']],
  ['{{body.pull_request.title}}', ['body.pull_request.title']],
  ["{{ headers['X-A'] }}", ['headers.X-A']],
  ['${{ github.ref }}', []],
  ['{{ cel: body.x + "a" }}', ['cel.cel: body.x + "a"']],
])('%s', (text, expected) => {
  expect(eventVariablesIn(text).map(({ path }) => path.join('.'))).toEqual(expected);
});
