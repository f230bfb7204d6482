import { join } from 'node:path';
import { usageFault } from '@plumbline/core';
import { damaged, GitRefusal, refused } from './refusal.js';
import { readText, type Repository } from './repository.js';

const MAX_PACKED_REFS = 64 * 1024 * 1024;
const MAX_HOPS = 5;
const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Refs that each work tree has of its own (gitrepository-layout). */
const OWN_REFS = /^(?:HEAD$|refs\/(?:bisect|worktree|rewritten)\/)/;

/** The commit of HEAD; null in a repository without commits. */
export function headCommit(repository: Repository): string | null {
  const id = readRef(repository, 'HEAD');
  return id === null ? null : peel(repository, id);
}

/** The commit of a ref by its full name; null if there is no such ref. */
export function refCommit(repository: Repository, name: string): string | null {
  const id = name === 'HEAD' || isRefName(name) ? readRef(repository, name) : null;
  return id === null ? null : peel(repository, id);
}

/** The commit that REV names: an id, the unambiguous start of one, HEAD, a branch, a tag, `origin/main`, `refs/…`. */
export function resolveRev(repository: Repository, rev: string): string {
  if (isId(repository, rev)) {
    if (repository.objects.find(rev) === null) throw unknownRev(rev);
    return peel(repository, rev);
  }
  const names =
    rev === 'HEAD' || rev.startsWith('refs/')
      ? [rev]
      : [`refs/tags/${rev}`, `refs/heads/${rev}`, `refs/remotes/${rev}`];
  const commits = new Set(
    names.map((name) => refCommit(repository, name)).filter((id) => id !== null),
  );
  for (const id of commitsWithPrefix(repository, rev)) commits.add(id);
  const [commit, other] = commits;
  if (commit === undefined) throw unknownRev(rev);
  if (other !== undefined) throw ambiguousRev(rev);
  return commit;
}

/** Follows tags to the commit; each object on the way is verified. */
function peel(repository: Repository, id: string): string {
  let at = id;
  for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
    const object = repository.objects.find(at);
    if (object === null || object.type === 'commit') return at;
    const tagged =
      object.type === 'tag'
        ? /^object ([0-9a-f]+)\n/.exec(object.content.toString('latin1', 0, 80))
        : null;
    if (tagged?.[1]?.length !== id.length)
      throw damaged(at, `it is a ${object.type} that leads to no commit`);
    at = tagged[1];
  }
  throw damaged(id, 'it is a tag of too many tags');
}

function commitsWithPrefix({ objects }: Repository, rev: string): readonly string[] {
  if (!/^[0-9a-f]{4,63}$/.test(rev)) return [];
  return [...objects.withPrefix(rev)].filter((id) => objects.find(id)?.type === 'commit');
}

function readRef(repository: Repository, name: string, hops = 0): string | null {
  const folder = OWN_REFS.test(name) ? repository.gitDir : repository.commonDir;
  const text = readText(join(folder, name), 4096)?.replace(/\n$/, '');
  if (text === undefined) return packedRef(repository, name);
  if (isId(repository, text)) return text;
  const target = /^ref: +(refs\/[^\n]+)$/.exec(text)?.[1];
  if (target === undefined || !isRefName(target) || hops >= MAX_HOPS)
    throw refused(`The ref ${name} is malformed`);
  return readRef(repository, target, hops + 1);
}

/** One line each: `<id> <name>`; a line with `^` repeats where the tag before it leads, which we find ourselves. */
function packedRef(repository: Repository, name: string): string | null {
  const text = readText(join(repository.commonDir, 'packed-refs'), MAX_PACKED_REFS) ?? '';
  const at = text.indexOf(` ${name}\n`);
  if (at < 0) return null;
  const id = text.slice(text.lastIndexOf('\n', at) + 1, at);
  if (!isId(repository, id)) throw refused(`The line of ${name} in packed-refs is malformed`);
  return id;
}

function isId({ objects }: Repository, text: string): boolean {
  return ID.test(text) && text.length === (objects.format === 'sha1' ? 40 : 64);
}

/** The rules of git-check-ref-format that keep a name below `refs/`. */
export function isRefName(name: string): boolean {
  const odd = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/u.test(name) || name.length > 1024;
  return (
    name.startsWith('refs/') && !odd && !name.split('/').some((part) => /^\.|\.lock$/.test(part))
  );
}

function unknownRev(rev: string): GitRefusal {
  return new GitRefusal(
    usageFault(
      'REV_NOT_FOUND',
      `${JSON.stringify(rev)} names no commit here; a commit id, branch, tag, origin/BRANCH or refs/… was expected`,
      'git fetch origin, or check the spelling with: git rev-parse REV',
    ),
  );
}

function ambiguousRev(rev: string): GitRefusal {
  return new GitRefusal(
    usageFault(
      'REV_AMBIGUOUS',
      `${JSON.stringify(rev)} names more than one commit`,
      'Write all digits of the id, or the full name: --rev refs/heads/NAME',
    ),
  );
}
