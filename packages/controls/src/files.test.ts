import { expect, test } from '@jest/globals';
import { bytesAt, documentAt, hasFile, textAt } from './files.js';
import { subjectOf } from './testing/subject.js';

const subject = subjectOf({
  '.github/dependabot.yml': 'version: 2\n',
  'renovate.json': '{"extends": []}',
  'broken.yml': 'a: [',
  CODEOWNERS: '* @acme\n',
});

test('files are read where they are', () => {
  expect(hasFile(subject, 'CODEOWNERS')).toBe(true);
  expect(textAt(subject, 'CODEOWNERS')).toBe('* @acme\n');
  expect(textAt(subject, 'OWNERS')).toBeNull();
  expect(bytesAt(subject, '../etc/passwd')).toBeNull();
});

test.each([
  ['.github/dependabot.yml', 'map'],
  ['renovate.json', 'map'],
  ['broken.yml', undefined],
  ['none.yml', undefined],
])('the document of %s is %p', (path, kind) => {
  expect(documentAt(subject, path)?.root.kind).toBe(kind);
});
