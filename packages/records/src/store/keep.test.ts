import { expect, test } from '@jest/globals';
import { err, ok, undecidableFault } from '@plumbline/core';
import type { RecordStore } from '@plumbline/step';
import { keepRecord } from './keep.js';

const nothing = { records: [], problems: [] };

function store(name: string, isBroken = false): RecordStore {
  const put = isBroken
    ? err(undecidableFault('STORE', `${name} is full`))
    : ok({ sha256: '', path: name });
  return { name, put: () => Promise.resolve(put), find: () => Promise.resolve(ok(nothing)) };
}

const kept = (...stores: RecordStore[]) =>
  keepRecord({ kind: 'pipeline-manifest', bytes: new Uint8Array() }, stores);

test('a record goes to every store', async () => {
  const written = await kept(store('one'), store('two'));
  expect(written).toMatchObject({ ok: true, value: [{ path: 'one' }, { path: 'two' }] });
});

test('a store that fails keeps no other from it, and the fault says where the record is', async () => {
  const written = await kept(store('one', true), store('two'));
  const error = { code: 'STORE', message: 'one is full; the record is kept in two' };
  expect(written).toMatchObject({ ok: false, error });
});
