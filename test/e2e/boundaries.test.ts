import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root.js';

/** An import that the rule must refuse in that file. */
const PLANTED = [
  { rule: 'arrows-core', file: 'packages/core/src/planted.ts', line: "import '@plumbline/step';" },
  {
    rule: 'arrows-evidence',
    file: 'packages/evidence/src/planted.ts',
    line: "import '@plumbline/host';",
  },
  {
    rule: 'arrows-step',
    file: 'packages/step/src/planted.ts',
    line: "import '../../core/src/digest.js';",
  },
  {
    rule: 'resolvable',
    file: 'packages/step/src/planted.ts',
    line: "import '@plumbline/core/lib/digest.js';",
  },
  { rule: 'edge-in-host', file: 'packages/report/src/planted.ts', line: "import '@actions/core';" },
  {
    rule: 'edge-in-host',
    file: 'packages/pipeline/src/planted.ts',
    line: "import 'node:child_process';",
  },
  {
    rule: 'arrows-steps',
    file: 'packages/steps/verify-pipeline/src/planted.ts',
    line: "import '@plumbline/host';",
  },
  {
    rule: 'arrows-actions',
    file: 'actions/verify-pipeline/src/planted.ts',
    line: "import '@plumbline/trust';",
  },
  {
    rule: 'definition-imports-step',
    file: 'packages/steps/verify-pipeline/src/definition.ts',
    line: "import '@plumbline/trust';",
  },
  {
    rule: 'sigstore-in-trust',
    file: 'packages/records/src/planted.ts',
    line: "import '@sigstore/verify';",
  },
];

const COPIED = [
  ...['packages', 'actions', 'tsconfig.base.json', 'package.json'],
  ...['@plumbline', '@actions', '@sigstore'].map((scope) => `node_modules/${scope}`),
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

function cruise(cwd: string): readonly Violation[] {
  const depcruise = join(
    root,
    'node_modules',
    'dependency-cruiser',
    'bin',
    'dependency-cruiser.mjs',
  );
  const config = join(root, 'dependency-cruiser.config.mjs');
  const files = [...new Set(PLANTED.map(({ file }) => file))];
  const args = [depcruise, ...files, '--config', config, '--output-type', 'json'];
  const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1e9 });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

describe('import rules', () => {
  let copy: string;
  let found: readonly string[];

  beforeAll(() => {
    copy = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-planted-')));
    for (const part of COPIED) {
      cpSync(join(root, part), join(copy, part), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) =>
          !/(?:actions|packages)\/[^/]+\/dist$|\/fixtures$|\.test\.|\.map$/.test(path),
      });
    }
    const files = Map.groupBy(PLANTED, ({ file }) => file);
    for (const [file, plants] of files) {
      writeFileSync(join(copy, file), plants.map(({ line }) => line).join('\n'));
    }
    found = cruise(copy).map(({ rule, from }) => `${rule.name} ${from}`);
  });

  afterAll(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  test.each(PLANTED)('$rule refuses $line in $file', ({ rule, file }) => {
    expect(found).toContain(`${rule} ${file}`);
  });
});

const WORLD = `
import { spawn } from 'node:child_process';
export const planted: unknown[] = [JSON.parse('1'), process.env['HOME'], Date.now(), new Date(), fetch, spawn];
`;

/** The rules that need no types, of which these are: with types a file takes seconds. */
const LINT = `
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
const [text, ...files] = process.argv.slice(1);
const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
const results = await Promise.all(files.map((filePath) => eslint.lintText(text, { filePath })));
console.log(JSON.stringify(results.flat()));
`;

/** The rules that object in each of the files. */
function lint(files: readonly string[]): readonly (readonly string[])[] {
  const args = ['--input-type=module', '-e', LINT, '--', WORLD, ...files];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const results = JSON.parse(run.stdout) as { messages: { ruleId: string }[] }[];
  return results.map(({ messages }) => messages.map(({ ruleId }) => ruleId).sort());
}

test('lint rules refuse the world outside of host, and JSON.parse there too', () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    'packages/evidence/src/index.ts': [
      'no-restricted-globals',
      'no-restricted-globals',
      'no-restricted-imports',
      'no-restricted-properties',
      'no-restricted-properties',
      'no-restricted-syntax',
    ],
    'packages/host/src/index.ts': ['no-restricted-properties'],
  };
  expect(lint(Object.keys(expected))).toStrictEqual(Object.values(expected));
});
