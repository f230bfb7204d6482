import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node } from 'yaml';
import { controls } from '../benchmark.js';
import { samples } from '../testing/samples.js';
import { subjectOf } from '../testing/subject.js';
import { runBenchmark } from './run.js';

const YAML = Object.keys(samples).filter((path) => path.endsWith('.yml') || path.endsWith('.yaml'));

// A run of the whole benchmark takes a while: `npm test` makes a seventh of those that CI makes.
const THOROUGH = process.env['PLUMBLINE_THOROUGH'] === '1';
const RUNS = THOROUGH ? 80 : 12;
const STRIDE = THOROUGH ? 5 : 35;

/** What stands in the place of a part of a definition. */
const STRANGERS: readonly unknown[] = [
  null,
  '',
  'x',
  0,
  true,
  [],
  {},
  ['x', null, { x: ['x'] }],
  { x: null, name: ['x'], run: {}, value: [] },
  '${{',
  '${{ }}',
  '${{ github.event.issue.title',
  '$(params.',
  '$(params["x"',
  '$(',
  "'",
  'a\u0000b',
  '@',
  '../..',
  '#',
  '-'.repeat(300),
];

/** The parts of a document that can be replaced, each with how. */
function parts(document: Document): ((value: unknown) => void)[] {
  const found: ((value: unknown) => void)[] = [];
  const visit = (node: Node | null): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        found.push((value) => (pair.value = document.createNode(value)));
        if (isScalar(pair.key)) {
          const { key } = pair;
          found.push((value) => (key.value = typeof value === 'string' ? value : 'x'));
        }
        visit(pair.value as Node | null);
      }
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        found.push((value) => (node.items[index] = document.createNode(value)));
        visit(item as Node | null);
      }
    }
  };
  visit(document.contents);
  return found;
}

interface Change {
  readonly at: number;
  readonly to: number;
}

function changed(text: string, changes: readonly Change[]): string {
  const documents = parseAllDocuments(text) as Document[];
  for (const { at, to } of changes) {
    const all = documents.flatMap(parts);
    all[at % all.length]?.(STRANGERS[to % STRANGERS.length]);
  }
  return documents.map(String).join('---\n');
}

function errors(files: Readonly<Record<string, string>>): readonly string[] {
  const scope = { level: 2 as const, full: true, controls };
  const { checks } = runBenchmark({ subject: subjectOf(files), scope, base: 'trusted' });
  return checks
    .filter(({ id, status }) => status === 'error' && id !== 'file/unreadable')
    .map(({ id, findings }) => `${id} ${findings[0]?.message ?? ''}`);
}

test('no control fails on definitions that are as they should be', () => {
  expect(subjectOf(samples).model.unreadable).toEqual([]);
  expect(errors(samples)).toEqual([]);
});

test('no control fails on definitions in which anything may stand anywhere', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...YAML),
      fc.array(fc.record({ at: fc.nat(5000), to: fc.nat(STRANGERS.length - 1) }), {
        minLength: 1,
        maxLength: 6,
      }),
      (path, changes) => {
        const files = { ...samples, [path]: changed(samples[path] ?? '', changes) };
        expect(errors(files)).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
});

test('no control fails on a single broken part, here and there', () => {
  for (const path of YAML) {
    const text = samples[path] ?? '';
    const count = (parseAllDocuments(text) as Document[]).flatMap(parts).length;
    for (let at = 0; at < count; at += STRIDE) {
      const files = { ...samples, [path]: changed(text, [{ at, to: at * 7 }]) };
      expect([at, errors(files)]).toEqual([at, []]);
    }
  }
});
