import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, gitFixture, runEnv } from './testing/fixture.js';

const isolated = spawnSync('unshare', ['-n', 'true']).status === 0;
const door = new URL('./index.js', import.meta.url).href;

/** Opens a target and loads the policy, once for each run; the process has no network at all. */
const PROGRAM = `
  const { createPorts } = await import(${JSON.stringify(door)});
  const { folder, runs } = JSON.parse(process.argv[1]);
  const quiet = () => {};
  for (const { env, ...changes } of runs) {
    const ports = createPorts({
      env, cwd: folder, log: { debug: quiet, info: quiet, notice: quiet, warn: quiet }, face: 'cli',
      terminal: null, stdin: null, now: () => new Date(), reports: null, offline: false, token: null, ...changes,
    });
    const target = ports.openTarget({ target: '.', rev: null, worktree: false });
    const entries = target.value.tree.entries();
    const policy = await ports.loadPolicy(target.value, null);
    console.log(entries.value.length, policy.ok ? policy.value.origin.source : policy.error.code);
  }
`;

interface IsolatedRun {
  readonly env: Record<string, string>;
  readonly offline?: boolean;
  readonly token?: string;
}

function runIsolated(runs: (commit: string) => readonly IsolatedRun[]): readonly string[] {
  const fixture = gitFixture();
  fixture.write('f', 'text');
  const input = JSON.stringify({ runs: runs(fixture.commit()), folder: fixture.folder });
  const args = ['-n', process.execPath, '--input-type=module', '-e', PROGRAM, input];
  return spawnSync('unshare', args, { encoding: 'utf8', timeout: 20_000 })
    .stdout.trim()
    .split('\n');
}

function eventFile(): string {
  const path = join(emptyFolder(), 'event.json');
  writeFileSync(path, '{"repository":{"default_branch":"main"}}');
  return path;
}

if (!isolated)
  console.warn('skipped: unshare -n is not permitted, so no process is without network');
(isolated ? describe : describe.skip)('without a network', () => {
  test('offline or without a token nothing is asked, and what is local works', () => {
    const runs = (commit: string): readonly IsolatedRun[] => {
      const event = { GITHUB_EVENT_PATH: eventFile() };
      const topic = runEnv(commit, { ...event, GITHUB_REF: 'refs/heads/topic' });
      const main = runEnv(commit, { ...event, GITHUB_REF: 'refs/heads/main' });
      return [
        { env: {} },
        { env: main, offline: true },
        { env: topic, offline: true, token: 't0ken' },
        { env: topic },
        // The good twin, which shows that the namespace is in force.
        { env: topic, token: 't0ken' },
      ];
    };
    expect(runIsolated(runs)).toEqual([
      '1 built-in',
      '1 built-in',
      '1 GITHUB_OFFLINE',
      '1 GITHUB_TOKEN',
      '1 GITHUB_UNREACHABLE',
    ]);
  });
});
