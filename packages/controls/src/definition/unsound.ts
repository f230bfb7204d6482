import { accessesIn, accessPath, partsOf, type AccessPath } from '../expression/path.js';
import type { Expression } from '../expression/syntax.js';
import { truthOf } from '../expression/truth.js';

/** What a condition is, against what it seems to say. */
export interface Unsound {
  readonly always: boolean | null;
  readonly because: string;
  readonly hint: string;
}

/** How a name is typed where the condition stands. */
export interface Types {
  /** An input of type boolean. */
  readonly isBoolean: (input: string) => boolean;
  /** The value that `env` gives to a name, where it is written out. */
  readonly env: (name: string) => string | null;
  /** An output or input that is always one of the texts `true` and `false`. */
  readonly isFlag: (path: AccessPath) => boolean;
}

type Binary = Expression & { readonly kind: 'binary' };
type Logic = Binary & { readonly operator: '||' | '&&' };

/** The first thing in a condition that makes it say something else than it seems. */
export function unsoundness(condition: Expression, types: Types): Unsound | null {
  for (const part of decidingParts(condition)) {
    const found = ofPart(part, types);
    if (found !== null) return found;
  }
  const varies = accessesIn(condition).length > 0;
  if (varies && truthOf(condition, () => null) === true)
    return {
      always: true,
      because: 'a part of it is always true',
      hint: 'remove the constant part',
    };
  return null;
}

/** The parts that are taken for true or false, the whole first. */
function decidingParts(expression: Expression): readonly Expression[] {
  if (expression.kind === 'not') return [expression, ...decidingParts(expression.of)];
  if (!isLogic(expression)) return [expression];
  return [expression, ...decidingParts(expression.left), ...decidingParts(expression.right)];
}

function isLogic(expression: Expression): expression is Logic {
  return expression.kind === 'binary' && /^(?:\|\||&&)$/.test(expression.operator);
}

function ofPart(part: Expression, types: Types): Unsound | null {
  if (isLogic(part)) return ofLogic(part);
  if (part.kind === 'binary') return ofComparison(part, types);
  if (part.kind === 'call') return ofContains(part);
  return ofText(part, types);
}

function ofLogic(part: Logic): Unsound | null {
  const bare = [part.left, part.right].find(
    (side) => side.kind === 'literal' && typeof side.value === 'string' && side.value !== '',
  );
  if (bare?.kind === 'literal')
    return {
      always: part.operator === '||' ? true : null,
      because: `the text '${String(bare.value)}' alone is always true`,
      hint: `compare it: … == '${String(bare.value)}'`,
    };
  return ofPairs(part);
}

/** `x != 'a' || x != 'b'` holds for everything, `x == 'a' && x == 'b'` for nothing. */
function ofPairs(part: Logic): Unsound | null {
  const wanted = part.operator === '||' ? '!=' : '==';
  const known = new Map<string, string>();
  for (const side of chain(part, part.operator)) {
    const compared = comparedText(side, wanted);
    if (compared === null) continue;
    const before = known.get(compared.name);
    if (before !== undefined && before !== compared.value)
      return {
        always: part.operator === '||',
        because: `\`${compared.name}\` is never both '${before}' and '${compared.value}'`,
        hint: part.operator === '||' ? 'write `&&` for `||`' : 'write `||` for `&&`',
      };
    known.set(compared.name, compared.value);
  }
  return null;
}

function chain(expression: Expression, operator: string): readonly Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== operator) return [expression];
  return [...chain(expression.left, operator), ...chain(expression.right, operator)];
}

function comparedText(
  expression: Expression,
  operator: string,
): { readonly name: string; readonly value: string } | null {
  if (expression.kind !== 'binary' || expression.operator !== operator) return null;
  const [path, literal] = sides(expression);
  if (path === null || path.includes('*') || literal.kind !== 'literal') return null;
  return typeof literal.value === 'string'
    ? { name: path.join('.'), value: literal.value.toLowerCase() }
    : null;
}

function sides({ left, right }: Binary): readonly [AccessPath | null, Expression] {
  const path = accessPath(left);
  return path === null ? [accessPath(right), left] : [path, right];
}

