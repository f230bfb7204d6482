import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readYaml } from '../document/yaml/read.js';
import { list, record } from './collections.js';
import { object, optional } from './object.js';
import { boolean, date, instant, integer, oneOf, text } from './scalars.js';
import { described, readShape, refined, type Shape, type ValueOf } from './shape.js';

const NAME = { expected: 'a name', pattern: /^[a-z]+$/ };

const step = object({
  name: text(NAME),
  kind: oneOf('task', 'pipeline'),
  retries: optional(integer(0, 5), 0),
  secret: optional(boolean(), false),
  until: optional(date(), null),
  at: optional(instant(), null),
});
const file = object({
  steps: list(step),
  owners: optional(record(NAME, list(text())), {}),
});
type File = ValueOf<typeof file>;

function read<T>(shape: Shape<T>, yaml: string): unknown {
  const document = readYaml('x.yaml', Buffer.from(yaml), { aliases: 'refuse' });
  const root = document.ok ? document.value.documents[0]?.root : undefined;
  if (!document.ok || !root) throw new Error(`not readable: ${yaml}`);
  const result = readShape(shape, root, document.value.source);
  if (result.ok) return result.value;
  return result.error.map(
    ({ code, path, location }) =>
      `${code} ${path} ${String(location.line)}:${String(location.column)}`,
  );
}

test('reads a document into a typed value, with defaults', () => {
  const yaml = `
steps:
  - { name: build, kind: task, until: 2027-01-31, at: 2027-01-31T10:00:00Z }
  - { name: sign, kind: pipeline, retries: 3, secret: true }
`;
  const defaults = { retries: 0, secret: false, until: null, at: null };
  const expected: File = {
    steps: [
      { ...defaults, name: 'build', kind: 'task', until: '2027-01-31', at: '2027-01-31T10:00:00Z' },
      { ...defaults, name: 'sign', kind: 'pipeline', retries: 3, secret: true },
    ],
    owners: {},
  };
  expect(read(file, yaml)).toEqual(expected);
});

test('tells all problems at once, in order', () => {
  const yaml = `
stepz: 1
steps:
  - { name: Build, kind: tusk, retries: 6, secret: yes }
  - { kind: task, retries: 1.5, until: 2027-02-30, at: 2027-01-31 }
  - build
  - { name: on, kind: [], retries: '1', secret: 1 }
owners:
  no: [a]
  A: [a, a]
  b: { c: d }
  c: ['', 1]
`;
  expect(read(file, yaml)).toEqual([
    'UNKNOWN_KEY  2:1',
    'WRONG_VALUE steps[0].name 4:13',
    'WRONG_VALUE steps[0].kind 4:26',
    'WRONG_VALUE steps[0].retries 4:41',
    'AMBIGUOUS_SCALAR steps[0].secret 4:52',
    'MISSING_KEY steps[1] 5:5',
    'WRONG_TYPE steps[1].retries 5:28',
    'WRONG_VALUE steps[1].until 5:40',
    'WRONG_VALUE steps[1].at 5:56',
    'WRONG_TYPE steps[2] 6:5',
    'AMBIGUOUS_SCALAR steps[3].name 7:13',
    'WRONG_TYPE steps[3].kind 7:23',
    'WRONG_TYPE steps[3].retries 7:36',
    'WRONG_TYPE steps[3].secret 7:49',
    'AMBIGUOUS_SCALAR owners 9:3',
    'WRONG_VALUE owners 10:3',
    'WRONG_VALUE owners.A[1] 10:10',
    'WRONG_TYPE owners.b 11:6',
    'WRONG_VALUE owners.c[0] 12:7',
    'WRONG_TYPE owners.c[1] 12:11',
  ]);
});

test('names what is near, and does not repeat what is long', () => {
  const long = 'x'.repeat(50);
  const document = readYaml('x', Buffer.from(`naem: ${long}\nkind: ${long}\n`), {
    aliases: 'refuse',
  });
  const root = document.ok ? document.value.documents[0]?.root : undefined;
  if (!document.ok || !root) throw new Error('not readable');
  const result = readShape(step, root, document.value.source);
  const problems = result.ok ? [] : result.error;
  expect(problems.map(({ code, hint }) => [code, hint?.includes('`name`') ?? false])).toEqual([
    ['UNKNOWN_KEY', true],
    ['MISSING_KEY', false],
    ['WRONG_VALUE', false],
  ]);
  expect(JSON.stringify(problems)).not.toContain(long);
});

test('a rule over several parts', () => {
  const range = refined(object({ from: integer(), to: integer() }), {
    expected: '`from` below `to`',
    accepts: ({ from, to }) => from < to,
  });
  expect(read(range, '{ from: 1, to: 2 }')).toEqual({ from: 1, to: 2 });
  expect(read(range, '{ from: 2, to: 1 }')).toEqual(['WRONG_VALUE  1:1']);
  expect(read(range, '{ from: x, to: 1 }')).toEqual(['WRONG_TYPE from 1:9']);
});

test('records have no prototype', () => {
  const value = read(record(NAME, integer()), 'constructor: 1');
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(value).toEqual({ constructor: 1 });
});

test('prints JSON Schema that accepts and refuses the same', () => {
  const accepts = new Ajv2020({ validateFormats: false }).compile(
    described('A file.', file).schema,
  );
  const good = { steps: [{ name: 'a', kind: 'task', retries: 5 }], owners: { a: ['b'] } };
  expect(accepts(good)).toBe(true);
  for (const bad of [
    {},
    { steps: {} },
    { ...good, other: 1 },
    { steps: [{ name: 'A', kind: 'task' }] },
    { steps: [{ name: 'a', kind: 'x' }] },
    { steps: [{ name: 'a', kind: 'task', retries: 6 }] },
    { steps: [], owners: { A: [] } },
    { steps: [], owners: { a: [''] } },
  ]) {
    expect(accepts(bad)).toBe(false);
    expect(read(file, JSON.stringify(bad))).toEqual(expect.arrayContaining([expect.any(String)]));
  }
});
