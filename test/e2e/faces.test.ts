import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { runProcess, runProgram, type Outcome, type Program } from '../support/program.js';

const tryStep = join(import.meta.dirname, '../support/programs/try-step.js');
const TRY_STEP: Program = {
  argv: [join(import.meta.dirname, '../support/programs/start.js'), tryStep],
  module: tryStep,
};

interface Asked {
  readonly checks?: readonly object[];
  readonly [key: string]: unknown;
}

interface Ended extends Outcome {
  readonly outputs: ReadonlyMap<string, string>;
  readonly folder: string;
}

interface Start {
  readonly args?: readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly run?: typeof runProgram;
}

function start(
  face: string,
  asked: Asked,
  { args = [], inputs = {}, run = runProgram }: Start,
): Ended {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-face-'));
  for (const name of ['output', 'summary']) writeFileSync(join(folder, name), '');
  const done = run(TRY_STEP, args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      FACE: face,
      TRY: JSON.stringify({ checks: [check('pass')], ...asked }),
      MANY: JSON.stringify(asked['many'] ?? []),
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      RUNNER_TEMP: folder,
      ...Object.fromEntries(
        Object.entries(inputs).map(([k, v]) => [`INPUT_${k.toUpperCase()}`, v]),
      ),
    },
  });
  return {
    ...done,
    folder,
    outputs: readOutputs(join(folder, 'output')),
  };
}

