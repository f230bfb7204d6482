import { expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@plumbline/core';
import { emptyFolder, hostOptions } from '../testing/fixture.js';
import { createPorts } from '../ports.js';

const ONE = Buffer.from('{"one":1}');
const TWO = Buffer.from('{"two":2}');

function storeIn(folder: string) {
  const stores = createPorts(hostOptions({ cwd: folder })).openStores(['dir:records']);
  const store = stores.ok ? stores.value[0] : undefined;
  if (!store) throw new Error('no store');
  const kinds = (): unknown => {
    const listed = store.list();
    return listed.ok
      ? listed.value.map(({ kind, bytes }) => `${kind} ${Buffer.from(bytes).toString()}`).sort()
      : listed.error.code;
  };
  return { store, kinds, at: (...path: string[]) => join(folder, 'records', ...path) };
}

function filled() {
  const opened = storeIn(emptyFolder());
  opened.store.put('provenance', ONE);
  opened.store.put('https://slsa.dev/verification_summary/v1', TWO);
  return opened;
}

const BOTH = ['https://slsa.dev/verification_summary/v1 {"two":2}', 'provenance {"one":1}'];

test('records lie under their digest and are listed with their kind', () => {
  const { store, kinds, at } = filled();
  expect(kinds()).toEqual(BOTH);
  expect(store.put('provenance', ONE)).toMatchObject({
    ok: true,
    value: { sha256: sha256Hex(ONE) },
  });
  expect(readFileSync(at('sha256', `${sha256Hex(ONE)}.json`))).toEqual(ONE);
  expect(readdirSync(at('sha256'))).toHaveLength(2);
  expect(kinds()).toEqual(BOTH);
});

test('a store that does not exist yet is empty', () => {
  expect(storeIn(emptyFolder()).kinds()).toEqual([]);
});

test.each([
  ['lost', ''],
  ['damaged', '{"kind":"prov'],
  ['lying about what is there', `{"kind":"x","sha256":"${'0'.repeat(64)}"}\n`],
])('an index that is %s loses kinds, never records, and is written on', (_name, index) => {
  const { store, kinds, at } = filled();
  if (index === '') rmSync(at('index.jsonl'));
  else writeFileSync(at('index.jsonl'), index);
  expect(kinds()).toEqual(['unknown {"one":1}', 'unknown {"two":2}']);
  store.put('provenance', ONE);
  expect(kinds()).toEqual(['provenance {"one":1}', 'unknown {"two":2}']);
});

test.each([
  ['other content', (path: string): void => writeFileSync(path, TWO)],
  [
    'a link',
    (path: string) => {
      rmSync(path);
      symlinkSync('/etc/passwd', path);
    },
  ],
  [
    'a folder',
    (path: string) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
])('a record that became %s makes the store unusable', (_name, change) => {
  const { kinds, at } = filled();
  change(at('sha256', `${sha256Hex(ONE)}.json`));
  expect(kinds()).toBe('STORE');
});

test('planted links are not written through', () => {
  const { store, at } = filled();
  const outside = emptyFolder();
  writeFileSync(join(outside, 'victim'), 'old');
  rmSync(at('index.jsonl'));
  symlinkSync(join(outside, 'victim'), at('index.jsonl'));
  expect(store.put('x', Buffer.from('3'))).toMatchObject({ ok: false, error: { code: 'STORE' } });
  expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('old');
  rmSync(at('sha256'), { recursive: true });
  symlinkSync(outside, at('sha256'));
  expect(store.put('x', ONE)).toMatchObject({ ok: false, error: { code: 'STORE' } });
  expect(readdirSync(outside)).toEqual(['victim']);
});

test('the default store is that of the face; kinds that do not exist are named', () => {
  const reports = emptyFolder();
  const names = (options: object, wanted: string[]): unknown => {
    const stores = createPorts(hostOptions(options)).openStores(wanted);
    return stores.ok ? stores.value.map(({ name }) => name) : stores.error.code;
  };
  expect(names({ reports }, [])).toEqual([`dir:${reports}`]);
  expect(names({}, [])).toEqual([]);
  expect(names({ reports }, ['dir:a', 'dir:b'])).toEqual(['dir:a', 'dir:b']);
  for (const odd of ['oci', 'github', 'dir:', 'records', '', 'dir:a\n'])
    expect(names({}, [odd])).toBe('STORE_KIND');
});
