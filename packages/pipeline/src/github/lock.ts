import type { MapNode, Node, Source } from '@plumbline/core';
import {
  asMap,
  asText,
  complain,
  named,
  text,
  texts,
  type Shape,
  type Text,
} from '../document/shape.js';
import { isCommit } from './uses.js';

/** The path that `gh actions-lock` writes. */
export const LOCK_PATH = '.github/workflows/actions.lock';

const VERSIONS = new Set(['v0.0.1', 'v0.0.2', 'v0.0.3']);
const TOP_KEYS = new Set(['version', 'workflows', 'dependencies']);

export interface LockEntry {
  /** As written. */
  readonly key: Text;
  /** `owner/repository@ref`, owner and repository in lower case (GitHub compares them so; refs keep their case). */
  readonly pin: string;
  readonly commit: string;
  readonly ref: Text | null;
  readonly ownerId: Text | null;
  readonly repositoryId: Text | null;
  /** The pins of what the action itself uses. */
  readonly uses: readonly string[];
}

export interface LockedWorkflow {
  readonly path: Text;
  readonly pins: readonly { readonly pin: string; readonly text: Text }[];
}

/**
 * `.github/workflows/actions.lock`, schemas v0.0.1 to v0.0.3 (published by github/actions-lockfile).
 * GitHub ignores a malformed lock, so anything wrong in it makes the whole lock unusable here.
 */
export interface Lock {
  readonly path: string;
  readonly source: Source;
  readonly node: MapNode;
  readonly version: Text | null;
  readonly usable: boolean;
  readonly workflows: readonly LockedWorkflow[];
  readonly entries: readonly LockEntry[];
}

export function readLock(shape: Shape, node: MapNode): Lock {
  const version = text(shape, node, 'version');
  const base = { path: shape.source.path, source: shape.source, node, version };
  if (version === null || !VERSIONS.has(version.value)) {
    complain(
      shape,
      version?.node ?? node,
      'the version of the lock is not known; expected v0.0.1, v0.0.2 or v0.0.3',
    );
    return { ...base, usable: false, workflows: [], entries: [] };
  }
  rejectUnknownKeys(shape, node, TOP_KEYS);
  const entries = readEntries(shape, node, version.value);
  const workflows = readWorkflows(shape, node, version.value);
  rejectTwins(shape, entries);
  rejectCycles(shape, entries);
  return { ...base, usable: shape.problems.length === 0, workflows, entries };
}

function readEntries(shape: Shape, node: MapNode, version: string): readonly LockEntry[] {
  return named(shape, node, 'dependencies').flatMap(({ name, value }) => {
    const map = asMap(shape, value, `\`${name.value}\``);
    const pin = readPin(shape, name, version);
    return map === null || pin === null
      ? []
      : (readEntry(shape, { name, map, pin, version }) ?? []);
  });
}

interface RawEntry {
  readonly name: Text;
  readonly map: MapNode;
  readonly pin: Pin;
  readonly version: string;
}

function readEntry(shape: Shape, { name, map, pin, version }: RawEntry): LockEntry | null {
  rejectUnknownKeys(shape, map, keysOf(version));
  const ref = text(shape, map, 'ref');
  if (ref === null && version !== 'v0.0.1') complain(shape, name.node, 'the entry has no `ref`');
  rejectHost(shape, map);
  const commit = readCommit(shape, name, map);
  if (commit === null) return null;
  if (pin.digest !== null && pin.digest !== commit)
    complain(shape, name.node, 'the key and `commit` name different commits');
  if (isCommit(pin.ref) && pin.ref.toLowerCase() !== commit) {
    complain(shape, name.node, 'the key names a commit other than `commit`');
  } else if (ref !== null && !isCommit(pin.ref) && ref.value !== pin.ref) {
    complain(shape, ref.node, 'the key names a ref other than `ref`');
  }
  return {
    key: name,
    pin: pin.text,
    commit,
    ref,
    ownerId: readId(shape, name, map, 'owner_id'),
    repositoryId: readId(shape, name, map, 'repo_id'),
    uses: texts(shape, map, 'uses').flatMap((item) => readPin(shape, item, version)?.text ?? []),
  };
}

function keysOf(version: string): ReadonlySet<string> {
  const common = ['ref', 'commit', 'owner_id', 'repo_id', 'uses'];
  if (version === 'v0.0.1') return new Set([...common, 'tag', 'branch']);
  return new Set(version === 'v0.0.3' ? [...common, 'hostname'] : common);
}

/** Schema v0.0.3: an instance of GitHub other than the home one; what is held there cannot be told from here. */
function rejectHost(shape: Shape, map: MapNode): void {
  const host = text(shape, map, 'hostname');
  if (
    host !== null &&
    !/^(?:github\.com|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.ghe\.com)$/.test(host.value)
  ) {
    complain(shape, host.node, '`hostname` is neither github.com nor a tenant of ghe.com');
  }
}