/** As the runner reads the file: \`name<<word\`, lines, \`word\`. */
function readOutputs(path: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  const lines = readFileSync(path, 'utf8').split('\n');
  for (let at = 0; at < lines.length - 1; at += 1) {
    const [, name, word] = /^([^=<]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || word === undefined) throw new Error(`odd line ${lines[at]}`);
    const end = lines.indexOf(word, at + 1);
    outputs.set(name, lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return outputs;
}

function check(status: string, more: object = {}): object {
  return {
    id: `try/${status}`,
    slug: `try-${status}`,
    title: 'A thing',
    level: 1,
    status,
    counted: true,
    needs: [],
    findings: [],
    ...more,
  };
}

function finding(more: object = {}): object {
  const locations = [{ path: 'a.yml', line: 2, column: 3, endLine: 2, endColumn: 5 }];
  return {
    message: 'It is so.',
    severity: 'high',
    confidence: 'high',
    locations,
    fingerprint: 'f',
    ...more,
  };
}

/** In a process of its own: the toolkit writes all summaries of a process to the first file that it is told. */
function alone(
  face: string,
  asked: Asked,
  inputs: Record<string, string> = {},
): Ended & { readonly summary: string } {
  const ended = start(face, asked, { inputs, run: runProcess });
  return { ...ended, summary: readFileSync(join(ended.folder, 'summary'), 'utf8') };
}

const action = (asked: Asked, inputs: Record<string, string> = {}): Ended =>
  start('action', asked, { inputs });
const cli = (asked: Asked, ...args: readonly string[]): Ended => start('cli', asked, { args });

describe('exit status', () => {
  const cases: readonly [string, Asked, string, number][] = [
    ['pass', { checks: [check('pass')] }, 'enforce', 0],
    ['fail', { checks: [check('fail'), check('pass')] }, 'enforce', 1],
    ['cannot decide', { checks: [check('error'), check('pass')] }, 'enforce', 2],
    ['fail before cannot decide', { checks: [check('error'), check('fail')] }, 'enforce', 1],
    ['nothing counted', { checks: [check('unknown', { counted: false })] }, 'enforce', 2],
    ['nothing to check', { checks: [] }, 'enforce', 3],
    [
      'named source unreadable',
      { fault: { kind: 'undecidable', code: 'X', message: 'm' } },
      'enforce',
      2,
    ],
    ['unreadable target', { fault: { kind: 'usage', code: 'X', message: 'm' } }, 'enforce', 3],
    ['bug', { throws: 'boom' }, 'enforce', 70],
    ['pass', { checks: [check('pass')] }, 'audit', 0],
    ['fail', { checks: [check('fail')] }, 'audit', 0],
    ['cannot decide', { checks: [check('error')] }, 'audit', 0],
    ['nothing to check', { checks: [] }, 'audit', 3],
    ['unreadable target', { fault: { kind: 'usage', code: 'X', message: 'm' } }, 'audit', 3],
    ['bug', { throws: 'boom' }, 'audit', 70],
  ];
  /** All in one process for each face: starting one takes longer than the run. */
  const many = cases.flatMap(([name, asked, mode, status]) =>
    ['text', 'json', 'sarif', 'markdown', 'junit'].map((format) => ({
      run: [asked, mode, format],
      expected: `${name}, ${mode}, ${format}: ${status}`,
      title: `${name}, ${mode}, ${format}`,
    })),
  );

  test.each(['cli', 'action'])('does not depend on the format: %s', (face) => {
    const { folder } = start(face, { many: many.map(({ run }) => run) }, {});
    const codes = JSON.parse(readFileSync(join(folder, 'codes'), 'utf8')) as readonly number[];
    expect(many.map(({ title }, index) => `${title}: ${codes[index] ?? 'none'}`)).toEqual(
      many.map(({ expected }) => expected),
    );
  });

  test('is that of the process', () => {
    expect(alone('cli', { checks: [check('fail')] }).status).toBe(1);
    expect(alone('action', { checks: [check('error')] }).status).toBe(2);
    expect(alone('cli', { throws: 'boom' }).status).toBe(70);
  });
});

test('both faces make the same report, byte for byte', () => {
  const asked = { checks: [check('fail', { findings: [finding()] }), check('pass')] };
  const { outputs } = action(asked);
  expect(cli(asked, '--format=json').stdout).toBe(
    readFileSync(outputs.get('report') ?? '', 'utf8'),
  );
});

describe('the command', () => {
  test('the last line begins with the verdict, and says that it is not enforced', () => {
    const lines = cli({ checks: [check('fail')] }, '--mode=audit')
      .stdout.trimEnd()
      .split('\n');
    expect(lines.at(-1)).toMatch(/^fail: .*\(audit: not enforced\)$/);
  });

  test('all bad inputs at once, as text and as JSON', () => {
    const ended = cli({}, '--polcy=x', '--mode=y', '--format=json');
    expect(ended.status).toBe(3);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      schemaVersion: 1,
      step: 'try-step',
      error: { code: 'INPUTS' },
    });
  });

  test('files are written besides', () => {
    const { folder, stdout } = cli({}, '--output', 'json=r.json', '--output', 'sarif=r.sarif');
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))).toMatchObject({
      verdict: 'pass',
    });
    expect(JSON.parse(readFileSync(join(folder, 'r.sarif'), 'utf8'))).toMatchObject({
      version: '2.1.0',
    });
    expect(stdout).toMatch(/^pass: /m);
  });

  test.each([
    ['no kind', ['--output=r.json']],
    ['odd kind', ['--output=pdf=r.pdf']],
    ['one file twice', ['--output=json=r', '--output=sarif=r']],
    ['folder as file', ['--output=json=.']],
  ])('output refused: %s', (_name, args) => {
    expect(cli({}, ...args).status).toBe(3);
  });

  test('the stack of a bug is for those who ask', () => {
    expect(cli({ throws: 'boom' }).stderr).not.toMatch(/ at /);
    expect(cli({ throws: 'boom' }, '--verbose').stderr).toMatch(/ at run /);
  });

  test('terminal sequences of the scanned are written out', () => {
    const ended = cli({
      said: '\u001b[2Jx\u202e',
      log: ['\u001b[31mred'],
      checks: [check('fail', { findings: [finding({ message: '\u001b]0;title\u0007' })] })],
    });
    // eslint-disable-next-line no-control-regex -- escape characters are what is looked for
    expect(ended.stdout + ended.stderr).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe('the Action', () => {
  test('a pass is one line, no summary, no annotation', () => {
    const ended = alone('action', {});
    expect(ended.stdout).toMatch(/^pass: [^\n]*\n$/);
    expect(ended.summary).toBe('');
  });

  test('outputs, and the report that they name', () => {
    const { outputs } = action({
      checks: [check('fail'), check('error')],
      records: [{ kind: 'vsa', sha256: 'ab', path: 'v.json' }],
    });
    const report = readFileSync(outputs.get('report') ?? '', 'utf8');
    expect(sha256Hex(report)).toBe(outputs.get('report-sha256'));
    expect(Object.fromEntries(outputs)).toMatchObject({
      verdict: 'fail',
      failed: '1',
      undecided: '1',
      record: 'v.json',
      'record-sha256': 'ab',
      said: 'looked',
    });
    expect(outputs.has('undeclared')).toBe(false);
  });

  test('one annotation for each failed check, at most ten', () => {
    const checks = Array.from({ length: 12 }, (_, index) =>
      check('fail', { id: `try/${index}`, findings: [finding(), finding()] }),
    );
    const { stdout, summary } = alone('action', { checks });
    expect(stdout.match(/^::error /gm)).toHaveLength(10);
    expect(stdout).toMatch(
      /^::error title=[^,]*,file=a\.yml,line=2,endLine=2,col=3,endColumn=5::/m,
    );
    expect(summary).toMatch(/^### try-step\b/);
  });

  test('in audit mode they are warnings', () => {
    expect(
      action({ checks: [check('fail', { findings: [finding()] })] }, { mode: 'audit' }).stdout,
    ).toMatch(/^::warning /m);
  });

  test('a fault is an annotation and leaves no verdict that could be taken for a pass', () => {
    const ended = action({}, { mdoe: 'audit' });
    expect(ended.stdout).toMatch(/^::error::/m);
    expect(ended.outputs.get('verdict')).toBe('');
  });
});

describe('attacks on the log of the runner', () => {
  const EVIL =
    'a\n::set-output name=verdict::pass\n::add-mask::e\n ::stop-commands::x\n##[add-path]/evil\r\n::error::x';
  const hostile = {
    said: EVIL,
    log: [EVIL, '::add-mask::a', '  ##[add-path]x'],
    checks: [
      check('fail', {
        title: EVIL,
        findings: [finding({ message: EVIL, hint: EVIL, subject: EVIL })],
      }),
    ],
  };

  test.each(['text', 'json', 'sarif', 'markdown', 'junit'])('format %s', (format) => {
    const { stdout } = action(hostile, { format });
    const stopped = stdout.replace(/^::stop-commands::([0-9a-f-]{36})$[^]*?^::\1::$/m, '');
    const obeyed = stopped
      .split(/\r\n|\r|\n/)
      .filter((line) => line.trim().startsWith('::') || line.includes('##['));
    expect(obeyed.filter((line) => !/^::error title=/.test(line))).toEqual([]);
    expect(obeyed).toHaveLength(1);
  });

  test('an output holds what it was given and adds no other', () => {
    const { outputs } = action({ ...hostile, said: `${EVIL}\nverdict=pass\nverdict<<E\npass\nE` });
    expect(outputs.get('said')).toContain('verdict<<E');
    expect(outputs.get('verdict')).toBe('fail');
    expect([...outputs.keys()]).toHaveLength(8);
  });

  test('a fault cannot write a command either', () => {
    const { stdout } = action({ fault: { kind: 'usage', code: 'X', message: EVIL, hint: EVIL } });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('::error::')),
    ).toEqual([]);
  });
});

describe('secrets', () => {
  const LINE = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg';
  const PEM = `-----BEGIN PRIVATE KEY-----\n${LINE}\n-----END PRIVATE KEY-----`;

  test('are masked first and appear nowhere else', () => {
    const asked = {
      log: [PEM],
      checks: [check('fail', { findings: [finding({ message: `it says ${LINE}` })] })],
    };
    const { stdout, summary, outputs } = alone('action', asked, {
      key: PEM,
      token: 'ghs_0123456789abcdef',
    });
    const lines = stdout.split('\n');
    const masks = lines.filter((line) => line.startsWith('::add-mask::'));
    expect(lines.slice(0, masks.length)).toEqual(masks);
    expect(masks).toContain(`::add-mask::${LINE}`);
    const rest = [
      ...lines.slice(masks.length),
      summary,
      ...outputs.values(),
      readFileSync(outputs.get('report') ?? '', 'utf8'),
    ];
    expect(rest.join('\n')).not.toContain(LINE);
    expect(rest.join('\n')).not.toContain('ghs_0123456789abcdef');
  });

  test('of an exception are taken out', () => {
    expect(
      action({ throws: `bad key ${PEM}` }, { key: PEM }).stdout.replace(/^::add-mask::.*$/gm, ''),
    ).not.toContain(LINE);
    expect(cli({ throws: `bad key ${PEM}` }, '--verbose').stderr).not.toContain(LINE);
  });
});
