import { rememberedOf } from '@plumbline/core';
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
export const accessesIn = rememberedOf((expression: Expression): readonly AccessPath[] => {
  const found: AccessPath[] = [];
  collectAccesses(expression, found);
  return found;
});

function collectAccesses(expression: Expression, into: AccessPath[]): void {
  const path = accessPath(expression);
  if (path === null) for (const child of childrenOf(expression)) collectAccesses(child, into);
  else {
    into.push(path);
    collectKeys(expression, into);
  }
}

/** What is written in the brackets of an access. */
function collectKeys(expression: Expression, into: AccessPath[]): void {
  if (expression.kind !== 'star' && expression.kind !== 'index') return;
  collectKeys(expression.of, into);
  if (expression.kind === 'index') collectAccesses(expression.key, into);
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
export const partsOf = rememberedOf((expression: Expression): readonly Expression[] => {
  const found: Expression[] = [];
  collectParts(expression, found);
  return found;
});

function collectParts(expression: Expression, into: Expression[]): void {
  into.push(expression);
  for (const child of childrenOf(expression)) collectParts(child, into);
}

/** A text with accesses in brackets written with dots, for looking for names in it: `github['event']` as `github.event`. */
export function dotted(text: string): string {
  return text.includes('[') ? text.replace(/\[\s*'([\w-]+)'\s*\]/g, '.$1') : text;
}
