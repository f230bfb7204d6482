import type { Expression } from './syntax.js';

/**
 * What an access names: `github.event.commits[0].message` is `['github', 'event', 'commits', '*', 'message']`.
 * All in lower case; any index, and what is computed, is `*`.
 */
export type AccessPath = readonly string[];

/** The path of an access; null for anything else. */
export function accessPath(expression: Expression): AccessPath | null {
  const parts: string[] = [];
  let at = expression;
  while (at.kind === 'index' || at.kind === 'star') {
    parts.push(at.kind === 'star' ? '*' : keyOf(at.key));
    at = at.of;
  }
  return at.kind === 'context' ? [at.name, ...parts.reverse()] : null;
}

function keyOf(key: Expression): string {
  return key.kind === 'literal' && typeof key.value === 'string' ? key.value.toLowerCase() : '*';
}

/** Every access in an expression, outermost only, left to right, each in the order of the text. */
export function accessesIn(expression: Expression): readonly AccessPath[] {
  const path = accessPath(expression);
  const inner = childrenOf(expression).flatMap((child) => accessesIn(child));
  return path === null ? inner : [path, ...keysIn(expression)];
}

/** What is written in the brackets of an access. */
function keysIn(expression: Expression): readonly AccessPath[] {
  if (expression.kind === 'star') return keysIn(expression.of);
  if (expression.kind !== 'index') return [];
  return [...keysIn(expression.of), ...accessesIn(expression.key)];
}

/** The parts of an expression. */
function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'context':
      return [];
    case 'index':
      return [expression.of, expression.key];
    case 'star':
    case 'not':
      return [expression.of];
    case 'call':
      return expression.args;
    case 'binary':
      return [expression.left, expression.right];
  }
}

/** Every part of an expression, itself first. */
export function partsOf(expression: Expression): readonly Expression[] {
  return [expression, ...childrenOf(expression).flatMap((child) => partsOf(child))];
}
