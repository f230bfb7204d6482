import type { ScalarNode, Source } from '@plumbline/core';
import type { Text } from '@plumbline/pipeline';
import {
  occurrencesIn,
  parseCondition,
  type Condition,
  type Occurrence,
} from '../../expression/occurrences.js';
import type { Range } from '../../expression/syntax.js';
import { placeWithin as placeOfPart, type Place } from '../../violation.js';

const KNOWN = new WeakMap<ScalarNode, readonly Occurrence[]>();
const CONDITIONS = new WeakMap<ScalarNode, Condition>();
const NONE: readonly Occurrence[] = [];

/** The expressions of a scalar, read once. */
export function expressionsOf(text: Text): readonly Occurrence[] {
  if (!text.value.includes('${{')) return NONE;
  let found = KNOWN.get(text.node);
  if (found === undefined) KNOWN.set(text.node, (found = occurrencesIn(text.value)));
  return found;
}

/** An `if`, read once. */
export function conditionOf(text: Text): Condition {
  let found = CONDITIONS.get(text.node);
  if (found === undefined) CONDITIONS.set(text.node, (found = parseCondition(text.value)));
  return found;
}

/** The place of a part of a scalar. */
export function placeWithin(of: { readonly source: Source }, text: Text, part: Range): Place {
  return placeOfPart(of.source, text.node, part);
}
