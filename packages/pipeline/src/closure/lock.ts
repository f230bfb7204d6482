import { placeOf } from '../document/shape.js';
import { lockedWorkflow, type Lock, type LockEntry } from '../github/lock.js';
import type { RemoteUses } from '../github/uses.js';
import type { Walk, Written } from './walk.js';

/** What the lock says of the references of one workflow; nothing where the workflow is not in it. */
export interface LockScope {
  readonly workflow: string;
  readonly entries: ReadonlyMap<string, LockEntry>;
}

/** The key of a reference in the lock: the whole repository at a ref, whatever path of it is used. */
export function pinOf(uses: RemoteUses): string {
  return `${uses.owner}/${uses.repository}`.toLowerCase() + `@${uses.ref}`;
}

/** The entries that hold for a workflow: those it lists and those that these use. */
export function lockScope(lock: Lock | null, path: string): LockScope | null {
  const workflow = lockedWorkflow(lock, path);
  if (lock === null || workflow === null) return null;
  const byPin = new Map(lock.entries.map((entry) => [entry.pin, entry]));
  const entries = new Map<string, LockEntry>();
  const open = workflow.pins.map(({ pin }) => pin);
  for (let pin = open.pop(); pin !== undefined; pin = open.pop()) {
    const entry = byPin.get(pin);
    if (entry === undefined || entries.has(pin)) continue;
    entries.set(pin, entry);
    open.push(...entry.uses);
  }
  return { workflow: path, entries };
}

export const LOCK_ID = 'lock:.github/workflows/actions.lock';

/** Adds the node of the lock; an unusable lock holds nothing. */
export function addLock(walk: Walk): void {
  const { lock } = walk.model;
  if (lock === null) return;
  walk.files.add(lock.path);
  walk.graph.add(null, {
    kind: 'lock',
    ref: lock.path,
    path: lock.path,
    status: lock.usable ? 'present' : 'unreadable',
    reason: lock.usable
      ? null
      : 'the lock is malformed or of an unknown version, so it holds nothing',
    site: placeOf(lock, lock.node),
  });
  if (lock.usable) reportLoose(walk, lock);
}

/** A reference of an onboarded workflow without an entry: GitHub refuses to run it. */
export function reportMissing(walk: Walk, uses: RemoteUses, { site }: Written): void {
  walk.graph.complain(
    LOCK_ID,
    `the lock has no entry for \`${pinOf(uses)}\`; run gh actions-lock`,
    site,
  );
}

/** Entries that point nowhere, and entries that nothing points to. */
function reportLoose(walk: Walk, lock: Lock): void {
  const pins = new Set(lock.entries.map((entry) => entry.pin));
  const reached = new Set<string>();
  for (const workflow of lock.workflows) {
    const place = placeOf(lock, workflow.path.node);
    if (!walk.model.workflows.some(({ path }) => path === workflow.path.value)) {
      walk.graph.complain(
        LOCK_ID,
        `the lock names \`${workflow.path.value}\`, which is no workflow of the target`,
        place,
      );
    }
    for (const { pin, text } of workflow.pins) {
      if (!pins.has(pin))
        walk.graph.complain(
          LOCK_ID,
          `the lock lists \`${pin}\` without an entry`,
          placeOf(lock, text.node),
        );
    }
    for (const pin of lockScope(lock, workflow.path.value)?.entries.keys() ?? []) reached.add(pin);
  }
  reportEntries(walk, lock, pins, reached);
}

function reportEntries(
  walk: Walk,
  lock: Lock,
  pins: ReadonlySet<string>,
  reached: ReadonlySet<string>,
): void {
  for (const entry of lock.entries) {
    const place = placeOf(lock, entry.key.node);
    if (!reached.has(entry.pin))
      walk.graph.complain(LOCK_ID, `no workflow leads to the entry \`${entry.pin}\``, place);
    for (const pin of entry.uses) {
      if (!pins.has(pin))
        walk.graph.complain(
          LOCK_ID,
          `the entry \`${entry.pin}\` uses \`${pin}\`, which has no entry`,
          place,
        );
    }
  }
}

/** Pins that an onboarded workflow lists and that nothing it uses asks for. */
export function reportUnused(walk: Walk, scope: LockScope, used: ReadonlySet<string>): void {
  const lock = walk.model.lock;
  const workflow = lockedWorkflow(lock, scope.workflow);
  if (lock === null || workflow === null) return;
  const needed = new Set<string>();
  const open = [...used];
  for (let pin = open.pop(); pin !== undefined; pin = open.pop()) {
    if (needed.has(pin)) continue;
    needed.add(pin);
    open.push(...(scope.entries.get(pin)?.uses ?? []));
  }
  for (const { pin, text } of workflow.pins) {
    if (needed.has(pin)) continue;
    walk.graph.complain(
      LOCK_ID,
      `\`${scope.workflow}\` does not use \`${pin}\``,
      placeOf(lock, text.node),
    );
  }
}
