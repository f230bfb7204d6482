import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '@plumbline/report';
import { report } from '../support/command.js';
import { root } from '../support/root.js';

const shared = process.env['PLUMBLINE_SHARED'] ?? join(root, '../shared');
const corpus = join(shared, 'data/corpus');
const isThere = existsSync(corpus);
if (!isThere) console.warn(`skipped: no corpus at ${corpus} (PLUMBLINE_SHARED)`);

/** `npm test` looks at two parts of the corpus; CI looks at all of it. */
const PARTS = ['actions', 'tektoncd/triggers'];
const FOLDERS =
  process.env['PLUMBLINE_THOROUGH'] === '1'
    ? [...PARTS, 'tektoncd/catalog', 'tektoncd/pipeline', '.']
    : PARTS;

interface Benchmark {
  readonly files: Readonly<Record<'seen' | 'recognised' | 'unreadable' | 'other', number>>;
}

function reportOn(folder: string): Report {
  const found = report(root, ['config-benchmark', folder, '--level', '2']);
  expect([1, 2]).toContain(found.status);
  return found.report;
}

(isThere ? describe : describe.skip)('definitions of others', () => {
  test.each(FOLDERS)(
    'in %s every file is accounted for and no control fails',
    (folder) => {
      const found = reportOn(join(corpus, folder));
      const { files } = found['benchmark'] as Benchmark;
      expect(files.seen).toBe(files.recognised + files.unreadable + files.other);
      const broken = found.checks.filter(({ status }) => status === 'error').map(({ id }) => id);
      expect(broken.filter((id) => id !== 'file/unreadable')).toEqual([]);
      const unreadable = found.checks.find(({ id }) => id === 'file/unreadable');
      expect((unreadable?.findings.length ?? 0) >= files.unreadable).toBe(true);
    },
    120_000,
  );
});
