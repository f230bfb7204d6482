// What hostile names do to those who read the outputs: commands of runners, output files, Markdown and HTML, escape sequences,
// addresses in SARIF; and secrets in what is said (items 51 and 52; the rules on truncation, workspaces and secrets).
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runAction } from '../../support/action.js';
import { plumbline } from '../../support/command.js';
import { createRepository } from '../../support/repository.js';
import { files, TASK, WORKFLOW } from '../../support/pipeline-files.js';
import { createStage, type Stage } from './stage.js';

const EVIL = [
  '::set-output name=x::y',
  '::error::x',
  '##[group]x',
  '%0A::add-mask::x',
  'x\\n::stop-commands::x',
  'x\\r\\n::error::x',
  '\\e[2J\\e]0;x\\a',
  '\\u202Eevil',
  '\\u2028::error::x',
  '</details><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '](javascript:alert(1))',
  '| a | b |',
  '`` `',
  ']]><x>',
  '@everyone',
];
const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;
const HOSTILE = {
  [WORKFLOW]: `name: ${quoted(EVIL.join(' '))}\non: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${EVIL.map((text) => `      - uses: ${quoted(text)}\n`).join('')}`,
  [TASK]: `apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: ${quoted(EVIL[4] ?? '')}\nspec:\n  steps:\n${EVIL.map((text) => `    - image: ${quoted(text)}\n`).join('')}`,
  'tekton/::error::x.yaml': 'apiVersion: tekton.dev/v1\nkind: Task\nkind: Task\n',
  'tekton/<b>x<b>|`.yaml': 'apiVersion: tekton.dev/v1\nkind: Task\nkind: Task\n',
};
// eslint-disable-next-line no-control-regex -- what must not reach a terminal
const RAW = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const COMMAND = /^\s*(?:::|##\[)/m;

let stage: Stage;
beforeAll(() => {
  stage = createStage(HOSTILE);
});
afterAll(() => {
  stage.dispose();
});

describe('hostile names', () => {
  test.each(['text', 'json', 'sarif', 'markdown', 'junit'])('in %s', (format) => {
    const { status, stdout, stderr } = stage.command('--format', format, '--verbose');
    expect([1, 2]).toContain(status);
    for (const text of [stdout, stderr]) {
      expect(text).not.toMatch(RAW);
      expect(text).not.toMatch(COMMAND);
      expect(text).not.toContain('    at ');
    }
    if (format === 'markdown') expect(stdout).not.toMatch(/<(?:script|img|b)\b|\]\(javascript:/);
    if (format === 'junit') expect(stdout).not.toMatch(/<(?:script|img|b|x)\b/);
  });

  test.each(['show', 'tekton-payload'])('in what %s prints', (command) => {
    const args = command === 'show' ? [] : [TASK, 'tekton/::error::x.yaml'];
    const { status, stdout, stderr } = plumbline(stage.folder, [command, ...args]);
    expect(status).not.toBe(70);
    for (const text of [stdout, stderr]) {
      expect(text).not.toMatch(RAW);
      expect(text).not.toMatch(COMMAND);
    }
  });

  test('in addresses of SARIF, which stay below the target', () => {
    const { stdout } = stage.command('--format', 'sarif');
    const uris = [...stdout.matchAll(/"uri": ?"([^"]*)"/g)].map(([, uri]) => uri ?? '');
    const ofFiles = uris.filter((uri) => !/^https:\/\/(?:plumbline\.dev|github\.com)\//.test(uri));
    expect(ofFiles.length).toBeGreaterThan(0);
    expect(ofFiles.filter((uri) => /^[a-z]+:|^\/|\.\.|[<>|` ]/i.test(uri))).toEqual([]);
  });

  test('in a run: the log, the outputs and the summary of an Action', () => {
    const repository = createRepository(HOSTILE);
    const found = runAction({
      action: 'verify-pipeline',
      inputs: {},
      workspace: repository.path,
      commit: repository.git('rev-parse', 'HEAD'),
    });
    repository.dispose();
    const commands = found.log.split('\n').filter((line) => COMMAND.test(line));
    expect(commands.length).toBeGreaterThan(0);
    expect(
      commands.filter(
        (line) => !/^::(?:error|warning|notice|debug|group|endgroup|add-mask)\b/.test(line),
      ),
    ).toEqual([]);
    expect(commands.join('\n')).not.toMatch(/^::(?:set-output|stop-commands|error::x)/m);
    expect(found.log).not.toMatch(RAW);
    expect(found.summary).not.toMatch(/<(?:script|img)\b|\]\(javascript:/);
    expect(Object.keys(found.outputs)).not.toContain('x');
  });
});

describe('a path in the arguments', () => {
  test.each([
    ['a target', ['verify-pipeline', '\u001b[2J\n::error::x']],
    ['a policy', ['verify-pipeline', '--policy', '\u001b[2J\n::error::x']],
    ['an option', ['verify-pipeline', '--\u001b[2J\n::error::x']],
    ['a command', ['\u001b[2J\n::error::x']],
    ['a format', ['verify-pipeline', '--format', '\u001b[2J\n::error::x']],
    ['a manifest', ['verify-pipeline', '--manifest', '../../../etc/passwd']],
    ['a manifest of the machine', ['verify-pipeline', '--manifest', '/proc/self/environ']],
  ])('%s', (_, args) => {
    const { status, stdout, stderr } = plumbline(stage.folder, args, { CANARY: 'canary-4d1f' });
    expect([1, 2, 3]).toContain(status);
    expect(stdout + stderr).not.toMatch(RAW);
    expect(stdout + stderr).not.toMatch(COMMAND);
    expect(stdout + stderr).not.toContain('canary-4d1f');
  });

  test.each([
    ['a link', (path: string) => symlinkSync('../elsewhere.sarif', path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('%s where a report goes', (_, plant) => {
    const own = createStage();
    writeFileSync(join(own.folder, '..', 'elsewhere.sarif'), 'untouched');
    plant(join(own.folder, 'out.sarif'));
    const { status } = own.command('--output', 'sarif=out.sarif');
    expect(status).not.toBe(0);
    expect(readFileSync(join(own.folder, '..', 'elsewhere.sarif'), 'utf8')).toBe('untouched');
    own.dispose();
  });
});

describe('secrets', () => {
  const TOKEN = `ghp_${'aB3'.repeat(12)}`;
  const leaks = (text: string): readonly string[] =>
    [TOKEN, 'hunter2hunter2', 'BEGIN PRIVATE'].filter((secret) => text.includes(secret));

  test('in addresses of functions and of the repository', () => {
    const git = `apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: x}\nspec:\n  taskRef:\n    resolver: git\n    params:\n      - {name: url, value: "https://bot:hunter2hunter2@github.com/a/b"}\n      - {name: revision, value: main}\n      - {name: pathInRepo, value: t.yaml}\n`;
    const repository = createRepository({ ...files, 'tekton/run.yaml': git });
    repository.git('remote', 'add', 'origin', `https://x:${TOKEN}@github.com/acme/app`);
    const own = createStage();
    const said = ['text', 'json', 'sarif', 'markdown', 'junit'].map((format) => {
      const args = [
        'verify-pipeline',
        '--trust',
        own.key.publicPath,
        '--verbose',
        '--format',
        format,
      ];
      const { stdout, stderr } = plumbline(repository.path, args, { GITHUB_TOKEN: TOKEN });
      return stdout + stderr;
    });
    const signed = plumbline(repository.path, [
      'sign-pipeline',
      '--key',
      own.key.privatePath,
      '--format',
      'json',
    ]);
    expect(signed.status).toBe(0);
    const bundle = readFileSync(join(repository.path, '.plumbline/pipeline.sigstore.json'), 'utf8');
    const { dsseEnvelope } = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
    said.push(
      signed.stdout + signed.stderr,
      Buffer.from(dsseEnvelope.payload, 'base64').toString(),
    );
    expect(said.flatMap(leaks)).toEqual([]);
    repository.dispose();
    own.dispose();
  });

  test.each([
    ['a private key to trust', (own: Stage) => ['verify-pipeline', '--trust', own.key.privatePath]],
    [
      'a private key as the policy',
      (own: Stage) => ['verify-pipeline', '--policy', own.key.privatePath],
    ],
    [
      'a private key as the manifest',
      (own: Stage) => [
        'verify-pipeline',
        '--trust',
        own.key.publicPath,
        '--manifest',
        own.key.privatePath,
      ],
    ],
    ['a private key as a resource', (own: Stage) => ['tekton-payload', own.key.privatePath]],
    [
      'a private key as an argument',
      (own: Stage) => ['sign-pipeline', '--key', readFileSync(own.key.privatePath, 'utf8')],
    ],
  ])('in %s', (_, args) => {
    const own = createStage();
    const body = readFileSync(own.key.privatePath, 'utf8').split('\n')[1] ?? '';
    for (const format of [[], ['--format', 'json']]) {
      const isPayload = args(own)[0] === 'tekton-payload';
      const { status, stdout, stderr } = plumbline(own.folder, [
        ...args(own),
        ...(isPayload ? [] : format),
      ]);
      if (!isPayload) expect([1, 2, 3]).toContain(status);
      expect(leaks(stdout + stderr)).toEqual([]);
      expect(stdout + stderr).not.toContain(body);
    }
    own.dispose();
  });
});