function readCommit(shape: Shape, name: Text, map: MapNode): string | null {
  const commit = text(shape, map, 'commit');
  const digest = commit === null ? null : digestOf(commit.value);
  return (
    digest ??
    complain(
      shape,
      commit?.node ?? name.node,
      '`commit` is not `sha1-` or `sha256-` with a full commit',
    )
  );
}

function digestOf(value: string): string | null {
  return (
    /^(?:sha1-([0-9a-f]{40})|sha256-([0-9a-f]{64}))$/.exec(value)?.slice(1).find(Boolean) ?? null
  );
}

function readId(shape: Shape, name: Text, map: MapNode, key: string): Text | null {
  const id = text(shape, map, key);
  const value = id?.node.value;
  const positive =
    typeof value === 'number'
      ? Number.isInteger(value) && value > 0
      : typeof value === 'bigint' && value > 0n;
  return positive
    ? id
    : complain(shape, id?.node ?? name.node, `\`${key}\` is not a positive whole number`);
}

interface Pin {
  readonly text: string;
  readonly ref: string;
  /** The commit that a key of v0.0.1 carries behind a colon. */
  readonly digest: string | null;
}

function readPin(shape: Shape, key: Text, version: string): Pin | null {
  const at = key.value.indexOf('@');
  const repository = key.value.slice(0, Math.max(at, 0)).toLowerCase();
  const rest = key.value.slice(at + 1);
  const colon = version === 'v0.0.1' ? rest.lastIndexOf(':') : -1;
  const digest = colon === -1 ? null : digestOf(rest.slice(colon + 1));
  const ref = digest === null ? rest : rest.slice(0, colon);
  if (!/^[a-z0-9._-]+\/[a-z0-9._-]+$/.test(repository) || !/^[\x21-\x39\x3b-\x7e]+$/.test(ref)) {
    return complain(shape, key.node, `\`${key.value}\` is not \`owner/repository@ref\``);
  }
  return { text: `${repository}@${ref}`, ref, digest };
}

function readWorkflows(shape: Shape, node: MapNode, version: string): readonly LockedWorkflow[] {
  return named(shape, node, 'workflows').map(({ name, value }) => {
    if (!/^\.github\/workflows\/[^/\\]+\.ya?ml$/.test(name.value)) {
      complain(shape, name.node, `\`${name.value}\` is not a workflow of this repository`);
    }
    return { path: name, pins: pinsOf(shape, value, version) };
  });
}

function pinsOf(shape: Shape, value: Node, version: string): LockedWorkflow['pins'] {
  if (value.kind !== 'seq') {
    if (value.kind !== 'scalar' || value.value !== null)
      complain(shape, value, 'expected a list of pins');
    return [];
  }
  return value.items.flatMap((item) => {
    const key = asText(shape, item, 'a pin');
    const pin = key === null ? null : readPin(shape, key, version);
    return key === null || pin === null ? [] : [{ pin: pin.text, text: key }];
  });
}

function rejectUnknownKeys(shape: Shape, map: MapNode, known: ReadonlySet<string>): void {
  for (const { key } of map.entries) {
    if (!known.has(key.text))
      complain(shape, key, `\`${key.text}\` is not a key of this version of the lock`);
  }
}

/** Two keys that differ in case only: which of them holds depends on the reader. */
function rejectTwins(shape: Shape, entries: readonly LockEntry[]): void {
  const seen = new Set<string>();
  for (const { key, pin } of entries) {
    const folded = pin.toLowerCase();
    if (seen.has(folded))
      complain(shape, key.node, `\`${key.value}\` differs from another entry in case only`);
    seen.add(folded);
  }
}

function rejectCycles(shape: Shape, entries: readonly LockEntry[]): void {
  const byPin = new Map(entries.map((entry) => [entry.pin, entry]));
  const done = new Set<string>();
  for (const entry of entries) {
    if (!done.has(entry.pin) && leadsToItself(entry, byPin, done)) {
      complain(shape, entry.key.node, `\`${entry.key.value}\` leads to an entry that uses itself`);
    }
  }
}

/** Depth first without recursion: a lock of 1 MiB can hold a chain longer than the stack. */
function leadsToItself(
  start: LockEntry,
  byPin: ReadonlyMap<string, LockEntry>,
  done: Set<string>,
): boolean {
  const open = new Set<string>();
  const stack: { readonly entry: LockEntry; next: number }[] = [{ entry: start, next: 0 }];
  open.add(start.pin);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const pin = top.entry.uses[top.next];
    top.next += 1;
    if (pin === undefined) {
      stack.pop();
      open.delete(top.entry.pin);
      done.add(top.entry.pin);
    } else if (open.has(pin)) {
      return true;
    } else {
      const entry = byPin.get(pin);
      if (entry !== undefined && !done.has(pin)) {
        open.add(pin);
        stack.push({ entry, next: 0 });
      }
    }
  }
  return false;
}

/** Whether a lock says anything of this workflow. */
export function lockedWorkflow(lock: Lock | null, path: string): LockedWorkflow | null {
  if (lock === null || !lock.usable) return null;
  return lock.workflows.find((workflow) => workflow.path.value === path) ?? null;
}
