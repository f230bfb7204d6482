import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from './commands.js';
import { dispatch } from './dispatch.js';

const STUB = fileURLToPath(new URL('../bin/plumbline.js', import.meta.url));

async function said(...argv: readonly string[]): Promise<string> {
  const answer = await dispatch(argv);
  expect(answer?.exitCode).toBe(0);
  return answer?.text ?? '';
}

describe('help', () => {
  test('the first page lists every command', async () => {
    const page = await said('--help');
    for (const { name } of COMMANDS) expect(page).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test.each(COMMANDS.map(({ name }) => name))(
    '%s has help with its name and examples',
    async (name) => {
      expect(await said('help', name)).toMatch(
        new RegExp(`^plumbline ${name}\\b[^]*^Examples$[^]*^Options$`, 'm'),
      );
    },
  );
});

describe('the stub', () => {
  test('says that an older Node is too old', () => {
    const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.16.9'}})`;
    const ended = spawnSync(process.execPath, ['--import', old, STUB, '--version'], {
      encoding: 'utf8',
    });
    expect([ended.status, ended.stdout]).toEqual([3, '']);
    expect(ended.stderr).toMatch(/20\.17.*20\.16\.9/);
  });

  test('says how to build what is not built', () => {
    const top = mkdtempSync(join(tmpdir(), 'plumbline-cli-'));
    mkdirSync(join(top, 'bin'));
    writeFileSync(join(top, 'package.json'), '{"type":"module"}');
    copyFileSync(STUB, join(top, 'bin', 'plumbline.js'));
    const ended = spawnSync(process.execPath, [join(top, 'bin', 'plumbline.js')], {
      encoding: 'utf8',
    });
    expect(ended.status).toBe(3);
    expect(ended.stderr).toMatch(/npm run build/);
  });
});
