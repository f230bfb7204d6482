import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseShell, textOf } from './parse.js';
import { inlineProgram, ownWords, programOf } from './programs.js';
import type { Part, Script } from './syntax.js';

function shownPart(part: Part): string {
  if (part.kind === 'text') return part.quote === 'none' ? part.text : `<${part.text}>`;
  if (part.kind === 'variable') return `$${part.name}${part.operation}`;
  if (part.kind === 'hole') return `#${part.hole}`;
  return `(${shown(part.script)})`;
}

const word = ({ parts }: { readonly parts: readonly Part[] }): string =>
  parts.map(shownPart).join('');

function shown({ commands }: Script): string {
  return commands
    .map(({ assignments, words, redirects, input, feeds }) =>
      [
        ...assignments.map(({ name, value }) => `${name}=${word(value)}`),
        ...words.map(word),
        ...redirects.map(({ operator, target }) => `${operator}${word(target)}`),
        ...(input === null ? [] : [`«${word(input)}»`]),
        ...(feeds === null ? [] : [`|${feeds}`]),
      ].join(' '),
    )
    .join('; ');
}

test.each([
  ['echo "a $B" \'c $D\' $E', 'echo <a >$B <c $D> $E'],
  ['A=1 B="$C" cmd x', 'A=1 B=<>$C cmd x'],
  ['a | b && c || d; e & f', 'a |1; b; c; d; e; f'],
  ['echo $(cat x | head -1) `date`', 'echo (cat x |1; head -1) (date)'],
  ['{ a; b; } >> "$F"', 'a >><>$F; b >><>$F'],
  ['(a; b) | c', 'a |2; b |2; c'],
  ['if a; then b; else c; fi > x', 'a >x; b >x; c >x'],
  ['for i in 1 $X; do echo $i; done', 'i=1 i=$X; echo $i'],
  ['case "$A" in x|y) b;; *) c;; esac; d', 'case <>$A; b; c; d'],
  ['while read -r l; do echo $l; done < f', 'read -r l <f; echo $l <f'],
  ['cat <<EOF >> f\na $B\nEOF\nc', 'cat >>f «<a >$B<\n>»; c'],
  ["cat <<'EOF'\na $B\nEOF\nc", 'cat «<a $B\n>»; c'],
  ['x <<< "$A"', 'x «<>$A»'],
  ['echo ${A##*/} ${#B} ${C:-$(d)}', 'echo $A##*/ $B# $C:-$(d)(d)'],
  ['[[ $A =~ ^(a|b)+$ && -n $B ]] || exit', '[[ $A =~ ^(a|b)+$ && -n $B ]]; exit'],
  ['f() { echo $1; }\nf x # comment "', 'echo $1; f x'],
  ['a \\\n  b', 'a b'],
  ['echo 2>&1 >/dev/null', 'echo >&1 >/dev/null'],
  ["echo $'a\\'b'", "echo <a\\'b>"],
  ['export A="$B" C=d', 'A=<>$B C=d export'],
  ['a <(b) >(c)', 'a (b) (c)'],
])('%s', (text, expected) => {
  expect(shown(parseShell(text))).toBe(expected);
});

test('a hole is one piece, whatever it holds', () => {
  const text = 'echo "x $(params.a b)" $(params.c)';
  const holes = [text.indexOf('$(params.a'), text.indexOf('$(params.c')].map((start) => ({
    start,
    end: text.indexOf(')', start) + 1,
  }));
  expect(shown(parseShell(text, holes))).toBe('echo <x >#0 #1');
});

test.each([
  ['sudo -E bash -c "x"', 'bash', 'x'],
  ['docker run --rm a sh -ec "x" b', 'sh', 'x'],
  ['bash -euo pipefail -c x', 'bash', 'x'],
  ['/usr/bin/python3.12 -c x', 'python3', 'x'],
  ['bash script.sh -c', null, null],
  ['echo bash', null, null],
])('%s hands over a program', (text, program, script) => {
  const [command] = parseShell(text).commands;
  const found = command === undefined ? null : inlineProgram(command.words);
  expect([found?.program ?? null, found === null ? null : textOf(found.script)]).toEqual([
    program,
    script,
  ]);
});

test('what runs a command is not the command', () => {
  const [command] = parseShell('sudo env A=b timeout 5 make x').commands;
  expect(command === undefined ? null : programOf(ownWords(command)[0])).toBe('make');
});

test('any text is read, and in time', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'a$(){}"\'`<>|&;#\\ \n=[]'), maxLength: 200 }),
      (text) => void parseShell(text),
    ),
  );
  parseShell('$('.repeat(20_000));
  parseShell('"`'.repeat(20_000));
  parseShell('${a'.repeat(5_000));
  expect(parseShell('a;'.repeat(20_000)).commands.length).toBe(20_000);
});
