import { mapGet, readJson, scalarOf, type Node, type ScalarNode } from '@plumbline/core';
import { withEntries, withText } from './fill.js';

const JSON_TEXT = /^\$\{\{\s*fromJSON\(\s*'([^']{1,2000})'\s*\)\s*\}\}$/i;

/** A job whose matrix, or an axis of it, is a text that is known by now (GitHub, "fromJSON"). */
export function withMatrix(job: Node): Node {
  const strategy = mapGet(job, 'strategy');
  const matrix = mapGet(strategy, 'matrix');
  if (job.kind !== 'map' || strategy?.kind !== 'map' || matrix === undefined) return job;
  const read = withRead(matrix);
  if (read === matrix) return job;
  return withEntries(job, { strategy: withEntries(strategy, { matrix: read }) });
}

function withRead(matrix: Node): Node {
  if (matrix.kind === 'scalar') return fromJson(matrix);
  if (matrix.kind !== 'map') return matrix;
  const entries = matrix.entries.map(({ key, value }) => ({
    key,
    value: value.kind === 'scalar' ? fromJson(value) : value,
  }));
  const same = entries.every(({ value }, index) => value === matrix.entries[index]?.value);
  return same ? matrix : { ...matrix, entries };
}

function fromJson(node: ScalarNode): Node {
  const text = JSON_TEXT.exec(node.text.trim())?.[1];
  if (text === undefined) return node;
  const read = readJson('matrix', new TextEncoder().encode(text));
  return read.ok ? placed(read.value.root, node) : node;
}

/** What was read, in the place of the text. */
function placed(node: Node, at: ScalarNode): Node {
  if (node.kind === 'scalar') return withText(at, scalarOf(node)?.text ?? '');
  const { span } = at;
  if (node.kind === 'seq')
    return { kind: 'seq', span, items: node.items.map((one) => placed(one, at)) };
  const entries = node.entries.map(({ key, value }) => ({
    key: withText(at, key.text),
    value: placed(value, at),
  }));
  return { kind: 'map', span, entries };
}
