// Runs the bundle, and keeps what V8 has compiled of it for the next run: compiling takes a good part of a short one.
import { hash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const DIGEST_BYTES = 32;
const WORD = /^[a-z]{1,20}(?:-[a-z]{1,20})?$/;
/** Of these outcomes a command has run, so that what it needs has been compiled. */
const HAS_RUN = [0, 1, 2];

/**
 * The folder of compiled code, beside that of the bundle; null unless it belongs to the bundle's owner, and to nobody else:
 * whoever may write there may change the bundle itself.
 */
const folderOf = (bundle) => {
  const folder = join(dirname(bundle), '..', '.cache');
  try {
    const owner = lstatSync(bundle).uid;
    if (process.getuid?.() === owner) mkdirSync(folder, { recursive: true, mode: 0o755 });
    const found = lstatSync(folder);
    const isOwners = found.isDirectory() && found.uid === owner && (found.mode & 0o022) === 0;
    return isOwners ? folder : null;
  } catch {
    return null;
  }
};

/** Binds compiled code to its source, of which V8 itself compares no more than the length. */
const digestOf = (source, data) =>
  hash('sha256', hash('sha256', source) + hash('sha256', data), 'buffer');

const read = (file, source) => {
  try {
    const kept = readFileSync(file);
    const data = kept.subarray(DIGEST_BYTES);
    return kept.subarray(0, DIGEST_BYTES).equals(digestOf(source, data)) ? data : undefined;
  } catch {
    return undefined;
  }
};

const keep = (file, source, data) => {
  try {
    const made = `${file}.${process.pid}`;
    writeFileSync(made, Buffer.concat([digestOf(source, data), data]), { flag: 'wx' });
    renameSync(made, file);
  } catch {
    // The next run compiles again.
  }
};

/** What was not kept yet. One listener keeps all of it: Node warns of more than ten. */
const compiled = [];
const keepCompiled = (code) => {
  if (!HAS_RUN.includes(code)) return;
  for (const { file, source, script } of compiled) keep(file, source, script.createCachedData());
};

/** Runs one script of the bundle as if Node had been given it, with what it asks Node for; returns its exports. */
const runScript = (path, { folder, command, require }) => {
  const name = `${command}-${basename(path, '.js')}-${process.version}-${process.arch}.bin`;
  const file = folder && join(folder, name);
  const source = readFileSync(path);
  const cachedData = file ? read(file, source) : undefined;
  const text = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  const script = new Script(text, { filename: path, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, path, dirname(path));
  if (file !== null && !(cachedData && !script.cachedDataRejected)) {
    if (compiled.push({ file, source, script }) === 1) process.once('exit', keepCompiled);
  }
  return module.exports;
};

/**
 * V8 takes compiled code only with the flags that it was kept with, so that what the command asks for as it starts has to hold
 * before its first script is compiled (`keepMemoryLean` of the bundle, which says why).
 */
const setFlags = () => {
  if (process.versions.v8.startsWith('13.6.')) setFlagsFromString('--semi-space-growth-factor=1');
};

/** Runs a bundle: its first script, and of those beside it what that one asks for. Each command keeps its own compiled code. */
export const runCompiled = (bundle, command = '') => {
  setFlags();
  const folder = WORD.test(command) ? folderOf(bundle) : null;
  const elsewhere = createRequire(bundle);
  const known = new Map();
  const beside = (name) => {
    const path = join(dirname(bundle), name);
    if (!known.has(path)) known.set(path, runScript(path, { folder, command, require }));
    return known.get(path);
  };
  const require = (name) => (name.startsWith('./') ? beside(name) : elsewhere(name));
  beside(basename(bundle));
};