/** Different types are compared as numbers, and a word is none (GitHub, "Evaluate expressions"). */
function ofComparison(part: Binary, types: Types): Unsound | null {
  const [path, literal] = sides(part);
  if (path === null || literal.kind !== 'literal' || !/^[=!]=$/.test(part.operator)) return null;
  const name = path.join('.');
  const always = part.operator === '!=';
  if (isBooleanInput(path, types) && typeof literal.value === 'string' && literal.value !== '')
    return {
      always,
      because: `\`${name}\` is no text and never equals '${literal.value}'`,
      hint: `write \`${name}\` alone, or compare it with true`,
    };
  if ((isAlwaysText(path) || types.isFlag(path)) && literal.value === true)
    return {
      always,
      because: `\`${name}\` is a text and never equals \`true\``,
      hint: `${name} ${part.operator} 'true'`,
    };
  return null;
}

function isBooleanInput(path: AccessPath, types: Types): boolean {
  return path.length === 2 && path[0] === 'inputs' && types.isBoolean(path[1] ?? '');
}

/** Outputs, variables and what `github.event.inputs` gives are texts whatever their type was. */
function isAlwaysText(path: AccessPath): boolean {
  const name = path.join('.');
  return /^(?:env\.[^.]+|vars\.[^.]+|(?:steps|needs)\.[^.]+\.outputs\.[^.]+|github\.event\.inputs\.[^.]+)$/.test(
    name,
  );
}

/** What an outsider or a writer can choose freely: any part of the text is among its values. */
const CHOSEN =
  /^(?:github\.(?:ref|ref_name|head_ref|base_ref|actor|triggering_actor|event\.(?!action$|number$|.*\.(?:id|number|state)$).*)|inputs\..*)$/;

/** What others make, without an end to it: a list in one text also holds for parts of its words. */
const MADE = /^(?:(?:env|vars|steps|needs)\.[^*]+|runner\.name)$/;

function ofContains(part: Expression & { readonly kind: 'call' }): Unsound | null {
  if (part.name !== 'contains') return null;
  const [list, needle] = part.args;
  if (list?.kind !== 'literal' || typeof list.value !== 'string' || needle === undefined)
    return null;
  const path = accessPath(needle);
  const name = path?.join('.') ?? '';
  const isFree = CHOSEN.test(name) || (MADE.test(name) && /[\s,;|]/.test(list.value.trim()));
  if (path === null || !isFree) return null;
  return {
    always: null,
    because: `any part of the text '${list.value}' will do, not only its words`,
    hint: `contains(fromJSON('["…", "…"]'), ${path.join('.')})`,
  };
}

/** A text that is taken for true or false: every text is true but the empty one. */
function ofText(part: Expression, types: Types): Unsound | null {
  const path = accessPath(part);
  if (path === null) return null;
  const input = path.join('.').startsWith('github.event.inputs.') ? (path[3] ?? '') : null;
  if (input !== null && path.length === 4 && types.isBoolean(input))
    return {
      always: true,
      because: `\`${path.join('.')}\` is a text, and 'false' is true`,
      hint: `inputs.${input}`,
    };
  if (types.isFlag(path))
    return {
      always: true,
      because: `\`${path.join('.')}\` is a text, and 'false' is true`,
      hint: `${path.join('.')} == 'true'`,
    };
  const value = path[0] === 'env' && path.length === 2 ? types.env(path[1] ?? '') : null;
  if (value !== null && /^(?:false|0|no|off)$/i.test(value))
    return {
      always: true,
      because: `\`${path.join('.')}\` is the text '${value}', and that is true`,
      hint: `${path.join('.')} == 'true'`,
    };
  return null;
}

/** `a && '' || 'b'`: what stands in the middle counts as false, so the last comes out always. */
export function falseMiddle(expression: Expression): boolean {
  return partsOf(expression).some(
    (part) =>
      part.kind === 'binary' &&
      part.operator === '||' &&
      part.left.kind === 'binary' &&
      part.left.operator === '&&' &&
      part.left.right.kind === 'literal' &&
      !part.left.right.value &&
      !(part.right.kind === 'literal' && part.right.value === part.left.right.value),
  );
}
