import type { Location } from '@plumbline/core';
import type { RemoteUses } from '../github/uses.js';
import { pinOf, reportMissing } from './lock.js';
import type { Scope } from './scope.js';
import type { Walk, Written } from './walk.js';

interface RemoteVisit {
  readonly uses: RemoteUses;
  readonly use: Written;
  readonly scope: Scope;
}

/** Adds a reference to another repository, held by its commit or by the lock. */
export function addRemote(walk: Walk, from: string, visit: RemoteVisit): void {
  const { uses, use, scope } = visit;
  const pin = pinOf(uses);
  scope.used.add(pin);
  const entry = scope.lock?.entries.get(pin);
  if (scope.lock !== null && entry === undefined) reportMissing(walk, uses, use);
  const path = uses.path === '' ? '' : `/${uses.path}`;
  const key = `${uses.owner}/${uses.repository}`.toLowerCase() + `${path}@${uses.ref}`;
  const kind = uses.target === 'workflow' ? 'reusable-workflow' : 'action';
  const base = { kind, ref: use.value, resolver: 'github', site: use.site } as const;
  if (uses.refKind === 'commit') {
    walk.graph.add(from, {
      ...base,
      key,
      status: 'pinned',
      digests: { gitCommit: uses.ref.toLowerCase() },
    });
  } else if (entry !== undefined) {
    const id = walk.graph.add(from, {
      ...base,
      key: `${key}#locked`,
      status: 'locked',
      digests: { gitCommit: entry.commit },
    });
    addLocked(walk, id, { scope, pins: entry.uses, site: use.site, seen: new Set([pin]) });
  } else {
    walk.graph.add(from, { ...base, key, status: 'unpinned', reason: unpinnedReason(uses) });
  }
}

function unpinnedReason(uses: RemoteUses): string {
  if (uses.refKind === 'short-commit')
    return `\`${uses.ref}\` looks like a shortened commit; only all 40 digits hold one`;
  return `\`${uses.ref}\` is a tag or branch, which can be moved to other content`;
}

interface LockedVisit {
  readonly scope: Scope;
  readonly pins: readonly string[];
  readonly site: Location;
  readonly seen: Set<string>;
}

/** What a locked action uses in turn, as far as the lock tells. */
function addLocked(walk: Walk, from: string, { scope, pins, site, seen }: LockedVisit): void {
  for (const pin of pins) {
    const entry = scope.lock?.entries.get(pin);
    if (entry === undefined) continue;
    const id = walk.graph.add(from, {
      kind: 'action',
      ref: pin,
      key: `${pin}#locked`,
      status: 'locked',
      resolver: 'github',
      digests: { gitCommit: entry.commit },
      site,
    });
    if (seen.has(pin)) continue;
    addLocked(walk, id, { scope, pins: entry.uses, site, seen: seen.add(pin) });
  }
}
