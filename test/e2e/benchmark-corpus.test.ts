import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '@plumbline/report';
import { root } from '../support/root.js';

const shared = process.env['PLUMBLINE_SHARED'] ?? join(root, '../shared');
const corpus = join(shared, 'data/corpus');
const isThere = existsSync(corpus);
if (!isThere) console.warn(`skipped: no corpus at ${corpus} (PLUMBLINE_SHARED)`);

interface Benchmark {
  readonly files: Readonly<Record<'seen' | 'recognised' | 'unreadable' | 'other', number>>;
}

function reportOn(folder: string): Report {
  const command = join(root, 'packages/cli/bin/plumbline.js');
  const args = [command, 'config-benchmark', folder, '--level', '2', '--format', 'json'];
  const { PATH = '' } = process.env;
  const run = spawnSync(process.execPath, args, {
    env: { PATH },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  expect([1, 2]).toContain(run.status);
  return JSON.parse(run.stdout) as Report;
}

(isThere ? describe : describe.skip)('definitions of others', () => {
  test.each(['actions', 'tektoncd/catalog', 'tektoncd/pipeline', 'tektoncd/triggers', '.'])(
    'in %s every file is accounted for and no control fails',
    (folder) => {
      const report = reportOn(join(corpus, folder));
      const { files } = report['benchmark'] as Benchmark;
      expect(files.seen).toBe(files.recognised + files.unreadable + files.other);
      const broken = report.checks.filter(({ status }) => status === 'error').map(({ id }) => id);
      expect(broken.filter((id) => id !== 'file/unreadable')).toEqual([]);
      const unreadable = report.checks.find(({ id }) => id === 'file/unreadable');
      expect((unreadable?.findings.length ?? 0) >= files.unreadable).toBe(true);
    },
    120_000,
  );
});
