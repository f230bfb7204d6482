import { describe, expect, test } from '@jest/globals';
import { noUnverifiedDownload } from '../composition/no-unverified-download.js';
import type { DecidedLeg } from '../control.js';
import { findingsOf } from '../finding.js';
import { subjectOf } from '../testing/subject.js';
import type { Files } from '../testing/memory-tree.js';
import { inlinedSubject } from './inlined.js';

const CI = '.github/workflows/ci.yml';
const ACTION = '.github/actions/a/action.yml';

/** What the steps of a job run and are given, once everything that is called stands in place. */
function stepsOf(files: Files, job = 'a'): readonly string[] {
  const { workflows } = inlinedSubject(subjectOf(files)).model;
  const found = workflows.find(({ path }) => path === CI)?.jobs.find(({ id }) => id.value === job);
  return (found?.steps ?? []).map(({ run, uses, with: given, condition }) =>
    [
      ...(condition === null ? [] : [`if ${condition.value}`]),
      run?.value ?? uses?.value ?? '',
      ...given.map(({ name, value }) => `${name.value}=${value.value}`),
    ].join('; '),
  );
}

const workflow = (steps: string, more = ''): string =>
  `on: push\njobs:\n  a:\n    runs-on: x\n${more}    steps:\n${steps}`;
const action = (steps: string, head = ''): string =>
  `name: a\n${head}runs:\n  using: composite\n  steps:\n${steps}`;

describe('actions', () => {
  const TOOL = 'inputs: { tool: { default: cosign } }\n';
  test.each([
    ['a value', '{ tool: syft }', 'install syft'],
    ['an expression', "{ tool: '${{ github.head_ref }}' }", 'install ${{ github.head_ref }}'],
    ['the default', '{}', 'install cosign'],
    ['names without case', '{ TOOL: syft }', 'install syft'],
  ])('an input is filled in: %s', (_name, given, run) => {
    expect(
      stepsOf({
        [CI]: workflow(`      - { uses: ./.github/actions/a, with: ${given} }\n`),
        [ACTION]: action("    - { shell: bash, run: 'install ${{ inputs.tool }}' }\n", TOOL),
      }),
    ).toEqual([run]);
  });

  test('a step that its inputs switch off is gone, one that an event decides stays', () => {
    const inner = action(
      "    - { if: inputs.tool == 'syft', shell: bash, run: one }\n    - { if: github.actor == inputs.tool, shell: bash, run: two }\n",
      TOOL,
    );
    const files = { [CI]: workflow('      - uses: ./.github/actions/a\n'), [ACTION]: inner };
    expect(stepsOf(files)).toEqual(["if github.actor == 'cosign'; two"]);
  });

  test('conditions of the call hold for each step, and outputs lead to the step that makes them', () => {
    const inner = action(
      '    - { id: v, shell: bash, run: version }\n',
      "outputs: { version: { value: '${{ steps.v.outputs.name }}' } }\n",
    );
    const calls =
      "      - { id: a, if: github.ref_protected, uses: ./.github/actions/a }\n      - run: 'tag ${{ steps.a.outputs.version }}'\n";
    expect(stepsOf({ [CI]: workflow(calls), [ACTION]: inner })).toEqual([
      'if github.ref_protected; version',
      'tag ${{ steps.a-v.outputs.name }}',
    ]);
  });

  test('behind a checkout of another revision the call itself stays as well', () => {
    const calls =
      "      - { uses: actions/checkout@v6, with: { ref: '${{ github.head_ref }}' } }\n      - uses: ./.github/actions/a\n";
    const inner = action('    - { shell: bash, run: make }\n');
    expect(stepsOf({ [CI]: workflow(calls), [ACTION]: inner }).slice(1)).toEqual([
      './.github/actions/a',
      'make',
    ]);
  });

  test.each(['$GITHUB_ACTION_PATH', '${{ github.action_path }}'])(
    'the script beside an action, by %s',
    (path) => {
      const files = {
        [CI]: workflow('      - uses: ./.github/actions/a\n'),
        [ACTION]: action(`    - { shell: bash, run: '${path}/x.sh --now' }\n`),
        '.github/actions/a/x.sh': '#!/bin/sh\nmake "$1"\n',
      };
      expect(stepsOf(files)).toEqual(['./.github/actions/a/x.sh --now\nmake "--now"']);
    },
  );

  test('actions that use each other many times over come to an end', () => {
    const many = '    - uses: ./.github/actions/a\n'.repeat(50);
    const files = { [CI]: workflow('      - uses: ./.github/actions/a\n'), [ACTION]: action(many) };
    expect(stepsOf(files).length).toBeLessThan(25_000);
  });
});

