import { expect, test } from '@jest/globals';
import { downloadsOf } from './job-log.js';

const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';
const OTHER = 'e938fdf56512cc96ef2f93601a5a40bde3801046';

/** Lines of public logs of hosted runners (subosito/flutter-action users, July 2025), shortened. */
const LINES = [
  "Current runner version: '2.327.0'",
  '##[group]GITHUB_TOKEN Permissions',
  'Contents: read',
  '##[endgroup]',
  'Prepare all required actions',
  'Getting action download info',
  "##[group]Download immutable action package 'actions/checkout@v4'",
  'Version: 4.2.2',
  'Digest: sha256:ccb2698953eaebd21c7bf6268a94f9c26518a7e38e27e0b83c1fe1ad049819b1',
  `Source commit SHA: ${SHA}`,
  '##[endgroup]',
  `Download action repository 'subosito/flutter-action@v2' (SHA:${OTHER})`,
  'Complete job name: build',
];

const log = (lines: readonly string[]): string =>
  `\uFEFF${lines.map((line) => `2025-07-26T08:25:55.3267689Z ${line}\r\n`).join('')}`;

test('tells what the runner has downloaded', () => {
  expect(downloadsOf(log(LINES))).toEqual({
    ok: true,
    value: [
      { repository: 'actions/checkout', ref: 'v4', sha: SHA },
      { repository: 'subosito/flutter-action', ref: 'v2', sha: OTHER },
    ],
  });
});

test('does not listen to steps', () => {
  const said = `Download action repository 'acme/evil@v1' (SHA:${SHA})`;
  expect(downloadsOf(log([...LINES, said]))).toEqual(downloadsOf(log(LINES)));
});

test.each([
  ['that is empty', []],
  ['that ends before the first step', LINES.slice(0, -1)],
  ['that begins with something else', LINES.slice(1)],
])('a log %s tells nothing', (_name, lines) => {
  expect(downloadsOf(log(lines))).toEqual({ ok: true, value: null });
});

test.each([
  ['a short commit', `Download action repository 'a/b@v1' (SHA:${SHA.slice(1)})`],
  ['no commit', "##[group]Download immutable action package 'a/b@v1'"],
  ['another form', "Download action archive 'a/b@v1'"],
])('a download with %s is not passed over', (_name, line) => {
  const lines = [...LINES.slice(0, -1), line, ...LINES.slice(-1)];
  expect(downloadsOf(log(lines))).toMatchObject({ ok: false, error: { code: 'GITHUB_ANSWER' } });
});
