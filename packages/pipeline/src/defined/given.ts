import { canonicalJson, redact, toJson } from '@plumbline/core';
import type { Param } from '../tekton/param.js';
import type { PipelineTask } from '../tekton/pipeline.js';
import type { DefinedParam } from './defined.js';
import { paramOf, textPieces } from './variables.js';

/**
 * The params that a pipeline gives to one of its tasks. In a pipeline in the pipeline those of the outer one are put in
 * where they are known.
 */
export function givenTo(
  { params, matrix }: PipelineTask,
  outer: readonly DefinedParam[],
): readonly DefinedParam[] {
  const rows = [...(matrix?.params ?? []), ...(matrix?.include ?? []).flatMap((row) => row.params)];
  const open = new Set(rows.map(({ name }) => name.value));
  const fixed = params.filter(({ name }) => !open.has(name.value));
  return [
    ...fixed.map(({ name, value }) => ({ name: name.value, value: valueOf(value, outer) })),
    ...[...open].map((name) => ({ name, value: null })),
  ];
}

/** As records have the value of an input: a number or a truth value as the text that Tekton makes of it. */
function valueOf(value: Param['value'], outer: readonly DefinedParam[]): string | null {
  if (value === null) return null;
  const text =
    value.kind === 'scalar' ? within(String(value.value), outer) : canonicalJson(toJson(value));
  return redact(text, []) === text ? text : null;
}

function within(text: string, outer: readonly DefinedParam[]): string {
  const pieces = textPieces(text).map((piece) => {
    if ('literal' in piece) return piece.literal;
    const param = paramOf(piece.variable);
    const given = outer.find(({ name }) => param?.part === '' && param.name === name)?.value;
    return given ?? `$(${piece.variable})`;
  });
  return pieces.join('');
}
