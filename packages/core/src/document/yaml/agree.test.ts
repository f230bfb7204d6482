import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { Node, ScalarNode } from '../node.js';
import { toPlain } from '../plain.js';
import { readYaml } from './read.js';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'on',
    'no',
    '0644',
    '1e3',
    '~',
    '',
    '- x',
    'a: b',
    'x # y',
    'two\nlines\n',
    '  lead',
    '&a',
    '*a',
  ),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((n) => !Number.isInteger(n) || Number.isSafeInteger(n)),
);
const key = text.filter((name) => name !== '__proto__' && name !== '<<');
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  ),
}));
const style = fc.record({
  defaultStringType: fc.constantFrom(
    'PLAIN',
    'QUOTE_SINGLE',
    'QUOTE_DOUBLE',
    'BLOCK_LITERAL',
    'BLOCK_FOLDED',
  ),
  collectionStyle: fc.constantFrom('any', 'flow', 'block'),
} as const);

function read(source: string): Node | null {
  const file = readYaml('x.yaml', Buffer.from(source), { aliases: 'resolve' });
  if (!file.ok) throw new Error(`${JSON.stringify(file.error)} in ${JSON.stringify(source)}`);
  return file.value.documents[0]?.root ?? null;
}

function scalarsOf(node: Node | null): readonly ScalarNode[] {
  if (node === null) return [];
  if (node.kind === 'scalar') return [node];
  return node.kind === 'seq'
    ? node.items.flatMap(scalarsOf)
    : node.entries.flatMap((entry) => [entry.key, ...scalarsOf(entry.value)]);
}

/** Characters that we refuse where they are not escaped. */
function isPlainText(source: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  return !/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\p{Surrogate}]/u.test(source);
}

test('agrees with the library on documents that it prints', () => {
  fc.assert(
    fc.property(tree, style, (value, options) => {
      const source = stringify(value, { ...options, lineWidth: 0, aliasDuplicateObjects: false });
      fc.pre(isPlainText(source));
      const root = read(source);
      const expected: unknown = parse(source);
      expect(root === null ? null : JSON.stringify(toPlain(root))).toEqual(
        root === null ? expected : JSON.stringify(expected),
      );
    }),
    { numRuns: 500 },
  );
});

test('the text at the span of a scalar reads to that scalar', () => {
  fc.assert(
    fc.property(tree, style, (value, options) => {
      const source = stringify({ root: value }, { ...options, aliasDuplicateObjects: false });
      fc.pre(isPlainText(source));
      for (const node of scalarsOf(read(source))) {
        if (node.style === 'literal' || node.style === 'folded') continue;
        const slice = source.slice(node.span.start, node.span.end);
        const again =
          node.text === '' && slice === '' ? '' : scalarsOf(read(`- ${slice}`))[0]?.text;
        expect(again).toBe(node.text);
      }
    }),
  );
});

const CORPUS = `${process.env['PLUMBLINE_SHARED'] ?? '../shared'}/data/corpus`;
/** Of so many files of the corpus, `npm test` reads the last; CI reads all. */
const STRIDE = process.env['PLUMBLINE_THOROUGH'] === '1' ? 1 : 8;

test('reads the corpus as the library does, and refuses only unquoted templates', () => {
  if (!existsSync(CORPUS)) {
    console.warn(`skipped: ${CORPUS} is absent`);
    return;
  }
  const refused = new Set<string>();
  const names = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  for (const name of names.filter((_, index) => index % STRIDE === STRIDE - 1)) {
    const bytes = readFileSync(`${CORPUS}/${name}`);
    const file = readYaml(name, bytes, { aliases: 'resolve' });
    if (!file.ok) file.error.forEach(({ code }) => refused.add(code));
    else {
      const ours = file.value.documents.map(({ root }) => (root ? toPlain(root) : null));
      const theirs = parseAllDocuments(bytes.toString()).map((each) => each.toJS() as unknown);
      expect([name, JSON.stringify(ours)]).toEqual([name, JSON.stringify(theirs)]);
    }
  }
  expect([...refused]).toEqual(['NON_STRING_KEY']);
});
