import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, gitFixture, runEnv } from './testing/fixture.js';

const isolated = spawnSync('unshare', ['-n', 'true']).status === 0;
const door = new URL('./index.js', import.meta.url).href;

/** Opens a target and loads the policy of a run; the process has no network at all. */
const PROGRAM = `
  const { createPorts } = await import(${JSON.stringify(door)});
  const { env, folder, changes } = JSON.parse(process.argv[1]);
  const quiet = () => {};
  const ports = createPorts({
    env, cwd: folder, log: { debug: quiet, info: quiet, notice: quiet, warn: quiet }, face: 'cli',
    terminal: null, stdin: null, now: () => new Date(), reports: null, offline: false, token: null, ...changes,
  });
  const target = ports.openTarget({ target: '.', rev: null, worktree: false });
  const entries = target.value.tree.entries();
  const policy = await ports.loadPolicy(target.value, null);
  console.log(entries.value.length, policy.ok ? policy.value.origin.source : policy.error.code);
`;

function runIsolated(env: Record<string, string>, changes: object): string {
  const fixture = gitFixture();
  fixture.write('f', 'text');
  const commit = fixture.commit();
  const inRun =
    'GITHUB_ACTIONS' in env ? { ...env, GITHUB_SHA: commit, GITHUB_WORKFLOW_SHA: commit } : env;
  const input = JSON.stringify({ env: inRun, folder: fixture.folder, changes });
  const args = ['-n', process.execPath, '--input-type=module', '-e', PROGRAM, input];
  return spawnSync('unshare', args, { encoding: 'utf8', timeout: 20_000 }).stdout.trim();
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
    const topic = runEnv('', { GITHUB_REF: 'refs/heads/topic', GITHUB_EVENT_PATH: eventFile() });
    const main = { ...topic, GITHUB_REF: 'refs/heads/main' };
    expect(runIsolated({}, {})).toBe('1 built-in');
    expect(runIsolated(main, { offline: true })).toBe('1 built-in');
    expect(runIsolated(topic, { offline: true, token: 't0ken' })).toBe('1 GITHUB_OFFLINE');
    expect(runIsolated(topic, {})).toBe('1 GITHUB_TOKEN');
    // The good twin, which shows that the namespace is in force.
    expect(runIsolated(topic, { token: 't0ken' })).toBe('1 GITHUB_UNREACHABLE');
  });
});