describe('workflows', () => {
  const CALLEE = '.github/workflows/build.yml';
  const call = (given: string): string =>
    `on: push\npermissions: read-all\njobs:\n  a: { needs: b, if: github.ref_protected, uses: ./${CALLEE}, with: ${given} }\n  b: { runs-on: x, steps: [{ run: b }] }\n  c: { needs: a, runs-on: x, steps: [{ run: 'c \${{ needs.a.outputs.v }}' }] }\n`;
  const callee = (jobs: string): string =>
    `on:\n  workflow_call:\n    inputs: { tag: { type: string }, push: { type: boolean, default: true } }\n    outputs: { v: { value: '\${{ jobs.one.outputs.v }}' } }\njobs:\n${jobs}`;
  const ONE =
    "  one: { runs-on: x, outputs: { v: '${{ steps.s.outputs.v }}' }, steps: [{ id: s, run: 'push ${{ inputs.tag }}', if: inputs.push }] }\n";

  test('one job takes the place of the call, under its conditions', () => {
    const files = { [CI]: call('{ tag: v1 }'), [CALLEE]: callee(ONE) };
    const { workflows } = inlinedSubject(subjectOf(files)).model;
    expect(workflows.map(({ path }) => path)).toEqual([CI]);
    const [job] = workflows[0]?.jobs ?? [];
    expect(job?.condition?.value).toBe('github.ref_protected');
    expect(job?.needs.map(({ value }) => value)).toEqual(['b']);
    expect(stepsOf(files)).toEqual(['if true; push v1']);
    expect(stepsOf(files, 'c')).toEqual(['c ${{ needs.a.outputs.v }}']);
  });

  test('of several each has a name, and who needed the call needs them all', () => {
    const two = `${ONE}  two: { needs: one, runs-on: x, steps: [{ run: two }] }\n`;
    const files = { [CI]: call('{}'), [CALLEE]: callee(two) };
    const jobs = inlinedSubject(subjectOf(files)).model.workflows[0]?.jobs ?? [];
    expect(jobs.map(({ id, needs }) => [id.value, ...needs.map(({ value }) => value)])).toEqual([
      ['a-one', 'b'],
      ['a-two', 'b', 'a-one'],
      ['b'],
      ['c', 'a-one', 'a-two'],
    ]);
    expect(stepsOf(files, 'c')).toEqual(['c ${{ needs.a-one.outputs.v }}']);
  });
});

describe('jobs that others need', () => {
  const chain = (condition: string): string =>
    `on: push\njobs:\n  g: { if: github.ref_protected, runs-on: x, steps: [{ run: g }] }\n  h: { needs: g, runs-on: x, steps: [{ run: h }] }\n  a: { needs: h, ${condition}runs-on: x, steps: [{ run: a }] }\n`;
  test.each([
    ['', 'github.ref_protected'],
    ["if: github.actor == 'a', ", "(github.ref_protected) && (github.actor == 'a')"],
    ["if: always() && github.actor == 'a', ", "always() && github.actor == 'a'"],
  ])('their conditions hold as well: %s', (own, condition) => {
    const { workflows } = inlinedSubject(subjectOf({ [CI]: chain(own) })).model;
    expect(workflows[0]?.jobs[2]?.condition?.value).toBe(condition);
  });

  test('conditions of hundreds of jobs do not add up', () => {
    const jobs = Array.from({ length: 250 }, (_, index) => {
      const needs = Array.from({ length: index }, (_none, before) => `j${before}`).join(', ');
      return `  j${index}: { needs: [${needs}], if: github.actor == '${index}', runs-on: x, steps: [{ run: x }] }\n`;
    }).join('');
    const { workflows } = inlinedSubject(subjectOf({ [CI]: `on: push\njobs:\n${jobs}` })).model;
    const longest = workflows[0]?.jobs.map(({ condition }) => condition?.value.length ?? 0) ?? [];
    expect(Math.max(...longest)).toBeLessThan(2000);
  });
});

