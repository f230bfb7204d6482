import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const shared = process.env.PLUMBLINE_SHARED || join(root, '../shared');
const MAX_LENGTH = 8000;

const FOLDERS = [
  join(shared, 'data/corpus'),
  join(root, 'packages/core/fixtures'),
  join(root, 'examples'),
  join(root, '.github'),
];

/** Real files and hostile ones to start from. */
export function seedTexts() {
  if (!existsSync(FOLDERS[0])) console.log('skipped: no data/corpus below PLUMBLINE_SHARED');
  return FOLDERS.filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      globSync('**/*.{yaml,yml}', { cwd: folder })
        .sort()
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    )
    .filter((text) => text.length > 0 && text.length < MAX_LENGTH);
}
