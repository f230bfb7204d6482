import { expect, test } from '@jest/globals';
import { readJson } from '@plumbline/core';
import { hintedArtifacts, hintedInputs, resultsOf } from './hints.js';

const HEX = '4b'.repeat(32);
const COMMIT = '5f'.repeat(20);

function results(values: Readonly<Record<string, unknown>>) {
  const list = Object.entries(values).map(([name, value]) => ({ name, value }));
  const read = readJson('results', Buffer.from(JSON.stringify(list)));
  if (!read.ok) throw new Error('no JSON');
  return resultsOf(read.value.root);
}

const MADE = { isBuildArtifact: 'true' };
const object = (digest: string, more = {}) => ({ uri: 'pkg:generic/a', digest, ...more });

/** Type hints of Tekton Chains (docs/slsa-provenance.md), and what is none. */
test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  [
    'a pair',
    { 'a-IMAGE_URL': 'r.example/a:1', 'a-IMAGE_DIGEST': `sha256:${HEX}` },
    ['r.example/a'],
  ],
  ['half a pair', { 'a-IMAGE_URL': 'r.example/a', 'b-IMAGE_DIGEST': `sha256:${HEX}` }, []],
  [
    'a list',
    { IMAGES: `r.example/a@sha256:${HEX},\nr.example/b@sha256:${HEX}` },
    ['r.example/a', 'r.example/b'],
  ],
  [
    'a file',
    { x_ARTIFACT_URI: 'pkg:generic/x', x_ARTIFACT_DIGEST: `sha256:${HEX}` },
    ['pkg:generic/x'],
  ],
  ['an object', { 'a-ARTIFACT_OUTPUTS': object(`sha256:${HEX}`, MADE) }, ['pkg:generic/a']],
  ['an object that was not built', { 'a-ARTIFACT_OUTPUTS': object(`sha256:${HEX}`) }, []],
  ['an object by another digest', { 'a-ARTIFACT_OUTPUTS': object('md5:00', MADE) }, []],
  ['what was taken', { 'a-ARTIFACT_INPUTS': object(`sha256:${HEX}`) }, []],
])('made: %s', (_name, values, names) => {
  expect(hintedArtifacts(results(values), 'platform').map(({ name }) => name)).toEqual(names);
});

test.each<[string, unknown, Readonly<Record<string, string>> | null]>([
  ['a file', object(`sha256:${HEX}`), { sha256: HEX }],
  [
    'a commit',
    { uri: 'git+https://github.com/acme/app', digest: `sha1:${COMMIT}` },
    { gitCommit: COMMIT },
  ],
  ['SHA-1 of no repository', object(`sha1:${COMMIT}`), null],
  ['a short commit', { uri: 'git+https://github.com/acme/app', digest: 'sha1:5f5f' }, null],
  ['no digest', { uri: 'pkg:generic/a' }, null],
])('taken: %s', (_name, value, digest) => {
  const taken = hintedInputs(results({ 'a-ARTIFACT_INPUTS': value }));
  expect(taken.map((each) => each.digest)).toEqual(digest === null ? [] : [digest]);
});