describe('values', () => {
  const gate = (output: string, step: string): string =>
    `on: push\njobs:\n  g: { runs-on: x, outputs: { ok: '${output}' }, steps: [${step}] }\n  a: { needs: g, runs-on: x, steps: [{ if: needs.g.outputs.ok == 'true', run: a }] }\n`;
  test.each([
    ['${{ github.ref_protected || inputs.x }}', '{ run: x }', 'github.ref_protected || inputs.x'],
    [
      '${{ steps.s.outputs.ok }}',
      `{ id: s, env: { OK: '\${{ github.actor == github.triggering_actor }}' }, run: 'echo "ok=$OK" >> "$GITHUB_OUTPUT"' }`,
      'github.actor == github.triggering_actor',
    ],
    [
      '${{ steps.s.outputs.ok }}',
      `{ id: s, if: github.ref_protected, run: 'echo ok=true >> $GITHUB_OUTPUT' }`,
      'github.ref_protected',
    ],
    [
      '${{ steps.s.outputs.ok }}',
      `{ id: s, env: { OK: '\${{ github.ref_protected && true }}' }, run: 'printf "ok=%s\\n" "$OK" >> "$GITHUB_OUTPUT"' }`,
      'github.ref_protected && true',
    ],
  ])('a condition that another job hands on: %s', (output, step, condition) => {
    expect(stepsOf({ [CI]: gate(output, step) })).toEqual([`if (${condition}); a`]);
  });

  test('an output that a script works on is not known', () => {
    const step = `{ id: s, env: { V: x }, run: '[ "$V" = x ] || exit 1; echo "ok=$V" >> "$GITHUB_OUTPUT"' }`;
    const files = { [CI]: gate('${{ steps.s.outputs.ok }}', step) };
    expect(stepsOf(files)).toEqual(["if needs.g.outputs.ok == 'true'; a"]);
  });

  test.each([
    ['a variable', '    env: { V: "1.2" }\n', 'env.V'],
    ['an axis with one value', '    strategy: { matrix: { v: ["1.2"] } }\n', 'matrix.v'],
    ['a row', '    strategy: { matrix: { include: [{ v: "1.2" }] } }\n', 'matrix.v'],
  ])('%s stands for its value', (_name, more, name) => {
    const steps = `      - { uses: a/b@v1, with: { version: '\${{ ${name} }}' } }\n`;
    expect(stepsOf({ [CI]: workflow(steps, more) })).toEqual(['a/b@v1; version=1.2']);
  });

  test('a variable that a step sets anew does not', () => {
    const steps = `      - run: echo "V=$(date)" >> "$GITHUB_ENV"\n      - { uses: a/b@v1, with: { v: '\${{ env.V }}' } }\n`;
    expect(stepsOf({ [CI]: workflow(steps, '    env: { V: 1 }\n') }).at(-1)).toBe(
      'a/b@v1; v=${{ env.V }}',
    );
  });

  test('values that double with each step come to an end', () => {
    const steps = Array.from(
      { length: 60 },
      (_, index) =>
        `      - { id: s${index + 1}, run: 'echo "v=\${{ steps.s${index}.outputs.v }}\${{ steps.s${index}.outputs.v }}\${{ github.actor }}" >> "$GITHUB_OUTPUT"' }\n`,
    ).join('');
    const lengths = stepsOf({ [CI]: workflow(steps) }).map((text) => text.length);
    expect(Math.max(...lengths)).toBeLessThan(100_000);
  });
});

test('a variable that a step hands on is known behind it, in scripts too', () => {
  const steps = `      - { env: { T: '\${{ github.head_ref }}' }, run: 'echo "V=$T" >> "$GITHUB_ENV"' }
      - { uses: a/b@v1, with: { v: '\${{ env.V }}' } }
      - run: eval "$V"\n`;
  const { workflows } = inlinedSubject(subjectOf({ [CI]: workflow(steps) })).model;
  const [, uses, run] = workflows[0]?.jobs[0]?.steps ?? [];
  expect(uses?.with.map(({ value }) => value.value)).toEqual(['${{ github.head_ref }}']);
  expect(run?.env?.entries.map(({ name, value }) => [name.value, value.value])).toEqual([
    ['V', '${{ github.head_ref }}'],
  ]);
});

test('a text that a step keeps in a file is known where it is read', () => {
  const steps = `      - { env: { T: '\${{ github.head_ref }}' }, run: 'printf "%s" "$T" > "$RUNNER_TEMP/t"' }
      - run: B=$(cat \${RUNNER_TEMP}/t); eval "$B"\n`;
  const { workflows } = inlinedSubject(subjectOf({ [CI]: workflow(steps) })).model;
  const run = workflows[0]?.jobs[0]?.steps[1];
  expect(run?.run?.value).toBe('B=${TEXT_OF_FILE_0}; eval "$B"');
  expect(run?.env?.entries.map(({ value }) => value.value)).toEqual(['${{ github.head_ref }}']);
});

