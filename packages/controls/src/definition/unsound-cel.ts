/** What is wrong with a condition. */
export type CelFault = 'always' | 'part of a text';

/**
 * A condition in CEL that says something else than it seems. Only its skeleton of `||`, `&&` and parentheses is read:
 * what is no such mistake is left alone.
 */
export function celFaultOf(text: string): CelFault | null {
  if (isPartOfText(text)) return 'part of a text';
  return isAlways(stripped(text)) ? 'always' : null;
}

/** `'main release'.contains(body.ref)`, `body.ref.contains('main')`: any part of the text will do. */
function isPartOfText(text: string): boolean {
  return (
    /(["'])(?:(?!\1)[^\\])*\1\s*\.\s*contains\(\s*(?!["'])[\w.]/.test(text) ||
    [...text.matchAll(NAMES)].some(
      ({ 0: name, index }) =>
        !/!\s*$/.test(text.slice(0, index)) && LOOSE.test(text.slice(index + name.length)),
    )
  );
}

/** A name of which all counts: others may push to a branch, or own a repository, of which it is a part. */
const NAMES =
  /(?<![\w.])(?:\w+\.)*(?:ref|refId|displayId|base_ref|branch|source_branch|target_branch|full_name|path_with_namespace|login|username|sender)\s*\.\s*/g;

/** What looks at a part of it: `matches` looks anywhere, as RE2 does, and `split` leaves the rest out. */
const LOOSE =
  /^(?:contains\(\s*r?["'](?!refs\/)|endsWith\(\s*r?["'](?!refs\/)|split\(\s*["']\/["']\s*\)\s*\[\d\]\s*==|matches\(\s*r?["'](?!refs\/)[^$"'^]*["']|startsWith\(\s*["'](?:refs\/heads\/)?(?:main|master|trunk|develop|prod(?:uction)?)["'])/;

function isAlways(text: string): boolean {
  const choices = split(text, '||').map(stripped);
  if (choices.length === 1) return isConstant(text) || hidden(text);
  return choices.some((choice) => isConstant(choice) || hidden(choice)) || excludesNothing(choices);
}

/** An `&&` with a part in parentheses that always holds: that part does nothing. */
function hidden(text: string): boolean {
  const parts = split(text, '&&');
  if (parts.length === 1) return false;
  return parts.some((part) => {
    const inner = stripped(part);
    return inner !== part.trim() && split(inner, '||').length > 1 && isAlways(inner);
  });
}

/** `true`, the same on both sides, or a text that is among others. */
function isConstant(text: string): boolean {
  if (/^true$/.test(text)) return true;
  const [, one = '', others = ''] = /^(["'][\w./-]*["'])\s+in\s+\[([^[\]]*)\]$/.exec(text) ?? [];
  if (one !== '' && others.split(/\s*,\s*/).includes(one)) return true;
  const sides = /^([\w.'"[\]/-]+)\s*==\s*([\w.'"[\]/-]+)$/.exec(text);
  return sides !== null && sides[1] === sides[2];
}

/** `x != 'a' || x != 'b'`, `x == 'a' || x != 'a'`. */
function excludesNothing(choices: readonly string[]): boolean {
  const excluded = new Map<string, string>();
  const equal = new Set<string>();
  const unequal = new Set<string>();
  return choices.some((choice) => {
    const found = /^([^=!<>&|]+?)\s*([!=]=)\s*(["'][^"']*["'])$/.exec(choice);
    const [, name = '', operator, value = ''] = found ?? [];
    if (found === null) return false;
    const isTold = operator === '!=' ? equal : unequal;
    if (isTold.has(`${name} ${value}`)) return true;
    (operator === '==' ? equal : unequal).add(`${name} ${value}`);
    if (operator === '==') return false;
    const before = excluded.get(name);
    excluded.set(name, value.slice(1, -1));
    return before !== undefined && before !== value.slice(1, -1);
  });
}

/** The parts between an operator that stands in no parentheses and no quotes. */
function split(text: string, operator: '||' | '&&'): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (depth === 0 && text.startsWith(operator, at)) {
      parts.push(text.slice(from, at));
      from = at + 2;
      at += 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** Without the parentheses around all of it. */
function stripped(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return trimmed;
  let depth = 0;
  for (let at = 0; at < trimmed.length; at += 1) {
    if (trimmed[at] === '(') depth += 1;
    if (trimmed[at] === ')') depth -= 1;
    if (depth === 0 && at < trimmed.length - 1) return trimmed;
  }
  return stripped(trimmed.slice(1, -1));
}
