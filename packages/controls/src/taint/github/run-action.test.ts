import { describe, expect, test } from '@jest/globals';
import type { Action } from '@plumbline/pipeline';
import type { Subject } from '../../subject.js';
import { subjectOf } from '../../testing/subject.js';
import { gitHubFlows } from './workflows.js';

const ACTION = `name: tool
inputs: { text: { description: t } }
outputs: { text: { value: "\${{ steps.keep.outputs.text }}" } }
runs:
  using: composite
  steps:
    - id: keep
      shell: bash
      env: { TEXT: "\${{ inputs.text }}" }
      run: echo "text=$TEXT" >> "$GITHUB_OUTPUT"
    - { shell: bash, run: make }
`;

const workflow = (text: string): string => `on: { issues: {}, push: {} }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - { id: tool, uses: ./tool, with: { text: "${text}" } }
      - run: echo \${{ steps.tool.outputs.text }}
`;

const callers = (count: number, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `.github/workflows/w${index}.yml`,
      workflow(text),
    ]),
  );

const subject = (count: number, text = 'fixed'): Subject =>
  subjectOf({ 'tool/action.yml': ACTION, ...callers(count, text) });

/** The subject, with a count of how often the steps of its action are asked for. */
function counted({ model, ...rest }: Subject) {
  const asked = { times: 0 };
  const actions = model.actions.map((action): Action => ({
    ...action,
    get steps() {
      asked.times += 1;
      return action.steps;
    },
  }));
  return { asked, subject: { ...rest, model: { ...model, actions } } };
}

describe('an action of the target', () => {
  test('is run once, however many jobs use it alike', () => {
    const times = [2, 20].map((count) => {
      const { asked, subject: many } = counted(subject(count));
      gitHubFlows(many);
      return asked.times;
    });
    expect(times[1]).toBe(times[0]);
  });

  test('is run for those that give it something else', () => {
    const other = { '.github/workflows/x.yml': workflow('${{ github.event.issue.title }}') };
    const files = { 'tool/action.yml': ACTION, ...callers(2, 'fixed'), ...other };
    const flows = gitHubFlows(subjectOf(files));
    expect(flows.map(({ of, sink }) => `${of.path} ${sink}`)).toContain(
      '.github/workflows/x.yml script',
    );
  });

  test.each([
    ['a variable in the place of an input', 'env: { text: "${TITLE}" }'],
    ['an input in the place of a variable', 'with: { text: "${TITLE}" }'],
  ])('is not taken for one that was given %s', (_name, first) => {
    const reads =
      'runs: { using: composite, steps: [{ shell: bash, run: "echo ${{ inputs.text }} ${{ env.text }}" }] }';
    const job = (rest: string): string =>
      `on: issues\njobs: { a: { runs-on: x, steps: [{ uses: ./tool, ${rest.replace('${TITLE}', '${{ github.event.issue.title }}')} }] } }`;
    const both = ['env: { text: "${TITLE}" }', 'with: { text: "${TITLE}" }'].map(job);
    const files = {
      'tool/action.yml': reads,
      '.github/workflows/0.yml': job(first),
      '.github/workflows/1.yml': both[0] ?? '',
      '.github/workflows/2.yml': both[1] ?? '',
    };
    const flows = gitHubFlows(subjectOf(files)).filter(({ taint }) => taint.grade === 'anyone');
    expect(flows.map(({ subject: what }) => what).sort()).toEqual(['env.text', 'inputs.text']);
  });

  test('hands each job its own values back', () => {
    const flows = gitHubFlows(subject(3, '${{ github.event.issue.title }}'));
    const scripts = flows.filter(({ sink }) => sink === 'script');
    expect(scripts).toHaveLength(3);
    for (const { of, taint } of scripts) expect(taint.trail[0]?.source.path).toBe(of.path);
  });
});
