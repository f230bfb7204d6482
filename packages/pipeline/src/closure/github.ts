import type { Location } from '@plumbline/core';
import { placeOf } from '../document/shape.js';
import type { WorkflowStep } from '../github/step.js';
import { parseUses, type LocalUses, type RemoteUses, type Uses } from '../github/uses.js';
import type { Job, Workflow } from '../github/workflow.js';
import { walkAction } from './action.js';
import { isOverlaid, overlayOf, type Overlay } from './checkout.js';
import { lockScope, pinOf, reportMissing, reportUnused, type LockScope } from './lock.js';
import { expandMatrix } from './matrix.js';
import { resolvePath } from './files.js';
import { addScripts } from './scripts.js';
import { addImage, addUnknownImage, refuse, written, type Walk, type Written } from './walk.js';

/** Where the walk stands below one workflow. */
export interface Scope {
  readonly lock: LockScope | null;
  /** Pins that this workflow asks for. */
  readonly used: Set<string>;
  /** How many composite actions or called workflows lead here. */
  readonly depth: number;
  readonly overlays: readonly Overlay[];
  /** Files on the way from the workflow, to see what leads to itself. */
  readonly trail: readonly string[];
  /** Actions that were walked below this workflow, with depth and overlays: many ways to one action cost one walk. */
  readonly walked: Set<string>;
}

/** GitHub nests composite actions ten deep at most; called workflows no deeper. */
const DEEPEST = 10;

export function workflowId(workflow: Workflow): string {
  return `${kindOf(workflow)}:${workflow.path}`;
}

/** A workflow that only others call is a reusable workflow. */
function kindOf(workflow: Workflow): 'workflow' | 'reusable-workflow' {
  const events = workflow.triggers.map(({ event }) => event.value);
  return events.length > 0 && events.every((event) => event === 'workflow_call')
    ? 'reusable-workflow'
    : 'workflow';
}

export function walkWorkflow(walk: Walk, workflow: Workflow): void {
  walk.files.add(workflow.path);
  const id = walk.graph.add(null, {
    kind: kindOf(workflow),
    ref: workflow.path,
    path: workflow.path,
    status: 'present',
    reason: workflow.executed
      ? null
      : 'GitHub does not run it; only direct children of .github/workflows run',
    site: placeOf(workflow, workflow.node),
  });
  if (!workflow.executed) return;
  const lock = lockScope(walk.model.lock, workflow.path);
  const scope: Scope = {
    lock,
    used: new Set(),
    depth: 0,
    overlays: [],
    trail: [workflow.path],
    walked: new Set(),
  };
  for (const job of workflow.jobs) walkJob(walk, { id, workflow, job, scope });
  if (lock !== null) reportUnused(walk, lock, scope.used);
}

interface JobVisit {
  readonly id: string;
  readonly workflow: Workflow;
  readonly job: Job;
  readonly scope: Scope;
}

function walkJob(walk: Walk, visit: JobVisit): void {
  const { id, workflow, job, scope } = visit;
  if (job.uses !== null)
    addUses(walk, id, { ...written(workflow, job.uses), target: 'workflow' }, scope);
  for (const { container } of job.services)
    addContainer(walk, visit, container.image && written(workflow, container.image));
  if (job.container !== null)
    addContainer(walk, visit, job.container.image && written(workflow, job.container.image));
  const folder =
    [job.defaults, workflow.defaults].find((set) => set?.workingDirectory)?.workingDirectory
      ?.value ?? '';
  walkSteps(walk, id, { of: workflow, steps: job.steps, folder, scope });
}

