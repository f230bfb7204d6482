import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitFixture } from '../testing/fixture.js';
import { gitTree } from './git-tree.js';
import { headCommit } from './refs.js';
import { attempt } from './refusal.js';
import { openRepository } from './repository.js';

/** Path and content of every file that can be read; what cannot be decided is left out. */
function contentsOf(folder: string): ReadonlyMap<string, string> {
  const repository = openRepository(folder);
  if (!repository.ok || repository.value === null) return new Map();
  const { value } = repository;
  const commit = attempt(() => headCommit(value));
  const tree = commit.ok && commit.value !== null ? gitTree(value.objects, commit.value) : null;
  const entries = tree?.ok ? tree.value.entries() : null;
  const contents = new Map<string, string>();
  for (const { path } of entries?.ok ? entries.value : []) {
    const bytes = tree?.ok ? tree.value.read(path) : null;
    if (bytes?.ok) contents.set(path, Buffer.from(bytes.value).toString('latin1'));
  }
  return contents;
}

test('whatever is changed in a pack or its index, no other content is ever read', () => {
  const fixture = gitFixture();
  const lines = Array.from({ length: 300 }, (_, line) => `line ${line * line}`);
  for (let file = 0; file < 6; file += 1) {
    fixture.write(`d/f${file}`, [`file ${file}`, ...lines.slice(file)].join('\n'));
  }
  fixture.commit();
  fixture.git('repack', '-a', '-d', '-q', '-f');
  const whole = contentsOf(fixture.folder);
  expect(whole.size).toBe(6);
  const packs = join(fixture.folder, '.git/objects/pack');
  const paths = readdirSync(packs).filter((name) => /\.(?:pack|idx)$/.test(name));
  const originals = paths.map((name) => readFileSync(join(packs, name)));
  const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.nat(paths.length - 1), changes, fc.boolean(), (which, bytes, cut) => {
      const path = join(packs, paths[which] ?? '');
      const original = originals[which] ?? Buffer.alloc(0);
      const changed = Buffer.from(original);
      for (const [where, byte] of bytes) changed[Math.floor(where * (changed.length - 1))] = byte;
      const end = bytes[0]?.[0] ?? 1;
      chmodSync(path, 0o644);
      writeFileSync(path, cut ? changed.subarray(0, Math.floor(end * changed.length)) : changed);
      const seen = contentsOf(fixture.folder);
      writeFileSync(path, original);
      for (const [name, content] of seen) expect(content).toBe(whole.get(name));
    }),
    { numRuns: 300 },
  );
  expect(contentsOf(fixture.folder)).toEqual(whole);
});
