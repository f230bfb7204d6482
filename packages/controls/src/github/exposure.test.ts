import { describe, expect, test } from '@jest/globals';
import { subjectOf } from '../testing/subject.js';
import { exposureOf } from './exposure.js';
import { jobsOf } from './steps.js';

const CI = '.github/workflows/ci.yml';

const workflow = (on: string, rest = ''): string => `on: ${on}
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    ${rest}
    steps: [{ run: make }]
`;

function exposure(files: Readonly<Record<string, string>>): string {
  const subject = subjectOf(files);
  const site = jobsOf(subject).find((job) => job.workflow.path === CI) ?? null;
  const { reach, privileged } = exposureOf(subject, site);
  return `${reach} ${privileged ? 'privileged' : 'harmless'}`;
}

describe('exposure of a job', () => {
  test.each([
    ['push', '', 'writers harmless'],
    ['push', 'permissions: { contents: write }', 'writers privileged'],
    ['push', 'env: { KEY: "${{ secrets.KEY }}" }', 'writers privileged'],
    ['push', 'env: { KEY: "${{ secrets.GITHUB_TOKEN }}" }', 'writers harmless'],
    ['push', 'permissions: { id-token: write }', 'writers privileged'],
    ['pull_request', 'permissions: write-all', 'anyone harmless'],
    ['[pull_request, push]', 'permissions: write-all', 'writers privileged'],
    ['pull_request_target', 'permissions: write-all', 'anyone privileged'],
    ['issue_comment', '', 'anyone harmless'],
    ['workflow_call', '', 'unknown privileged'],
  ])('%s with %p', (on, rest, expected) => {
    expect(exposure({ [CI]: workflow(on, rest) })).toBe(expected);
  });

  test('a self-hosted runner is reached by forks', () => {
    const text = workflow('pull_request').replace('ubuntu-latest', '[self-hosted, linux]');
    expect(exposure({ [CI]: text })).toBe('anyone privileged');
  });

  test('what is called is started by what starts its callers', () => {
    const files = {
      [CI]: workflow('workflow_call', 'permissions: { issues: write }'),
      '.github/workflows/a.yml':
        'on: workflow_call\njobs: { b: { uses: ./.github/workflows/ci.yml } }',
      '.github/workflows/b.yml': 'on: issues\njobs: { c: { uses: ./.github/workflows/a.yml } }',
    };
    expect(exposure(files)).toBe('anyone privileged');
  });
});