describe('scripts', () => {
  test.each([
    ['text for another shell', "sudo sh -c 'make'", '            make '],
    ['a script of the repository', './ci/x.sh --all', './ci/x.sh --all\nset -e\nmake'],
    ['a document for a program', "cat <<'END'\nmake\nEND", "cat <<'END'\nmake\nEND"],
    ['a script that is not there', './ci/y.sh', './ci/y.sh'],
    ['one outside', './../ci/x.sh', './../ci/x.sh'],
  ])('%s', (_name, run, seen) => {
    const step = `      - run: |-\n${run.replace(/^/gm, '          ')}\n`;
    const files = { [CI]: workflow(step), 'ci/x.sh': '#!/bin/sh\nset -e\nmake\n' };
    expect(stepsOf(files)).toEqual([seen]);
  });
});

test.each([
  ['npm run build -- --prod', 'tsc -b'],
  ['yarn build', 'tsc -b'],
  ['make -s all', 'make one\ngo build ${PKG} "$X"\nx'],
  ['true || { make -C web pack; }', '${TMP}/up.sh'],
  ['make -f web/Makefile "pack"', '${TMP}/up.sh'],
  ['python3 ci/say.py', 'echo "::set-output name=a::{b}"'],
  ['yarn --cwd web test', 'jest'],
  ['if x; then ci/x.sh "$A"; fi', 'cp "$A" b'],
  ['just one', 'cargo build'],
  ['python3 ci/x.py', 'npm publish --tag next\nmake one\nx'],
  ['cd a && node ci/x.mjs', 'npm publish'],
  ['npm run other', null],
  ['make other', null],
  [`make ${'-C '.repeat(60)}!`, null],
  ['make scan', 'scan -x || true\nmake one\nx'],
])('what another program runs: %s', (run, seen) => {
  const files = {
    [CI]: workflow(`      - run: |-\n          ${run}\n`),
    'package.json': '{ "scripts": { "build": "tsc -b" } }',
    Makefile:
      'V := 1\none: ; x\nall: one\n\t@go build $(PKG) "$$X"\n\nother2:\n\ty\nscan:\n\t-@scan -x\n\t$(MAKE) one\n',
    'web/Makefile': 'DIR = $(TMP)\npack:\n\t$(DIR)/up.sh\n',
    'web/package.json': '{ "scripts": { "test": "jest" } }',
    'ci/x.sh': '#!/bin/sh\ncp "$1" b\n',
    justfile: 'one:\n    cargo build\n',
    'ci/x.py':
      'import os\nsubprocess.run(["npm", "publish",\n  "--tag", "next"], check=True)\nos.system("make one")\n',
    'ci/say.py': 'print(f"::set-output name=a::{b}")\nprint("done: all")\n',
    'ci/x.mjs': "execSync('npm publish', { stdio: 'inherit' });\n",
  };
  expect(stepsOf(files)).toEqual([seen === null ? run : `${run}\n${seen}`]);
});

describe('what is not put in place stays to be judged by itself', () => {
  const left = (files: Files): readonly (readonly [string, number])[] => {
    const { model } = inlinedSubject(subjectOf(files));
    return model.actions.map(({ folder, steps }) => [folder, steps.length] as const);
  };
  const uses = (count: number): string => '      - uses: ./.github/actions/a\n'.repeat(count);
  const ten = action('    - { shell: bash, run: make }\n'.repeat(10));

  test('once a job has no more room, and not before', () => {
    expect(left({ [CI]: workflow(uses(40)), [ACTION]: ten })).toEqual([['.github/actions/a', 0]]);
    expect(left({ [CI]: workflow(uses(41)), [ACTION]: ten })).toEqual([['.github/actions/a', 10]]);
  });

  test('an action that only another one uses, which no workflow uses', () => {
    const files = {
      [CI]: workflow(uses(1)),
      [ACTION]: ten,
      'b/action.yml': action('    - uses: ./c\n'),
      'c/action.yml': action('    - { shell: bash, run: make }\n'),
    };
    expect(left(files)).toEqual([
      ['.github/actions/a', 0],
      ['b', 1],
      ['c', 1],
    ]);
  });

  test('workflows that only call each other', () => {
    const call = (path: string): string =>
      `on: workflow_call\njobs: { a: { uses: ./.github/workflows/${path} } }\n`;
    const files = {
      [CI]: workflow(uses(1)),
      [ACTION]: ten,
      '.github/workflows/x.yml': call('y.yml'),
      '.github/workflows/y.yml': call('x.yml'),
    };
    const { workflows } = inlinedSubject(subjectOf(files)).model;
    expect(workflows.map(({ path }) => path)).toEqual([
      CI,
      '.github/workflows/x.yml',
      '.github/workflows/y.yml',
    ]);
  });

  test('a step that a variable switches off, or that sets the variable itself', () => {
    const steps = `      - { if: env.ON == 'true', run: one }\n      - { if: env.OWN == 'true', run: two, env: { OWN: 'true' } }\n`;
    const files = { [CI]: workflow(steps, "    env: { ON: 'false', OWN: 'false' }\n") };
    expect(stepsOf(files)).toEqual(["if 'false' == 'true'; one", "if env.OWN == 'true'; two"]);
  });
});

