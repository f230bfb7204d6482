import { describe, expect, test } from '@jest/globals';
import { parseShell } from '../shell/parse.js';
import { walkScript } from './script.js';
import type { ScriptFacts } from './walk.js';
import type { Taint } from './taint.js';

const TITLE: Taint = {
  grade: 'anyone',
  name: 'title',
  who: 'Whoever opens an issue',
  free: true,
  lines: true,
  revision: false,
  crossed: false,
  trail: [],
};

function facts(text: string): ScriptFacts {
  return walkScript(parseShell(text), {
    holes: [],
    env: new Map([['T', [TITLE]]]),
    files: new Map([['GITHUB_OUTPUT', 'out']]),
    source: () => [],
    parse: parseShell,
  });
}

describe('becomes code', () => {
  test.each([
    'eval $T',
    'eval "echo $T"',
    'bash -c "$T"',
    'sudo sh -c "echo ${T}"',
    'docker run x sh -c "echo $T"',
    'echo "$T" | bash',
    'X="run $T"; eval "$X"',
    'X=$(echo "$T"); sh -c "$X"',
    'for x in $T; do eval "$x"; done',
    'echo "$T" | while read -r l; do eval "$l"; done',
    'python3 -c "print(\'$T\')"',
    'python3 - <<EOF\nprint("$T")\nEOF',
    'ssh host "echo $T"',
    'awk "{print \\"$T\\"}" f',
    `bash -c 'eval "$T"'`,
    '$T --version',
    'case "$T" in *[!0-9]*) echo odd;; esac; eval "$T"',
    'case "$T" in a|b) exit 1;; *) ;; esac; eval "$T"',
    'case "$T" in *[!0-9]*) echo odd;; esac; eval "$T"; exit 1',
    '{ case "$T" in *[!0-9]*) echo odd;; esac; eval "$T"; exit 1; }',
    'case "$T" in *[!0-9]*) error "odd";; esac; eval "$T"',
    '[[ $T =~ ^$form$ ]] || exit 1; eval "$T"',
    '[[ $T =~ ^[0-9]+ ]] || exit 1; eval "$T"',
    '[[ $T =~ ^[[:print:]]+$ ]] || exit 1; eval "$T"',
    '[[ -n $X || $T =~ ^[a-z]+$ ]] || exit 1; eval "$T"',
    'if [ -z "$T" ] || [ "$T" == null ]; then T=""; fi; eval "$T"',
    'echo "$T" | xargs -I{} sh -c "echo $T"',
  ])('%s', (text) => {
    expect(facts(text).code.length).toBeGreaterThan(0);
  });
});

describe('stays data', () => {
  test.each([
    'echo $T',
    'tool --title "$T" && git commit -m "$T"',
    `bash -c 'echo "$T"'`,
    `bash -c 'echo "$1"' -- "$T"`,
    'python3 -c "import os; print(os.environ[\'T\'])"',
    "python3 - <<'EOF'\nprint('$T')\nEOF",
    'eval "echo ${#T}"',
    'eval "echo ${T@Q}"',
    'eval "echo ${T//[^a-z]/}"',
    'X=$(echo "$T" | tr -cd a-z); eval "$X"',
    'X=$(echo "$T" | sha256sum); eval "$X"',
    'X=$(printf %q "$T"); eval "$X"',
    '[[ $T =~ ^[a-z]+$ ]] || exit 1; eval "$T"',
    '[[ -n $X && $T =~ ^[a-z]+$ ]] || exit 1; eval "$T"',
    'case "$T" in *[!0-9]*|"") exit 1;; esac; eval "$T"',
    'case "$T" in a|b) ;; *) exit 1;; esac; eval "$T"',
    'T=main; eval "$T"',
    'if [ "$T" = x ]; then eval y; fi',
    'bash script.sh "$T"',
    'awk -v t="$T" \'{print t}\' f',
    'eval "$(ssh-agent -s)"; echo "$T"',
  ])('%s', (text) => {
    expect(facts(text).code).toEqual([]);
  });
});

describe('is written', () => {
  const written = (text: string) =>
    facts(text).writes.map(({ file, name, fence }) => `${file} ${name ?? '*'} ${fence}`);
  test.each([
    ['echo "a=$T" >> $GITHUB_OUTPUT', ['out a none']],
    ['echo "a=$T" >> "${GITHUB_OUTPUT}"', ['out a none']],
    ['echo "a=$T" | tee -a "$GITHUB_OUTPUT"', ['out a none']],
    ['{ echo "a<<E"; echo "$T"; echo E; } >> $GITHUB_OUTPUT', ['out a fixed']],
    ['d=$(uuidgen); { echo "a<<$d"; echo "$T"; echo "$d"; } >> $GITHUB_OUTPUT', ['out a random']],
    ['cat <<E >> $GITHUB_OUTPUT\na=1\nb=$T\nE', ['out b none']],
    ['printf "a=%s\\n" "$T" >> $GITHUB_OUTPUT', ['out a none']],
    ['echo "$T" > file; echo "a=b" >> $GITHUB_OUTPUT', []],
    ['F=$GITHUB_OUTPUT; echo "a=$T" >> "$F"', ['out a none']],
  ])('%s', (text, expected) => {
    expect(written(text)).toEqual(expected);
  });
});

describe('the older output command', () => {
  test.each([
    ['echo "::set-output name=x::$T"', ['x']],
    ['echo ::set-output name=x::$(echo "$T" | cut -c1-9)', ['x']],
    ['echo "::set-output name=x::fixed"', []],
    ['echo "::set-output name=x::$T" > file', []],
  ])('%s', (text, expected) => {
    expect(facts(text).writes.map(({ name }) => name)).toEqual(expected);
  });
});
