import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fixed } from '../testing/fixed.js';
import { noTemplateInjection } from './no-template-injection.js';

const TITLE = '${{ github.event.issue.title }}';

const RUN = '${{ github.run_id }}';

/** Pieces of scripts that print what they see of the title. */
const MENDED: readonly string[] = [
  `printf '<%s>' "${TITLE}" "a${TITLE}b" "${TITLE}_c" "${TITLE}${RUN}" "${RUN}${TITLE}" "\${X}${TITLE}" $X"${TITLE}"`,
  `x=${TITLE}; printf '<%s>' "$x"`,
  `echo a ${TITLE} b${TITLE}`,
  `cat <<E\n${TITLE} "${TITLE}"\nE`,
  `cat <<-E | tr a b\n\t${TITLE}\n\tE`,
  `cat <<< "${TITLE}"`,
  `printf '<%s>' "$(printf '%s' "${TITLE}")" "a'${TITLE}'b" "a\\"${TITLE}\\"b"`,
  `case "${TITLE}" in a*) echo A "${TITLE}" ;; *) echo other ;; esac`,
  `if [[ "${TITLE}" == a* ]]; then echo yes; fi`,
  `if [ "${TITLE}" = a ]; then echo yes; else echo no; fi`,
  `for w in "${TITLE}" x; do printf '<%s>' "$w"; done`,
  `a=("${TITLE}" z); printf '<%s>' "\${a[@]}"`,
  `f() { printf '<%s>' "$1"; }; f "${TITLE}"`,
  `export Y="${TITLE}" Z=${TITLE}; printenv Y Z`,
  `echo "${TITLE}" | sed 's/a/b/' | cat`,
  `{ echo "${TITLE}"; (echo "${TITLE}"); } | cat`,
  `echo "${TITLE}" \\\n  more`,
  `printf '%s' "${TITLE}" > /dev/stdout`,
];
const LEFT: readonly string[] = [
  `printf '<%s>' '${TITLE}' $'${TITLE}'`,
  `printf '<%s>' ${TITLE}`,
  `printf '<%s>' "$X${TITLE}"`,
  `printf '<%s>' "$${TITLE}"`,
  `cat <<'E'\n${TITLE}\nE`,
  `printf '<%s>' "\`printf '%s' "${TITLE}"\`"`,
  `for w in ${TITLE} x; do printf '<%s>' "$w"; done`,
  `a=(${TITLE} z); printf '<%s>' "\${a[@]}"`,
  `printf '<%s>' "\${UNSET:-${TITLE}}"`,
  `# ${TITLE}`,
  `bash -c "printf '<%s>' ${TITLE}"`,
  `eval "printf '<%s>' ${TITLE}"`,
  `echo "echo ${TITLE}" | tr x y | bash`,
  `printf '<%s>' "$(echo "${TITLE}" | xargs echo)"`,
  `echo x | sed "s/x/${TITLE}/"`,
];

interface Script {
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
}

const HEAD = 'on: issues\npermissions: {}\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n';

/** The script of a step after the fix, with the variables that its step then has. */
function mendedScript(script: string): Script {
  const lines = script.split('\n').map((line) => `          ${line}\n`);
  const text = fixed(`${HEAD}      - run: |\n${lines.join('')}`, noTemplateInjection);
  const run = text.slice(text.indexOf('run: |\n') + 7).replaceAll(/^ {10}/gm, '');
  const name = /^ {10}(\w+): \$\{\{/m.exec(text)?.[1];
  return { text: run, env: name === undefined ? {} : { [name]: TITLE } };
}

/** What bash makes of a script once the platform has filled the value in. */
function ran({ text, env }: Script, value: string) {
  const fill = (part: string): string => part.replaceAll(TITLE, () => value).replaceAll(RUN, '7');
  const filled = Object.fromEntries(Object.entries(env).map(([name, part]) => [name, fill(part)]));
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-e', '-c', fill(text)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...filled },
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

const word = fc.stringMatching(/^[a-z0-9][a-zA-Z0-9._/-]{0,8}$/);

describe('a mended script does in bash what it did', () => {
  test.each([...MENDED, ...LEFT])('%j', (script) => {
    const after = mendedScript(script);
    expect(after.text.includes(TITLE)).toBe(LEFT.includes(script));
    expect(ran(after, 'a1')).toEqual(ran({ text: `${script}\n`, env: {} }, 'a1'));
  });

  test('whatever stands around it', () => {
    const scripts = fc.array(fc.constantFrom(...MENDED, ...LEFT), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(scripts, word, (parts, value) => {
        const script = parts.join('\n');
        expect(ran(mendedScript(script), value)).toEqual(
          ran({ text: `${script}\n`, env: {} }, value),
        );
      }),
      { numRuns: 40 },
    );
  });
});

test.each([
  '"; echo PWNED >&2; "',
  "'; echo PWNED >&2; '",
  '$(echo PWNED >&2)',
  '`echo PWNED >&2`',
  'a[$(echo PWNED >&2)]',
  '\nE\necho PWNED >&2\n',
  '\\"; echo PWNED >&2 #',
])('no mended script runs %j', (value) => {
  const script = MENDED.join('\n');
  expect(ran(mendedScript(script), value).stderr).not.toContain('PWNED');
});
