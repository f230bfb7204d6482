#!/usr/bin/env node
// The command's entry, committed so that npm can link it before anything is built. Plain enough for Node 18 to read.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Node 20 lacks it.
Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

const OLDEST = [20, 17];
const [major, minor] = process.versions.node.split('.').map(Number);
const [bundle, source] = ['../dist/index.js', '../lib/main.js'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(
    `error: plumbline needs Node ${OLDEST.join('.')}, this is ${process.versions.node}. Next: install Node 24`,
  );
  process.exitCode = 3;
} else if (existsSync(bundle)) {
  // Loaded late: an older Node lacks what it imports.
  const { runCompiled } = await import('./compiled.js');
  runCompiled(bundle, process.argv[2]);
} else if (existsSync(source)) {
  await import(pathToFileURL(source).href);
} else {
  console.error('error: plumbline has not been built. Next: npm run build');
  process.exitCode = 3;
}
