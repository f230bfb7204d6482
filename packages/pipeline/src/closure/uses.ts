import type { Location } from '@plumbline/core';
import { placeOf } from '../document/shape.js';
import type { Action } from '../github/action.js';
import type { WorkflowStep } from '../github/step.js';
import { parseUses, type LocalUses, type Uses } from '../github/uses.js';
import { isReusable, type Workflow } from '../github/workflow.js';
import { addActionContent, addFolder } from './action.js';
import { isOverlaid, overlayOf, type Overlay } from './checkout.js';
import { resolvePath } from './files.js';
import { addRemote } from './remote.js';
import type { Scope, Use } from './scope.js';
import { addScripts } from './scripts.js';
import { addImage, refuse, written, type Walk, type Written } from './walk.js';

/** How deep GitHub nests composite actions. */
const DEEPEST = 10;

/** Nobody checks out more; what does counts as one checkout to everywhere. */
const MOST_OVERLAYS = 32;
const EVERYWHERE: Overlay = { folder: null };

interface StepsVisit {
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
    if (overlay !== null && overlays.length < MOST_OVERLAYS) overlays.push(overlay);
    else if (overlay !== null) overlays.splice(0, Infinity, EVERYWHERE);
  }
}

/** Adds what a step or a job uses. */
export function addUses(walk: Walk, from: string, use: Use, scope: Scope): void {
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

/** A called workflow is an entry point of its own: the edge is enough. */
function addCalled(walk: Walk, from: string, { uses, use }: LocalVisit): void {
  const workflow = walk.workflows.get(uses.path);
  if (workflow === undefined)
    return addAbsent(walk, from, { path: uses.path, kind: 'reusable-workflow', use });
  const id = walk.graph.add(from, {
    kind: isReusable(workflow) ? 'reusable-workflow' : 'workflow',
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
  const action = path === undefined ? undefined : walk.actions.get(path);
  if (path !== undefined && action === undefined)
    return addAbsent(walk, from, { path, kind: 'action', use });
  if (action !== undefined) return walkAction(walk, from, { action, site: use.site, scope });
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

interface ActionVisit {
  readonly action: Action;
  /** Where it is used; null for an action that only other repositories use. */
  readonly site: Location | null;
  readonly scope: Scope;
}

/** Adds a local action with everything it uses. */
export function walkAction(walk: Walk, from: string | null, visit: ActionVisit): void {
  const { action, scope } = visit;
  const stopped = stoppedBy(visit);
  const id = walk.graph.add(from, {
    kind: 'action',
    ref: action.path,
    path: action.path,
    status: stopped === null ? 'present' : 'undecidable',
    reason: stopped,
    site: visit.site ?? placeOf(action, action.node),
  });
  if (!walk.folders.has(action.path)) addFolder(walk, id, action);
  walk.folders.add(action.path);
  const overlays = stopped === null ? unwalked(scope, action.path) : null;
  if (overlays === null) return;
  addActionContent(walk, id, action);
  const trail = [...scope.trail, action.path];
  const inner = { ...scope, overlays, depth: scope.depth + 1, trail };
  walkSteps(walk, id, { of: action, steps: action.steps, folder: '', scope: inner });
}

/**
 * The overlays with which an action has not been walked; null if there is no need to. An overlay only adds doubts, so that
 * many ways to one action cost one walk for each overlay, and beyond a few one for all.
 */
function unwalked({ walked, depth, overlays }: Scope, path: string): readonly Overlay[] | null {
  const key = `${depth}:${path}`;
  const seen = walked.get(key);
  const fresh = overlays.filter(({ folder }) => seen?.has(folder) !== true);
  if (seen !== undefined && (seen.has(null) || fresh.length === 0)) return null;
  const all = new Set([...(seen ?? []), ...fresh.map(({ folder }) => folder)]);
  walked.set(key, all.size > MOST_OVERLAYS ? all.add(null) : all);
  return all.size > MOST_OVERLAYS ? [EVERYWHERE] : fresh;
}

function stoppedBy({ action, scope }: ActionVisit): string | null {
  if (scope.trail.includes(action.path)) return 'it leads back to itself';
  if (!/^(?:composite|docker|node\d+)$/.test(action.using?.value ?? ''))
    return '`runs.using` is none that is known';
  return scope.depth >= DEEPEST ? `it is nested more than ${DEEPEST} deep` : null;
}