test('a target that calls nothing is judged as it is', () => {
  const subject = subjectOf({ [CI]: workflow("      - run: 'make ${{ github.ref_name }}'\n") });
  expect(inlinedSubject(subject)).toBe(subject);
});

test('what is found in a file that workflows call is told with each call', () => {
  const step = "    - { shell: bash, run: 'curl https://x.example | sh' }\n";
  const inner = '.github/workflows/b.yml';
  const files = {
    [CI]: `${workflow('      - uses: ./.github/actions/a\n')}  b: { uses: ./${inner} }\n`,
    [inner]: `on: workflow_call\njobs: { c: { uses: ./.github/workflows/c.yml } }\n`,
    '.github/workflows/c.yml': workflow('      - uses: ./.github/actions/a\n').replace(
      'push',
      'workflow_call',
    ),
    [ACTION]: action(step),
  };
  const { judge } = noUnverifiedDownload.legs.G as DecidedLeg;
  const found = findingsOf(
    { id: '1.3.2', slug: 'x', platform: 'G' },
    judge(subjectOf(files)) as [],
  );
  expect(found.map(({ locations, calledFrom }) => [locations, calledFrom])).toMatchObject([
    [
      [{ path: ACTION, line: 5 }],
      [
        { path: CI, line: 6 },
        { path: CI, line: 7 },
      ],
    ],
  ]);
});

test.each([
  ['a block', '{\n  echo "v=1"\n} >> "$GITHUB_OUTPUT"'],
  ['a document', "cat >> $GITHUB_OUTPUT <<'EOF'\nv=1\nEOF"],
  [
    'a function',
    'set -e\nmain() {\n  N=1\n  echo "v=${N}" | tee -a "$GITHUB_OUTPUT"\n}\nmain "$@"',
  ],
  ['what jq makes', 'echo "v=$(jq -cn \'1\')" >> "$GITHUB_OUTPUT"\necho done'],
])('what a script hands on: %s', (_name, script) => {
  const lines = script.replaceAll('\n', '\n          ');
  const steps = `      - id: s\n        run: |\n          ${lines}\n      - run: 'tag \${{ steps.s.outputs.v }}'\n`;
  expect(stepsOf({ [CI]: workflow(steps) }).at(-1)).toBe('tag 1');
});

test('what a function does with what is given to it', () => {
  const steps = `      - run: |-\n          put() {\n            echo "$1=$2"\n          }\n          put A "$B"\n`;
  expect(stepsOf({ [CI]: workflow(steps) }).at(-1)).toMatch(/put A "\$B"\n\s*echo "A=\$B"\n$/);
});

test('a script that does more hands nothing on', () => {
  const steps = `      - { id: s, run: 'x && echo "v=1" >> $GITHUB_OUTPUT' }\n      - run: 'tag \${{ steps.s.outputs.v }}'\n`;
  expect(stepsOf({ [CI]: workflow(steps) }).at(-1)).toBe('tag ${{ steps.s.outputs.v }}');
});

describe('what stands for a name by then', () => {
  test('settings in scripts, unless these set them', () => {
    const steps = `      - { env: { FLAGS: -k --tlsv1.2, OWN: a }, run: 'OWN=b; curl $FLAGS "$OWN" $HOST $A(' }\n`;
    const files = { [CI]: workflow(steps, '    env: { HOST: example.com, "$A(": x }\n') };
    expect(stepsOf(files)).toEqual(['OWN=b; curl -k --tlsv1.2 "$OWN" example.com $A(']);
  });

  test('a matrix in a text', () => {
    const matrix = '    strategy: { matrix: { os: "${{ fromJSON(\'[\\"a\\"]\') }}" } }\n';
    const files = { [CI]: workflow("      - run: 'echo ${{ matrix.os }}'\n", matrix) };
    expect(stepsOf(files)).toEqual(['echo a']);
  });
});
