import { expect, test } from '@jest/globals';
import { subjectOf } from '../testing/subject.js';
import { gitHubFlows } from './github/workflows.js';
import { tektonFlows } from './tekton/pipelines.js';

const LEVELS = 25;

test('diamonds of needs and outputs cost no more than their edges', () => {
  const job = (name: string, level: number): string =>
    level === 0
      ? `  ${name}0: { runs-on: x, outputs: { o: '\${{ github.event.issue.title }}' }, steps: [] }\n`
      : `  ${name}${level}: { runs-on: x, needs: [a${level - 1}, b${level - 1}], outputs: { o: '\${{ needs.a${level - 1}.outputs.o }}\${{ needs.b${level - 1}.outputs.o }}' }, steps: [{ run: 'echo \${{ needs.a${level - 1}.outputs.o }}' }] }\n`;
  const jobs = Array.from({ length: LEVELS }, (_, level) => job('a', level) + job('b', level));
  const flows = gitHubFlows(
    subjectOf({ '.github/workflows/a.yml': `on: issues\njobs:\n${jobs.join('')}` }),
  );
  expect(flows.length).toBe(2 * (LEVELS - 1));
});

test('actions that use each other again and again are run once for what they are given', () => {
  const uses = (level: number): string =>
    `    - uses: ./x${level}\n      with: { t: '\${{ inputs.t }}' }\n`.repeat(20);
  const action = (steps: string): string =>
    `inputs: { t: {} }\nruns:\n  using: composite\n  steps:\n${steps}`;
  const actions: readonly (readonly [string, string])[] = Array.from({ length: 7 }, (_, level) => [
    `x${level}/action.yml`,
    action(level === 6 ? '    - { run: "echo ${{ inputs.t }}", shell: bash }\n' : uses(level + 1)),
  ]);
  const files = {
    ...Object.fromEntries(actions),
    '.github/workflows/a.yml':
      "on: issues\njobs:\n  a:\n    runs-on: x\n    steps: [{ uses: ./x0, with: { t: '${{ github.event.issue.title }}' } }]\n",
  };
  expect(gitHubFlows(subjectOf(files)).some(({ taint }) => taint.grade === 'anyone')).toBe(true);
});

test('workflows and actions that use themselves end', () => {
  const files = {
    '.github/workflows/a.yml':
      'on: [issues, workflow_call]\njobs: { a: { uses: ./.github/workflows/a.yml } }\n',
    'x/action.yml': 'runs: { using: composite, steps: [{ uses: ./x }] }\n',
  };
  expect(gitHubFlows(subjectOf(files))).toEqual([]);
});

test('results that need each other end', () => {
  const task = (name: string, other: string): string =>
    `{ name: ${name}, params: [{ name: p, value: $(tasks.${other}.results.r) }], taskSpec: { params: [{ name: p }], results: [{ name: r }], steps: [{ image: i, script: 'echo $(params.p) > $(results.r.path)' }] } }`;
  const text = `apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: p }\nspec: { tasks: [${task('a', 'b')}, ${task('b', 'a')}] }\n`;
  expect(tektonFlows(subjectOf({ 'a.yaml': text }))).toEqual([]);
});
