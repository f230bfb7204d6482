import { expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@plumbline/core';
import { emptyFolder, hostOptions } from '../testing/fixture.js';
import type { RecordQuery } from '@plumbline/step';
import { createPorts } from '../ports.js';

const ONE = Buffer.from('{"one":1}');
const TWO = Buffer.from('{"two":2}');

function storeIn(folder: string) {
  const stores = createPorts(hostOptions({ cwd: folder })).openStores(['dir:records']);
  const store = stores.ok ? stores.value[0] : undefined;
  if (!store) throw new Error('no store');
  const kinds = async (): Promise<unknown> => {
    const found = await store.find({ by: 'all' });
    if (!found.ok) return found.error.code;
    const { records, problems } = found.value;
    return [
      ...records.map(({ kind, bytes }) => `${kind} ${Buffer.from(bytes).toString()}`).sort(),
      ...problems.map(({ code }) => code),
    ];
  };
  return { store, kinds, at: (...path: string[]) => join(folder, 'records', ...path) };
}

const VSA = 'https://slsa.dev/verification_summary/v1';

async function filled() {
  const opened = storeIn(emptyFolder());
  await opened.store.put({ kind: 'provenance', bytes: ONE });
  await opened.store.put({ kind: VSA, bytes: TWO });
  return opened;
}

const BOTH = ['https://slsa.dev/verification_summary/v1 {"two":2}', 'provenance {"one":1}'];

test('records lie under their digest and are listed with their kind', async () => {
  const { store, kinds, at } = await filled();
  expect(await kinds()).toEqual(BOTH);
  expect(await store.put({ kind: 'provenance', bytes: ONE })).toMatchObject({
    ok: true,
    value: { sha256: sha256Hex(ONE) },
  });
  expect(readFileSync(at('sha256', `${sha256Hex(ONE)}.json`))).toEqual(ONE);
  expect(readdirSync(at('sha256'))).toHaveLength(2);
  expect(await kinds()).toEqual(BOTH);
});

test('a store that does not exist yet is empty', async () => {
  expect(await storeIn(emptyFolder()).kinds()).toEqual([]);
});

test.each([
  ['lost', ''],
  ['damaged', '{"kind":"prov'],
  ['lying about what is there', `{"kind":"x","sha256":"${'0'.repeat(64)}"}\n`],
])('an index that is %s loses kinds, never records, and is written on', async (_name, index) => {
  const { store, kinds, at } = await filled();
  if (index === '') rmSync(at('index.jsonl'));
  else writeFileSync(at('index.jsonl'), index);
  expect(await kinds()).toEqual(['unknown {"one":1}', 'unknown {"two":2}']);
  await store.put({ kind: 'provenance', bytes: ONE });
  expect(await kinds()).toEqual(['provenance {"one":1}', 'unknown {"two":2}']);
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
])('a record that became %s is told, and hides no other', async (_name, change) => {
  const { kinds, at } = await filled();
  change(at('sha256', `${sha256Hex(ONE)}.json`));
  expect(await kinds()).toEqual([BOTH[0], 'damaged']);
});

test('planted links are not written through', async () => {
  const { store, at } = await filled();
  const outside = emptyFolder();
  writeFileSync(join(outside, 'victim'), 'old');
  rmSync(at('index.jsonl'));
  symlinkSync(join(outside, 'victim'), at('index.jsonl'));
  expect(await store.put({ kind: 'x', bytes: Buffer.from('3') })).toMatchObject({
    ok: false,
    error: { code: 'STORE' },
  });
  expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('old');
  rmSync(at('sha256'), { recursive: true });
  symlinkSync(outside, at('sha256'));
  expect(await store.put({ kind: 'x', bytes: ONE })).toMatchObject({
    ok: false,
    error: { code: 'STORE' },
  });
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
  expect(names({}, ['github', 'release'])).toEqual(['github', 'release']);
  for (const odd of ['gitlab', 'github:a', 'dir:', 'records', '', 'dir:a\n'])
    expect(names({}, [odd])).toBe('STORE_KIND');
});

const statementAbout = (subject: string, run: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'a', digest: { sha256: subject.repeat(64) } }],
      predicateType: 'https://example.com/t/v1',
      predicate: { run: { id: run } },
    }),
  );

test('records are found by what they are about, by their statement and by their run', async () => {
  const { store } = await filled();
  const [one, two] = [statementAbout('a', '7'), statementAbout('b', '8')];
  for (const bytes of [one, two]) await store.put({ kind: 'x', bytes });
  const found = async (query: RecordQuery): Promise<unknown> => {
    const answer = await store.find(query);
    return answer.ok ? answer.value.records.map(({ bytes }) => bytes) : answer.error.code;
  };
  const askAll = async (): Promise<void> => {
    expect(await found({ by: 'subject', digest: `sha256:${'a'.repeat(64)}` })).toEqual([one]);
    expect(await found({ by: 'subject', digest: `sha512:${'a'.repeat(64)}` })).toEqual([]);
    expect(await found({ by: 'statement', sha256: sha256Hex(two) })).toEqual([two]);
    expect(await found({ by: 'run', id: '8' })).toEqual([two]);
    expect(await found({ by: 'run', id: '9' })).toEqual([]);
  };
  await askAll();
  await askAll();
  const late = statementAbout('a', '9');
  await store.put({ kind: 'x', bytes: late });
  expect(await found({ by: 'run', id: '9' })).toEqual([late]);
});

test('one folder that is opened many times loses nothing', async () => {
  const folder = emptyFolder();
  const bytes = Array.from({ length: 40 }, (_, run) => statementAbout('a', String(run)));
  const puts = bytes.map((each) => storeIn(folder).store.put({ kind: 'x', bytes: each }));
  expect((await Promise.all(puts)).every(({ ok }) => ok)).toBe(true);
  expect(await storeIn(folder).kinds()).toHaveLength(40);
});