function addContainer(walk: Walk, { id, job }: JobVisit, image: Written | null): void {
  if (image === null || image.value === '') return;
  const expanded = expandMatrix(image.value, job.strategy?.matrix ?? null);
  if (!expanded.known) return addUnknownImage(walk, id, image, expanded.reason);
  for (const value of expanded.values) {
    if (value !== '')
      addImage(walk, id, { value: value.replace(/^docker:\/\//, ''), site: image.site });
  }
}

export interface StepsVisit {
  readonly of: { readonly source: Workflow['source'] };
  readonly steps: readonly WorkflowStep[];
  /** The folder that `run` starts in unless the step names one. */
  readonly folder: string;
  readonly scope: Scope;
}

/** The steps of a job or a composite action, in order: a checkout changes what later local paths mean. */
export function walkSteps(walk: Walk, id: string, { of, steps, folder, scope }: StepsVisit): void {
  const overlays = [...scope.overlays];
  for (const step of steps) {
    const here = { ...scope, overlays: [...overlays] };
    if (step.uses !== null)
      addUses(walk, id, { ...written(of, step.uses), target: 'action' }, here);
    if (step.run !== null) {
      const start = resolvePath('', step.workingDirectory?.value ?? folder);
      if (start !== null) addScripts(walk, id, written(of, step.run), start);
    }
    const overlay = overlayOf(step);
    if (overlay !== null) overlays.push(overlay);
  }
}

/** A step uses an action, a job a workflow. */
interface Use extends Written {
  readonly target: 'action' | 'workflow';
}

function addUses(walk: Walk, from: string, use: Use, scope: Scope): void {
  const uses = fitting(parseUses(use.value), use.target);
  switch (uses.kind) {
    case 'undecidable': {
      const kind = use.target === 'action' ? 'action' : 'reusable-workflow';
      walk.graph.add(from, {
        kind,
        ref: use.value,
        status: 'undecidable',
        reason: uses.reason,
        site: use.site,
      });
      return;
    }
    case 'docker':
      return addImage(walk, from, { value: uses.text, site: use.site });
    case 'remote':
      return addRemote(walk, from, { uses, use, scope });
    case 'local':
      return addLocal(walk, from, { uses, use, scope });
  }
}

function fitting(uses: Uses, target: Use['target']): Uses {
  const actual =
    uses.kind === 'docker' ? 'action' : uses.kind === 'undecidable' ? target : uses.target;
  if (actual === target) return uses;
  const expected =
    target === 'action' ? 'a step uses an action' : 'a job uses a workflow of .github/workflows';
  return { kind: 'undecidable', reason: `${expected}; this is none` };
}

interface RemoteVisit {
  readonly uses: RemoteUses;
  readonly use: Written;
  readonly scope: Scope;
}

function addRemote(walk: Walk, from: string, visit: RemoteVisit): void {
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

interface LocalVisit {
  readonly uses: LocalUses;
  readonly use: Written;
  readonly scope: Scope;
}

function addLocal(walk: Walk, from: string, visit: LocalVisit): void {
  const { uses, use, scope } = visit;
  if (
    uses.form === 'workspace' &&
    uses.target === 'action' &&
    isOverlaid(scope.overlays, uses.path)
  ) {
    const reason = 'an earlier step checks out other content to this path';
    walk.graph.add(from, {
      kind: 'action',
      ref: use.value,
      status: 'undecidable',
      reason,
      site: use.site,
    });
    if (walk.index.stateOf(uses.path) === 'missing') return;
  }
  if (uses.target === 'workflow') addCalled(walk, from, visit);
  else addLocalAction(walk, from, visit);
}

/** A called workflow is an entry point of its own: the edge is enough, unless it leads back. */
function addCalled(walk: Walk, from: string, { uses, use }: LocalVisit): void {
  const workflow = walk.model.workflows.find(({ path }) => path === uses.path);
  if (workflow === undefined)
    return addAbsent(walk, from, { path: uses.path, kind: 'reusable-workflow', use });
  const id = walk.graph.add(from, {
    kind: kindOf(workflow),
    ref: workflow.path,
    path: workflow.path,
    status: 'present',
    site: use.site,
  });
  if (!workflow.triggers.some(({ event }) => event.value === 'workflow_call')) {
    walk.graph.complain(id, 'it is called and has no trigger `workflow_call`', use.site);
  }
}

function addLocalAction(walk: Walk, from: string, { uses, use, scope }: LocalVisit): void {
  const candidates = ['action.yml', 'action.yaml'].map((name) =>
    uses.path === '' ? name : `${uses.path}/${name}`,
  );
  const path = candidates.find((candidate) => walk.index.stateOf(candidate) !== 'missing');
  const action = walk.model.actions.find((known) => known.path === path);
  if (path !== undefined && action === undefined)
    return addAbsent(walk, from, { path, kind: 'action', use });
  if (action !== undefined)
    return walkAction(walk, from, { action, site: use.site, scope, deepest: DEEPEST });
  const docker = uses.path === '' ? 'Dockerfile' : `${uses.path}/Dockerfile`;
  if (walk.index.stateOf(docker) === 'missing')
    return addAbsent(walk, from, { path: uses.path, kind: 'action', use });
  walk.graph.add(from, {
    kind: 'action',
    ref: use.value,
    status: 'undecidable',
    reason: 'the folder has a Dockerfile and no action.yml',
    site: use.site,
  });
}

/** A local path that is not there, or is there and cannot be read as what it should be. */
function addAbsent(
  walk: Walk,
  from: string,
  { path, kind, use }: { path: string; kind: 'action' | 'reusable-workflow'; use: Written },
): void {
  const state = walk.index.stateOf(path);
  const gone = state === 'missing' || state === 'folder';
  const reason = gone
    ? 'the target has no such path'
    : 'it is there and cannot be read as what it is used for';
  walk.graph.add(from, {
    kind,
    ref: use.value,
    path: gone ? null : path,
    status: gone ? 'missing' : 'unreadable',
    reason,
    site: use.site,
  });
  if (gone || walk.unreadable.some((known) => known.path === path)) return;
  refuse(
    walk,
    path,
    `it is used as ${kind === 'action' ? 'an action' : 'a workflow'} and is none`,
    use.site,
  );
}
