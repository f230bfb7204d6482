import { describe, expect, test } from '@jest/globals';
import { fixed } from '../testing/fixed.js';
import { noTemplateInjection } from './no-template-injection.js';

const TITLE = '${{ github.event.issue.title }}';
const BODY = '${{ github.event.issue.body }}';

const job = (steps: string, head = ''): string =>
  `on: issues\npermissions: {}\n${head}jobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

const fix = (text: string): string => fixed(text, noTemplateInjection);

const ENV = `env:\n          ISSUE_TITLE: ${TITLE}\n        `;

describe('the variable takes the place of the expression', () => {
  test.each<[string, string, string]>([
    [
      'in double quotes',
      `      - run: echo "Hi ${TITLE}!"\n`,
      `      - ${ENV}run: echo "Hi $ISSUE_TITLE!"\n`,
    ],
    [
      'in front of a letter',
      `      - run: f "${TITLE}_x"\n`,
      `      - ${ENV}run: f "\${ISSUE_TITLE}_x"\n`,
    ],
    ['as a value', `      - run: x=${TITLE}\n`, `      - ${ENV}run: x="$ISSUE_TITLE"\n`],
    [
      'behind echo',
      `      - run: echo a${TITLE} # b\n`,
      `      - ${ENV}run: echo a"$ISSUE_TITLE" # b\n`,
    ],
    [
      'several of a script, with a name and a comment',
      `      - name: n\n        # why\n        run: |\n          set -eu\n          f "${TITLE}" "$(g "${BODY}")"\n\n          f "${TITLE}"\n`,
      `      - name: n\n        # why\n        env:\n          ISSUE_TITLE: ${TITLE}\n          ISSUE_BODY: ${BODY}\n        run: |\n          set -eu\n          f "$ISSUE_TITLE" "$(g "$ISSUE_BODY")"\n\n          f "$ISSUE_TITLE"\n`,
    ],
    [
      'beside other variables',
      `      - run: f "${TITLE}"\n        env: # ours\n          A: b\n`,
      `      - run: f "$ISSUE_TITLE"\n        env: # ours\n          ISSUE_TITLE: ${TITLE}\n          A: b\n`,
    ],
    [
      'in braces',
      `      - { run: 'f "${TITLE}"' }\n`,
      `      - { env: { ISSUE_TITLE: "${TITLE}" }, run: 'f "$ISSUE_TITLE"' }\n`,
    ],
    [
      'beside variables in braces',
      `      - env: { A: b }\n        run: f "${TITLE}"\n`,
      `      - env: { ISSUE_TITLE: "${TITLE}", A: b }\n        run: f "$ISSUE_TITLE"\n`,
    ],
    [
      'that holds it already',
      `      - env: { T: "\${{github.event.issue.title}}" }\n        run: f "${TITLE}" "$T"\n`,
      `      - env: { T: "\${{github.event.issue.title}}" }\n        run: f "$T" "$T"\n`,
    ],
    [
      'of the env context',
      `      - env: { T: "${TITLE}" }\n        run: f "\${{ env.T }}"\n`,
      `      - env: { T: "${TITLE}" }\n        run: f "$T"\n`,
    ],
    [
      'in a script in quotes',
      `      - run: 'f "${TITLE}"'\n`,
      `      - ${ENV}run: 'f "$ISSUE_TITLE"'\n`,
    ],
    [
      'in a folded script',
      `      - run: >-\n          f\n          "${TITLE}"\n`,
      `      - ${ENV}run: >-\n          f\n          "$ISSUE_TITLE"\n`,
    ],
    [
      'in a here-document',
      `      - run: |\n          cat <<E\n          ${TITLE}\n          E\n`,
      `      - ${ENV}run: |\n          cat <<E\n          $ISSUE_TITLE\n          E\n`,
    ],
  ])('%s', (_name, before, after) => {
    expect(fix(job(before))).toBe(job(after));
    expect(fix(job(after))).toBe(job(after));
    const windows = (text: string): string => job(text).replaceAll('\n', '\r\n');
    expect(fix(windows(before))).toBe(windows(after));
  });

  test('one that can be mended does not wait for one that cannot', () => {
    const before = `      - run: |\n          f "${TITLE}"\n          f ${BODY}\n`;
    expect(fix(job(before))).toBe(
      job(`      - ${ENV}run: |\n          f "$ISSUE_TITLE"\n          f ${BODY}\n`),
    );
  });

  test('a name that the script knows is not taken', () => {
    const before = `      - run: ISSUE_TITLE=x f "${TITLE}"\n`;
    expect(fix(job(before))).toContain(`ISSUE_TITLE=x f "$TITLE_VALUE"`);
  });
});

describe('stays where it is not the same', () => {
  const script = (text: string): string =>
    `      - run: |\n          ${text.replaceAll('\n', '\n          ')}\n`;
  test.each<[string, string]>([
    ['without quotes', script(`f ${TITLE}`)],
    ['in single quotes', script(`f '${TITLE}'`)],
    ['once in single quotes', script(`f "${TITLE}"\nf '${TITLE}'`)],
    ['in ANSI quotes', script(`f $'${TITLE}'`)],
    ['in a list', script(`a=(${TITLE})`)],
    ['in a loop', script(`for x in ${TITLE}; do f; done`)],
    ['as the command', script(`"${TITLE}" x`)],
    ['in a comment', script(`# ${TITLE}`)],
    ['in a here-document in quotes', script(`cat <<'E'\n${TITLE}\nE`)],
    ['in backquotes', script(`f "\`g "${TITLE}"\`"`)],
    ['in arithmetic', script(`f "$((${TITLE} + 1))"`)],
    ['in a comparison of numbers', script(`[[ "${TITLE}" -eq 1 ]]`)],
    ['in a default', script(`f "\${A:-${TITLE}}"`)],
    ['for another shell', script(`bash -c "f ${TITLE}"`)],
    ['for a shell elsewhere', script(`docker exec a sh -c "f ${TITLE}"`)],
    ['for eval', script(`eval "f ${TITLE}"`)],
    ['for a shell that reads', script(`bash <<E\nf ${TITLE}\nE`)],
    ['for an unknown program', script(`$F "${TITLE}"`)],
    ['escaped', script(`f "\\${TITLE}"`)],
    ['in another shell', `      - run: f "${TITLE}"\n        shell: pwsh\n`],
    [
      'in an action',
      `      - uses: actions/github-script@v7\n        with:\n          script: f("${TITLE}")\n`,
    ],
    [
      'with an expression for env',
      `      - env: \${{ fromJSON(vars.E) }}\n        run: f "${TITLE}"\n`,
    ],
    ['more than a name', script(`f "\${{ format('{0}', github.event.issue.title) }}"`)],
    [
      'a variable that the script sets',
      `      - env: { T: "${TITLE}" }\n        run: T=x; f "\${{ env.T }}"\n`,
    ],
    ['at two places', `      - &a\n        run: f "${TITLE}"\n      - *a\n`],
  ])('%s', (_name, steps) => {
    expect(fix(job(steps))).toBe(job(steps));
  });

  test('more than anybody writes', () => {
    const titles = Array.from(
      { length: 500 },
      (_, index) => `f "\${{ github.event.commits[${index}].message }}"`,
    );
    const text = job(script(titles.join('\n'))).replace('issues', 'push');
    expect(fix(text)).toBe(text);
  });

  test.each(['windows-latest', '${{ matrix.os }}', '[self-hosted, x64]'])('on %s', (runner) => {
    const text = job(`      - run: f "${TITLE}"\n`).replace('ubuntu-latest', runner);
    expect(fix(text)).toBe(text);
  });
});
