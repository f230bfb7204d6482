import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Fault, HashAlgorithm, Result } from '@plumbline/core';
import { openFile, readAll } from '../open.js';
import { parseConfig, type GitConfig } from './config.js';
import { ObjectStore } from './objects.js';
import { attempt, GitRefusal, refused } from './refusal.js';

const MAX_SMALL_FILE = 1024 * 1024;
const AS_FILES = 'Check the folder out again, or read the files as they are: --worktree';

/** A repository as its own files describe it; git itself is never run. */
export interface Repository {
  /** HEAD of this work tree. */
  readonly gitDir: string;
  /** Refs, objects and configuration, shared by all work trees. */
  readonly commonDir: string;
  readonly config: GitConfig;
  readonly objects: ObjectStore;
}

/** The repository whose work tree has this (real) folder as its top; null if there is none. */
export function openRepository(top: string): Result<Repository | null, Fault> {
  return attempt(() => {
    const dot = lstatSync(join(top, '.git'), { throwIfNoEntry: false });
    if (!dot) return null;
    if (dot.isDirectory()) return describe(join(top, '.git'), join(top, '.git'));
    if (dot.isFile()) return linked(top);
    throw refused('.git is neither a folder nor a file', AS_FILES);
  });
}

/** A folder of a work tree: its repository, and the names that lead to it from the top. */
export interface Place {
  readonly repository: Repository;
  readonly below: readonly string[];
}

/**
 * Where a (real) folder lies in the nearest work tree around it; null if there is none.
 * As with git, another user's repository does not count: whoever may write above the folder could say what it was.
 */
export function placeOf(folder: string): Result<Place | null, Fault> {
  return attempt(() => {
    const names = folder.split(sep).filter((name) => name !== '');
    const owner = lstatSync(folder).uid;
    for (let top = folder, depth = names.length; ; top = dirname(top), depth -= 1) {
      const dot = lstatSync(join(top, '.git'), { throwIfNoEntry: false });
      if (dot !== undefined && top !== folder && dot.uid !== owner) return null;
      const repository = dot && openRepository(top);
      if (repository?.ok === false) throw new GitRefusal(repository.error);
      if (repository?.value) return { repository: repository.value, below: names.slice(depth) };
      if (dirname(top) === top) return null;
    }
  });
}

/** Reads a small file of a git folder as text; null if it is missing. */
export function readText(path: string, cap = MAX_SMALL_FILE): string | null {
  const opened = openFile(path);
  if ('refusal' in opened) {
    if (opened.refusal === 'missing' || opened.refusal === 'not-a-file') return null;
    throw refused(`${path} is ${opened.refusal}; a file was expected`);
  }
  const bytes = readAll(opened.fd, cap);
  if (bytes === null) throw refused(`${path} is too large`);
  return bytes.toString('utf8');
}

function describe(gitDir: string, commonDir: string): Repository {
  const config = parseConfig(readText(join(commonDir, 'config')) ?? '');
  if (config === null) throw refused('.git/config is malformed', AS_FILES);
  if (!isFolder(join(commonDir, 'objects')) || readText(join(gitDir, 'HEAD')) === null) {
    throw refused('.git is not a git repository: HEAD or objects is missing', AS_FILES);
  }
  const refs = config.get('extensions.refstorage') ?? 'files';
  if (refs !== 'files') {
    throw refused(
      `Refs are kept as ${JSON.stringify(refs)}; only files can be read`,
      'git refs migrate --ref-format=files',
    );
  }
  const objects = new ObjectStore(join(commonDir, 'objects'), formatOf(config));
  return { gitDir, commonDir, config, objects };
}

function formatOf(config: GitConfig): HashAlgorithm {
  const format = config.get('extensions.objectformat') ?? 'sha1';
  if (format === 'sha1' || format === 'sha256') return format;
  throw refused('extensions.objectFormat in .git/config is neither sha1 nor sha256', AS_FILES);
}

/**
 * A `.git` file belongs to a linked work tree or a submodule. The folder that it names must name this one back,
 * or a foreign archive could point at any repository of the machine.
 */
function linked(top: string): Repository {
  const line = /^gitdir: ([^\n\0]+)\n*$/.exec(readText(join(top, '.git'), 8192) ?? '');
  const gitDir = resolve(top, line?.[1] ?? '');
  if (!line || !isFolder(gitDir))
    throw refused('.git is a file that names no git folder', AS_FILES);
  const common = readText(join(gitDir, 'commondir'), 8192);
  const commonDir = common === null ? gitDir : resolve(gitDir, common.trim());
  const repository = describe(gitDir, commonDir);
  const back =
    common === null ? repository.config.get('core.worktree') : workTreeOf(gitDir, commonDir);
  if (back === undefined || realFolder(resolve(gitDir, back)) !== top) {
    throw refused(
      '.git is a file whose git folder does not belong to this work tree',
      'git worktree repair',
    );
  }
  return repository;
}

function workTreeOf(gitDir: string, commonDir: string): string | undefined {
  const below = realFolder(dirname(gitDir)) === realFolder(join(commonDir, 'worktrees'));
  const dotGit = readText(join(gitDir, 'gitdir'), 8192)?.replace(/\n+$/, '');
  return below && dotGit !== undefined && basename(dotGit) === '.git' ? dirname(dotGit) : undefined;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function realFolder(path: string): string | null {
  return isFolder(path) ? realpathSync(path) : null;
}
