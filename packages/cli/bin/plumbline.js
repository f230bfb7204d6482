#!/usr/bin/env node
// The command's entry, committed so that npm can link it before anything is built. Plain enough for Node 18 to read.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Node 20 lacks it.
Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

const OLDEST = [20, 17];
const [major, minor] = process.versions.node.split('.').map(Number);
const entry = ['../dist/index.js', '../lib/main.js']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(
    `error: plumbline needs Node ${OLDEST.join('.')}, this is ${process.versions.node}. Next: install Node 24`,
  );
  process.exitCode = 3;
} else if (entry === undefined) {
  console.error('error: plumbline has not been built. Next: npm run build');
  process.exitCode = 3;
} else {
  // Compiled code lies beside the bundle: whoever may write there may change the bundle itself. Elsewhere there is none.
  module.enableCompileCache?.(fileURLToPath(new URL('../.cache', import.meta.url)));
  await import(entry.href);
}
