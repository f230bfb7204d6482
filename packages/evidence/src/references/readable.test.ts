import { expect, test } from '@jest/globals';
import { fileLocation } from '@plumbline/core';
import { checkReadable } from './readable.js';

const empty = { nodes: [], edges: [], files: [], counted: { seen: 0, other: 0 } };

test('an unreadable file cannot be decided, at its place', () => {
  const location = fileLocation('a.yml');
  const unreadable = [{ path: 'a.yml', message: 'a key is there twice', location }];
  const check = checkReadable({ ...empty, unreadable });
  expect(check.status).toBe('error');
  expect(check.findings[0]?.locations).toEqual([location]);
});

test('passes where all could be read', () => {
  expect(checkReadable({ ...empty, unreadable: [] }).status).toBe('pass');
});
