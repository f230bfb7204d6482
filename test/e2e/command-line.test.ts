import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '@plumbline/step';
import { readPrivateKey } from '@plumbline/trust';
import { plumbline, type Outcome } from '../support/command.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'plumbline-cli-'));
const run = (...args: readonly string[]): Outcome => plumbline(folder(), args);

describe('words', () => {
  test.each([
    ['nothing', [], 3],
    ['--help', ['--help'], 0],
    ['help', ['help'], 0],
    ['--version', ['--version'], 0],
    ['help on a command', ['help', 'keygen'], 0],
    ['help on nonsense', ['help', 'nonsense'], 3],
    ['--help of a command', ['show', '--help'], 0],
    ['a name like help', ['show', '--', '--help'], 3],
    ['unknown command', ['shwo'], 3],
    ['odd command', ['__proto__'], 3],
    ['unknown flag', ['show', '--nonsense'], 3],
  ])('%s', (_name, args, status) => {
    expect(run(...args).status).toBe(status);
  });

  test('the nearest command is named', () => {
    expect(run('shwo').stderr).toMatch(/Next: plumbline show$/m);
  });

  test.each(['guard-trigger', 'monitor-runs', 'policy', 'merge', 'init', 'quickstart'])(
    '%s is refused, and not as unknown',
    (name) => {
      const { status, stderr } = run(name, '.', '--format', 'json');
      expect([status, /COMMAND_UNAVAILABLE/.test(stderr)]).toEqual([3, true]);
    },
  );
});

describe('show', () => {
  const target = (): string => {
    const top = folder();
    mkdirSync(join(top, '.github', 'workflows'), { recursive: true });
    writeFileSync(
      join(top, '.github', 'workflows', 'a.yml'),
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n',
    );
    return top;
  };

  test('as data, with the keys of the contract', () => {
    const { status, stdout } = plumbline(target(), ['show', '--format', 'json']);
    expect(status).toBe(0);
    const data = JSON.parse(stdout) as Record<string, readonly object[]>;
    expect(Object.keys(data)).toEqual(['nodes', 'edges']);
    for (const node of data['nodes'] ?? []) {
      expect(Object.keys(node)).toEqual(['id', 'kind', 'ref', 'path', 'line', 'status']);
    }
    expect(data['nodes']).toContainEqual(
      expect.objectContaining({ ref: 'actions/checkout@v4', status: 'unpinned' }),
    );
    expect(Object.keys(data['edges']?.[0] ?? {})).toEqual(['from', 'to']);
  });

  test('as text and as a drawing, to a file too', () => {
    const top = target();
    const { stdout, status } = plumbline(top, ['show', '.', '--output', 'svg=uses.svg']);
    expect([status, stdout.includes('actions/checkout@v4')]).toEqual([0, true]);
    expect(readFileSync(join(top, 'uses.svg'), 'utf8')).toMatch(/^<svg /);
  });

  test('a file that cannot be read is said, and nothing found is no answer', () => {
    const top = target();
    writeFileSync(join(top, '.github', 'workflows', 'b.yml'), 'a: 1\na: 2\n');
    const { status, stdout } = plumbline(top, ['show', '--format=json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toHaveProperty('unreadable');
    expect(run('show').status).toBe(3);
    expect(run('show', 'nowhere').status).toBe(3);
    expect(plumbline(target(), ['show', '--output=sarif=x']).status).toBe(3);
  });
});

describe('keygen', () => {
  const password = { COSIGN_PASSWORD: 'correct horse' };

  test('makes an encrypted key that only its owner can read', () => {
    const top = folder();
    const ended = plumbline(top, ['keygen', '--out', 'keys/ci'], password);
    expect(ended.status).toBe(0);
    expect(statSync(join(top, 'keys', 'ci.key')).mode & 0o777).toBe(0o600);
    const pem = readFileSync(join(top, 'keys', 'ci.key'));
    expect(readPrivateKey(pem, 'correct horse').ok).toBe(true);
    expect(readPrivateKey(pem, 'wrong').ok).toBe(false);
    const policy = ended.stdout.slice(ended.stdout.indexOf('trust:\n'));
    const parsed = parsePolicy('.plumbline.yaml', new TextEncoder().encode(policy));
    expect(parsed.ok && parsed.value.trust.keys['ci']?.pem).toBe(
      readFileSync(join(top, 'keys', 'ci.pub'), 'utf8'),
    );
    expect(ended.stdout).not.toContain(pem.toString().split('\n')[1]);
  });

  test('writes into a folder', () => {
    const top = folder();
    expect(plumbline(top, ['keygen', '--out', '.'], password).status).toBe(0);
    expect(statSync(join(top, 'plumbline.pub')).isFile()).toBe(true);
  });

  test.each(['plumbline.key', 'plumbline.pub'])('does not replace %s unasked', (name) => {
    const top = folder();
    writeFileSync(join(top, name), 'mine');
    expect(plumbline(top, ['keygen'], password).status).toBe(3);
    expect(readFileSync(join(top, name), 'utf8')).toBe('mine');
    expect(plumbline(top, ['keygen', '--force'], password).status).toBe(0);
    expect(readFileSync(join(top, name), 'utf8')).not.toBe('mine');
  });

  test('without a password and a terminal there is no key', () => {
    const top = folder();
    expect(plumbline(top, ['keygen']).status).toBe(3);
    expect(() => statSync(join(top, 'plumbline.key'))).toThrow();
  });
});
