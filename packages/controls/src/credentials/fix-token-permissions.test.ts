import { describe, expect, test } from '@jest/globals';
import { fixed } from '../testing/fixed.js';
import { tokenPermissions } from './token-permissions.js';

const JOB = '  a:\n    runs-on: ubuntu-latest\n    steps:\n';
const CHECKOUT = '      - uses: actions/checkout@v4\n';
const TESTS = `${JOB}${CHECKOUT}      - run: npm ci && npm test\n`;
const READ = 'permissions:\n  contents: read\n';

const fix = (text: string): string => fixed(text, tokenPermissions);

describe('the declaration stands in front of the jobs', () => {
  test.each<[string, string, string]>([
    ['close to its neighbours', 'on: push\njobs:\n', `on: push\n${READ}jobs:\n`],
    ['apart from them', 'on: push\n\njobs:\n', `on: push\n\n${READ}\njobs:\n`],
    [
      'in front of comments about the jobs',
      'on: push # all\n\n# one\n# two\njobs: # three\n',
      `on: push # all\n\n${READ}\n# one\n# two\njobs: # three\n`,
    ],
    ['at the top', 'jobs:\n', `${READ}jobs:\n`],
  ])('%s', (_name, before, after) => {
    const end = before === 'jobs:\n' ? 'on: push\n' : '';
    expect(fix(before + TESTS + end)).toBe(after + TESTS + end);
    expect(fix(after + TESTS + end)).toBe(after + TESTS + end);
    const windows = (text: string): string => (text + TESTS + end).replaceAll('\n', '\r\n');
    expect(fix(windows(before))).toBe(windows(after));
  });
});

describe('only where no job needs more', () => {
  const isFixed = (jobs: string): boolean => fix(`on: push\njobs:\n${jobs}`).includes(READ);

  test.each<[string, string]>([
    ['tests', TESTS],
    ['a script that has no token', `${JOB}      - run: ./any.sh\n`],
    [
      'a checkout that leaves nothing',
      `${JOB}${CHECKOUT}        with:\n          persist-credentials: false\n      - run: make\n`,
    ],
    [
      'a job with its own',
      `${TESTS}  b:\n    permissions: { contents: write }\n    uses: ./.github/workflows/x.yml\n`,
    ],
  ])('%s', (_name, jobs) => {
    expect(isFixed(jobs)).toBe(true);
  });

  test.each<[string, string]>([
    ['a script that can push', `${JOB}${CHECKOUT}      - run: make\n`],
    ['any action', `${JOB}      - uses: acme/any@v1\n`],
    ['the token in a script', `${JOB}      - run: f\n        env: { T: "\${{ github.token }}" }\n`],
    ['a called workflow', '  a:\n    uses: ./.github/workflows/x.yml\n'],
    ['one of two', `${TESTS}  b:\n    runs-on: x\n    steps:\n      - uses: acme/any@v1\n`],
  ])('not with %s', (_name, jobs) => {
    expect(isFixed(jobs)).toBe(false);
  });

  test('not in braces', () => {
    const text = '{ on: push, jobs: { a: { runs-on: x, steps: [{ run: "true" }] } } }\n';
    expect(fix(text)).toBe(text);
  });
});
