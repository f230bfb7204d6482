import { remembered, type Node, type ScalarNode } from '@plumbline/core';
import { accessesIn, type AccessPath } from '../expression/path.js';
import { occurrencesIn } from '../expression/occurrences.js';
import type { Expression } from '../expression/syntax.js';

/** Every single value below a node, keys left out. */
export function scalarsIn(node: Node): readonly ScalarNode[] {
  const found: ScalarNode[] = [];
  collect(node, found);
  return found;
}

function collect(node: Node, into: ScalarNode[]): void {
  if (node.kind === 'scalar') into.push(node);
  else if (node.kind === 'seq') for (const item of node.items) collect(item, into);
  else for (const { value } of node.entries) collect(value, into);
}

/** The values below a node that hold an expression. */
export function templatesIn(node: Node): readonly ScalarNode[] {
  if (node.kind === 'scalar') return hasExpression(node.text) ? [node] : [];
  const found = known.get(node) ?? scalarsIn(node).filter(({ text }) => hasExpression(text));
  known.set(node, found);
  return found;
}

/** Many controls ask for those of the same step. */
const known = new WeakMap<Node, readonly ScalarNode[]>();

function hasExpression(text: string): boolean {
  return text.includes('${{');
}

/** The expressions of a text, those that cannot be parsed left out. */
export function expressionsIn(text: string): readonly Expression[] {
  return hasExpression(text) ? readExpressions(text) : [];
}

const readExpressions = remembered((text: string): readonly Expression[] =>
  occurrencesIn(text).flatMap(({ expression }) => expression ?? []),
);

/** What the expressions of a text read. */
export function accessedIn(text: string): readonly AccessPath[] {
  return hasExpression(text) ? readAccesses(text) : [];
}

const readAccesses = remembered((text: string): readonly AccessPath[] =>
  readExpressions(text).flatMap((expression) => accessesIn(expression)),
);

/** The secrets that a text names, in lower case, the token of the job left out; `*` is all of them. */
export function secretsIn(text: string): readonly string[] {
  return accessedIn(text).flatMap(([context, name = '*']) =>
    context === 'secrets' && name !== 'github_token' ? [name] : [],
  );
}

/** Whether a text gives out the token of the job. */
export function hasToken(text: string): boolean {
  return accessedIn(text).some(
    ([context, name]) =>
      (context === 'secrets' && name === 'github_token') ||
      (context === 'github' && (name === 'token' || name === undefined || name === '*')),
  );
}

/** Whether a script reads a variable: `$NAME`, `${NAME…}`. */
export function readsVariable(script: string, name: string): boolean {
  if (script.includes(`\${${name}`)) return true;
  const mark = `$${name}`;
  for (let at = script.indexOf(mark); at !== -1; at = script.indexOf(mark, at + 1)) {
    if (!/\w/.test(script.charAt(at + mark.length))) return true;
  }
  return false;
}
