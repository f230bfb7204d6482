import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import type { Subject } from '@plumbline/trust';
import { auditedRecord } from '../audited/audited.js';
import { builtRecord } from '../built/built.js';
import { executedRecord, executedSubjects } from '../executed/executed.js';
import { linksOf } from '../link/descriptor.js';
import { imageSignature } from '../signature/signature.js';
import { describeRecord } from '../store/describe.js';
import { recordKeys } from '../store/keys.js';
import { AUDITED, BUILT, EXECUTED, IMAGE, RUN, TRIGGER } from '../testing/samples.js';
import { triggerRecord, triggerSubjects } from '../trigger/trigger.js';
import { portions, type RecordFormat } from './format.js';

const EVENT = triggerSubjects({
  sha256: 'ee'.repeat(32),
  form: 'delivery',
  source: { uri: 'https://github.com/acme/app', commit: 'ab'.repeat(20) },
});

interface Sample {
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly parse: (bytes: Uint8Array) => unknown;
  readonly parts: unknown;
}

function sample<T>(
  kind: string,
  format: RecordFormat<T>,
  parts: { subjects: readonly Subject[]; predicate: T },
): Sample {
  return { kind, bytes: format.build(parts), parse: format.parse, parts };
}

const SAMPLES = [
  sample('trigger-authorized', triggerRecord, { subjects: EVENT, predicate: TRIGGER }),
  sample('function-executed', executedRecord, {
    subjects: executedSubjects(EXECUTED),
    predicate: EXECUTED,
  }),
  sample('artifact-built', builtRecord, { subjects: [IMAGE], predicate: BUILT }),
  sample('artifact-verified', auditedRecord, { subjects: [IMAGE], predicate: AUDITED }),
];

/** The record with a part of its text replaced. */
function edited({ bytes }: Sample, from: string | RegExp, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString();
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
  return Buffer.from(changed);
}

describe.each(SAMPLES.map((each) => [each.kind, each] as const))('%s', (kind, of) => {
  test('is read as it was written', () => {
    const read = of.parse(of.bytes);
    expect(JSON.parse(JSON.stringify(read))).toEqual({ ok: true, value: of.parts });
  });

  test('is known by its content, and named by its digest', () => {
    expect(describeRecord(of.bytes)).toEqual({
      ok: true,
      value: { kind, signed: false, sha256: sha256Hex(of.bytes) },
    });
  });

  test('is found by its run', () => {
    const run = kind === 'artifact-verified' ? null : RUN.id;
    expect(recordKeys(of.bytes)).toMatchObject({ statement: sha256Hex(of.bytes), run });
  });

  test.each([
    ['a field that nobody knows', '"predicate":{', '"predicate":{"note":1,'],
    ['a null', '"predicate":{', '"predicate":{"run":null,'],
    ['another type', /"predicateType":"[^"]+"/, '"predicateType":"https://example.com/x"'],
    ['no subject', /"subject":\[.*\]\}$/, '"subject":[]}'],
    ['a key twice', '"predicate":{', '"_type":"x","predicate":{'],
  ])('%s is refused', (_name, from, to) => {
    expect(of.parse(edited(of, from, to))).toMatchObject({ ok: false });
  });
});

test.each<[string, string, string | RegExp, string]>([
  ['a decision that is none', 'trigger-authorized', '"decision":"allowed"', '"decision":"maybe"'],
  ['a local time', 'trigger-authorized', '12:00:00Z', '12:00:00+01:00'],
  ['a negative index', 'function-executed', '"index":2', '"index":-2'],
  ['a record named twice', 'function-executed', /"previous":\[("\w+")\]/, '"previous":[$1,$1]'],
  ['no run', 'function-executed', /"run":\{.*\},"startedAt"/, '"startedAt"'],
  ['an origin of its own', 'artifact-built', '"origin":"declared"', '"origin":"trusted"'],
  ['a parameter of its own', 'artifact-built', '"workflow":{', '"level":"3","workflow":{'],
  ['a signer without issuer', 'artifact-built', /"issuer":"[^"]+"/, '"key":null'],
  ["a level of SLSA's", 'artifact-verified', 'PLUMBLINE_BUILD_LEVEL_2', 'SLSA_BUILD_LEVEL_2'],
  ['a level above 3', 'artifact-verified', '"buildLevel":2', '"buildLevel":4'],
])('%s is refused', (_name, kind, from, to) => {
  const of = SAMPLES.find((each) => each.kind === kind);
  expect(of?.parse(edited(of, from, to))).toMatchObject({ ok: false });
});

test('what cosign writes and looks for is a signature of an image', () => {
  const bytes = imageSignature.build({ subjects: [IMAGE], predicate: {} });
  expect(describeRecord(bytes)).toMatchObject({ value: { kind: 'image-signed' } });
  expect(imageSignature.parse(bytes)).toMatchObject({ ok: true });
});

test('a build names its records by digest and signer', () => {
  const links = linksOf(BUILT.buildDefinition.resolvedDependencies);
  expect(links.map(({ kind }) => kind)).toEqual([
    'trigger-authorized',
    'pipeline-verified',
    'function-executed',
  ]);
  expect(links[2]).toMatchObject({ sha256: 'ab'.repeat(32), signer: { issuer: null } });
});

describe('subjects', () => {
  const many = (count: number): readonly Subject[] =>
    Array.from({ length: count }, (_, index) => ({ ...IMAGE, name: `file-${String(index)}` }));

  test.each([
    [1, [1]],
    [1024, [1024]],
    [1025, [1024, 1]],
    [0, []],
  ])('%d are split into %p', (count, sizes) => {
    expect(portions(many(count)).map(({ length }) => length)).toEqual(sizes);
  });

  test('more than a record may hold are refused, and so are twins', () => {
    const parse = (subjects: readonly Subject[]): unknown =>
      builtRecord.parse(builtRecord.build({ subjects, predicate: BUILT }));
    expect(parse(many(1024))).toMatchObject({ ok: true });
    expect(parse(many(1025))).toMatchObject({ ok: false });
    expect(parse([IMAGE, IMAGE])).toMatchObject({ ok: false });
  });

  test('of a function are what it made, or its place in the run', () => {
    const products = [
      { name: 'app', uri: null, digest: IMAGE.digest, origin: 'platform' as const },
    ];
    expect(executedSubjects({ ...EXECUTED, products })).toEqual([
      { name: 'app', uri: null, digest: IMAGE.digest },
    ]);
    const [place] = executedSubjects(EXECUTED);
    expect(place?.name).toBe(`run:${EXECUTED.run.invocation}#build/2/0`);
    const [again] = executedSubjects({ ...EXECUTED, retry: 1 });
    expect(again?.digest).not.toEqual(place?.digest);
  });
});
