import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_FOREIGN_ALIASES, MAX_FOREIGN_NODES } from '../../limits.js';
import type { Problem } from '../../problem.js';
import { createSource, locate } from '../../source.js';
import { readByLibrary } from '../read.js';
import { readDirectly } from './read.js';

const LIMITS = { nodes: MAX_FOREIGN_NODES, aliases: MAX_FOREIGN_ALIASES };

/** What is read without the library; null in doubt. */
function direct(text: string, maxNodes = LIMITS.nodes): object | null {
  const source = createSource('x.yaml', text);
  const ambiguous: Problem[] = [];
  const roots = readDirectly(text, maxNodes, (code, message, span) => {
    ambiguous.push({ code, message, location: locate(source, span) });
  });
  const documents = roots?.map((root, index) => ({ index, root }));
  return documents ? { ok: true, value: { source, documents, ambiguous } } : null;
}

/** Whether it is read directly; fails if the library, positions and remarks included, reads it otherwise. */
function agrees(text: string): boolean {
  const ours = direct(text);
  if (ours === null) return false;
  const theirs = readByLibrary(createSource('x.yaml', text), LIMITS);
  // Jest's comparison takes seconds for a corpus, and is for the message.
  if (!isDeepStrictEqual(ours, theirs)) expect(ours).toStrictEqual(theirs);
  return true;
}

const READ = [
  '',
  '# nothing\n',
  'a: 1',
  '---\na: 1\n--- # two\n# c\n---\n- x\n---',
  'on:\n  push: # c\n  pull_request:\n\n# c\njobs: {}\n',
  'a:\n  - x # c\n    # deep\n\n    # deeper\n  # level\nb: ~\n',
  'a:\n- b: c\n  d:\n  - e\n  # c\n- f\n# c\n',
  'a:\n  b: c\n  # level\n  # again\n\nd:\n  e: |\n    x\n\n     y\n\n    # in\n   # out\n',
  'a: >-\n  x\n  y\n\n\n  z\n   w\n\n  v\n',
  'a: > # c\n\n  x\n\nb: |-\n  y',
  "\"a\": 'it''s' # c\nb: \"q\\\"\\n\" \n'c': x # y\nd: x#y\n",
  'a: [x, "y", [-1, :z], {k: v, "l": [ ]}] # c\nb: {}\nc: [ ]\n',
  '- - a\n  - b\n-   c: d\n    e: f\n',
  'a: on\nb: 0644\nc: 12:30\n',
  'a:\n    b:\n      # c\n',
  'a:\n  b c\n   -d\ne:\n - f:\n    "g"\nh:\n\n  [i]\n',
  'a : b\n"c"  : d\ne :\n',
  '- f : g\n  h: i\n',
  'a: b\n  c\nd: e\n',
  'a: b\n  ---\n  ...\n',
  'a: --b  \n  --c\n    -d\n',
  '- a b\n  c\n-   - d\n      e\n# f\n- g',
  'a:\n  b: c\n   d\n  # e\nf: x\n y',
];

/** Left to the library: it refuses some, and reads the others. */
const DOUBTFUL = [
  'a: b\n\n  c\n',
  'a: b # c\n  d\n',
  'a: # b\n  c\n',
  'a:\n  # b\n  c\n',
  'a: b\n  c # d\n',
  'a: b\n  # c\n  d\n',
  'a: b\n  c: d\n',
  'a: b\n  @c\n',
  'a: "b\n  c"\n',
  'a: [b,\n  c]\n',
  'a: [b, ]\n',
  'a: [b: c]\n',
  'a: {b, c}\n',
  'a: {b:c}\n',
  'a: b: c\n',
  'a: b\n c: d\n',
  ' a: b\n',
  ' ---\n',
  'a\n',
  '[a]\n',
  '- a\nb: c\n',
  'a: - b\n',
  'a: "b" c\n',
  'a: "b"#c\n',
  'a: &x b\nc: *x\n',
  'a: !t b\n',
  'a: |+\n  b\n',
  'a: |2\n   b\n',
  'a: |\n   \n  b\n',
  'a: |\n  b\n   \n',
  'a: |\n',
  'a: "\\u0041"\n',
  'a: 1\na: 2\n',
  '<<: {}\n',
  '__proto__: x\n',
  '? a\n: b\n',
  ': b\n',
  'a: @b\n',
  'a:\tb\n',
  'a: b\t\n',
  '\ta: b\n',
  'a: b\r\n',
  '--- a\n',
  'a: b\n...\n',
  '%YAML 1.2\n---\na: b\n',
  'a: 1e999\n',
  '-\n  a: b\n',
];

describe('reading directly', () => {
  test.each(READ)('%j is read as by the library', (text) => {
    expect(agrees(text)).toBe(true);
  });

  test.each(DOUBTFUL)('%j is left to the library', (text) => {
    expect(direct(text)).toBeNull();
  });

  test('bounds are left to the library', () => {
    expect(direct('a: [1, 2, 3]\n', 7)).not.toBeNull();
    expect(direct('a: [1, 2, 3]\n', 6)).toBeNull();
    expect(direct(`a: ${'['.repeat(9)}${']'.repeat(9)}\n`)).toBeNull();
    expect(direct(`${'- '.repeat(60)}a\n`)).toBeNull();
    expect(direct('---\n'.repeat(1000))).toBeNull();
    expect(direct(`${'k'.repeat(1100)}: v\n`)).toBeNull();
  });
});

const PARTS = [...READ, ...DOUBTFUL].flatMap((text) => text.split('\n').map((line) => line.trim()));
const line = fc
  .tuple(fc.nat({ max: 6 }), fc.constantFrom(...PARTS, '# c', '', 'k:', '- k: v', 'k: |', 'k: >'))
  .map(([indent, part]) => ' '.repeat(indent) + part);

test('whatever is read directly is what the library reads', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 7 }), (lines) => {
      if (agrees(lines.join('\n'))) read += 1;
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(50);
});

const CORPUS = `${process.env['PLUMBLINE_SHARED'] ?? '../shared'}/data/corpus`;
/** Of so many files of the corpus, `npm test` reads the last; CI reads all. */
const STRIDE = process.env['PLUMBLINE_THOROUGH'] === '1' ? 1 : 8;

test('nearly all files that people write are read directly', () => {
  if (!existsSync(CORPUS)) {
    console.warn(`skipped: ${CORPUS} is absent`);
    return;
  }
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .filter((_, index) => index % STRIDE === STRIDE - 1)
    .map((name) => readFileSync(`${CORPUS}/${name}`, 'utf8'));
  const read = texts.filter((text) => agrees(text));
  expect(read.length / texts.length).toBeGreaterThan(0.95);
});
