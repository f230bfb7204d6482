import { describe, expect, test } from '@jest/globals';
import { fixed, mended } from '../testing/fixed.js';
import { noPersistedCredentials } from './no-persisted-credentials.js';

const job = (steps: string): string =>
  `on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

const fix = (text: string): string => fixed(text, noPersistedCredentials);

describe('the line is put where it belongs, and nothing else changes', () => {
  test.each<[string, string, string]>([
    [
      'no inputs',
      '      - uses: actions/checkout@v4\n      - run: npm ci\n',
      '      - uses: actions/checkout@v4\n        with:\n          persist-credentials: false\n      - run: npm ci\n',
    ],
    [
      'a comment, a name in front, and the end of the file',
      "      - name: get\n        uses: 'actions/checkout@v4' # v4",
      "      - name: get\n        uses: 'actions/checkout@v4' # v4\n        with:\n          persist-credentials: false",
    ],
    [
      'inputs with comments of their own',
      '      - uses: actions/checkout@v4\n        with: # ours\n            # all of it\n            fetch-depth: 0\n',
      '      - uses: actions/checkout@v4\n        with: # ours\n            persist-credentials: false\n            # all of it\n            fetch-depth: 0\n',
    ],
    [
      'a list that is not indented',
      '      -   uses: actions/checkout@v4\n          id: a\n',
      '      -   uses: actions/checkout@v4\n          with:\n            persist-credentials: false\n          id: a\n',
    ],
    [
      'braces',
      '      - { uses: actions/checkout@v4 } # v4\n',
      '      - { uses: actions/checkout@v4, with: { persist-credentials: false } } # v4\n',
    ],
    [
      'braces over lines',
      '      - {\n          uses: "actions/checkout@v4"\n        }\n',
      '      - {\n          uses: "actions/checkout@v4", with: { persist-credentials: false }\n        }\n',
    ],
    [
      'inputs in braces',
      '      - uses: actions/checkout@v4\n        with: { fetch-depth: 0 } # all\n',
      '      - uses: actions/checkout@v4\n        with: { persist-credentials: false, fetch-depth: 0 } # all\n',
    ],
  ])('%s', (_name, before, after) => {
    expect(fix(job(before))).toBe(job(after));
    expect(fix(job(after))).toBe(job(after));
    const windows = (text: string): string => job(text).replaceAll('\n', '\r\n');
    expect(fix(windows(before))).toBe(windows(after));
  });
});

describe('what follows decides', () => {
  const after = (steps: string): boolean => {
    const text = job(`      - uses: actions/checkout@v4\n${steps}`);
    return fix(text) !== text;
  };

  test.each([
    '      - run: npm ci && npm test\n',
    '      - run: |\n          x=$(git rev-parse HEAD)\n          echo "$x" >> "$GITHUB_OUTPUT"\n',
    '      - uses: actions/setup-node@v4\n      - uses: actions/upload-artifact@v4\n',
    '      - run: gh pr comment 7 --body ok\n',
    '      - uses: docker/build-push-action@v6\n        with: { push: true }\n',
    '      - run: if [ -f x ]; then cat x; else exit 1; fi\n',
  ])('does without: %s', (steps) => {
    expect(after(steps)).toBe(true);
  });

  test.each([
    '      - run: make\n',
    '      - run: ./release.sh\n',
    '      - run: $TOOL\n',
    '      - run: git checkout main\n',
    '      - run: git -C sub pull\n',
    '      - run: gh pr create\n',
    '      - run: npm run deploy\n',
    '      - run: eval "$X"\n',
    '      - run: echo "$(make version)"\n',
    '      - run: import os\n        shell: python\n',
    '      - uses: acme/any@v1\n',
    '      - uses: ./build\n',
    '      - uses: docker://alpine\n',
  ])('may use it: %s', (steps) => {
    expect(after(steps)).toBe(false);
  });
});

describe('stays', () => {
  test.each<[string, string]>([
    ['inputs in empty braces', '      - uses: actions/checkout@v4\n        with: {}\n'],
    [
      'written on purpose',
      '      - uses: actions/checkout@v4\n        with:\n          persist-credentials: true\n',
    ],
    [
      'only the run knows',
      '      - uses: actions/checkout@v4\n        with:\n          persist-credentials: ${{ inputs.keep }}\n',
    ],
    ['over lines', '      - uses: >-\n          actions/checkout@v4\n'],
    [
      'with a key of its own',
      '      - uses: actions/checkout@v4\n        with:\n          ssh-key: ${{ secrets.K }}\n      - run: npm ci\n',
    ],
    [
      'without all objects',
      '      - uses: actions/checkout@v4\n        with:\n          filter: blob:none\n      - run: git log\n',
    ],
    [
      'at two places of the file',
      '      - &get\n        uses: actions/checkout@v4\n      - *get\n',
    ],
  ])('%s', (_name, steps) => {
    expect(fix(job(steps))).toBe(job(steps));
  });

  test('in an action, whose callers are not known', () => {
    const files = {
      'action.yml':
        'name: a\nruns:\n  using: composite\n  steps:\n    - uses: actions/checkout@v4\n',
    };
    expect(mended(files, [noPersistedCredentials]).files.size).toBe(0);
  });
});
