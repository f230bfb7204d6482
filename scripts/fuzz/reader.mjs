import { createSource, locate, readJson, readYaml } from '../../packages/core/lib/index.js';
import { expect, timed } from './finding.mjs';

const READERS = [
  ['readYaml, aliases resolved', (bytes) => readYaml('a.yaml', bytes, { aliases: 'resolve' })],
  ['readYaml, aliases refused', (bytes) => readYaml('a.yaml', bytes, { aliases: 'refuse' })],
  ['readJson', (bytes) => readJson('a.json', bytes)],
];

/** Whatever the bytes are: an answer in time, problems with places, and nodes inside of the text and of their parents. */
export function checkReader(bytes) {
  for (const [name, read] of READERS) {
    const result = timed(name, () => read(bytes));
    if (!result.ok) checkProblems(name, result.error, bytes);
    else checkTree(name, result.value);
  }
}

function checkProblems(name, problems, bytes) {
  expect(problems.length > 0, () => `${name}: refused without a reason`);
  const { lineStarts, text } = createSource(
    '',
    Buffer.from(bytes)
      .toString()
      .replace(/^\ufeff/, ''),
  );
  for (const { code, message, location } of problems) {
    const { line, column, endLine, endColumn } = location;
    const where = () => `${name}: ${code} at ${JSON.stringify(location)}`;
    expect(message !== '' && line >= 1 && column >= 1, where);
    expect(endLine > line || (endLine === line && endColumn >= column), where);
    if (code === 'TOO_LARGE' || code === 'ENCODING') continue;
    expect(line <= lineStarts.length && endLine <= lineStarts.length, where);
    expect(lineStarts[line - 1] + column - 1 <= text.length, where);
  }
}

function checkTree(name, { source, documents, root, ambiguous = [] }) {
  const whole = { start: 0, end: source.text.length };
  const seen = new Set();
  const visit = (node, around, depth) => {
    const { start, end } = node.span;
    const where = () => `${name}: ${node.kind} at ${start}-${end} in ${JSON.stringify(around)}`;
    expect(start >= whole.start && start <= end && end <= whole.end, where);
    expect(node.kind === 'scalar' || depth <= 64, () => `${name}: ${depth} levels`);
    // An alias is the node of its anchor, which stands elsewhere.
    if (seen.has(node)) return;
    seen.add(node);
    locate(source, node.span);
    if (node.kind === 'seq') for (const item of node.items) visit(item, node.span, depth + 1);
    if (node.kind === 'map') checkMap(name, node, (child) => visit(child, node.span, depth + 1));
  };
  for (const { root: top } of documents ?? [{ root }]) if (top !== null) visit(top, whole, 1);
  for (const { location } of ambiguous)
    expect(location.line <= source.lineStarts.length, () => `${name}: notice outside of the text`);
}

function checkMap(name, { entries }, visit) {
  const keys = new Set(entries.map(({ key }) => key.text));
  expect(keys.size === entries.length, () => `${name}: a key twice`);
  expect(!keys.has('__proto__'), () => `${name}: a forbidden key`);
  for (const { key, value } of entries) {
    visit(key);
    visit(value);
  }
}
