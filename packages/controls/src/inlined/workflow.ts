import {
  mapGet,
  scalarOf,
  seqItems,
  type MapEntry,
  type MapNode,
  type Node,
  type SeqNode,
} from '@plumbline/core';
import { parseUses, type Workflow } from '@plumbline/pipeline';
import {
  changed,
  conditionOfCall,
  fillerOf,
  fillText,
  inherited,
  instead,
  merged,
  withEntries,
  withText,
  type Change,
  type Room,
  type Stands,
} from './fill.js';

/** The jobs of a workflow with those of each workflow of the repository in the place of the job that calls it (GitHub, "Reusing workflows"). */
export function inlineWorkflows(
  workflow: Workflow,
  workflows: ReadonlyMap<string, Workflow>,
  room: Room,
  depth = 0,
): readonly MapEntry[] {
  const jobs = mapGet(workflow.node, 'jobs');
  if (jobs?.kind !== 'map') return [];
  if (!jobs.entries.some((job) => calleeOf(job, workflows) !== undefined)) return jobs.entries;
  const outputs = new Map<string, string>();
  const ids = new Map<string, readonly string[]>();
  const inlined = jobs.entries.flatMap((job) => {
    const callee = calleeOf(job, workflows);
    if (callee === undefined || job.value.kind !== 'map' || !room.takes(callee.jobs.length, depth))
      return [job];
    const call = { workflows, room, depth, outputs, ids };
    return callWorkflow({ key: job.key, value: job.value }, callee, call);
  });
  return inlined.map(({ key, value }) => ({ key, value: renamed(value, outputs, ids) }));
}

function calleeOf(
  { value }: MapEntry,
  workflows: ReadonlyMap<string, Workflow>,
): Workflow | undefined {
  const uses = scalarOf(mapGet(value, 'uses'));
  const parsed = uses === undefined ? null : parseUses(uses.text);
  return parsed?.kind === 'local' ? workflows.get(parsed.path) : undefined;
}

interface Call {
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly room: Room;
  readonly depth: number;
  /** What stands for `needs.<job>.outputs.<name>` of jobs that are gone. */
  readonly outputs: Map<string, string>;
  /** The jobs that stand in the place of one. */
  readonly ids: Map<string, readonly string[]>;
}

type JobEntry = MapEntry & { readonly value: MapNode };

function callWorkflow(job: JobEntry, callee: Workflow, call: Call): readonly MapEntry[] {
  const id = job.key.text;
  const jobs = inlineWorkflows(callee, call.workflows, call.room, call.depth + 1);
  const idOf = (inner: string): string => (jobs.length === 1 ? id : `${id}-${inner}`);
  const own = new Map(jobs.map(({ key }) => [key.text.toLowerCase(), idOf(key.text)]));
  const stands = standsIn(job.value, callee, own);
  call.ids.set(id.toLowerCase(), [...own.values()]);
  const declared = callee.triggers.find(({ event }) => event.value === 'workflow_call');
  for (const { name, value } of declared?.outputs ?? [])
    if (value !== null)
      call.outputs.set(
        `${id.toLowerCase()} ${name.value.toLowerCase()}`,
        fillText(value.value, stands),
      );
  const home = { source: callee.source, call: scalarOf(mapGet(job.value, 'uses')) ?? null };
  const fill = filler(stands, own);
  const whole = changed(headOf(callee), fill, home);
  return jobs.flatMap(({ key, value }) => {
    if (value.kind !== 'map') return [];
    const filled = changed(value, fill, home);
    return filled.kind === 'map'
      ? [{ key: withText(job.key, idOf(key.text)), value: called(filled, job.value, whole) }]
      : [];
  });
}

function filler(stands: Stands, own: ReadonlyMap<string, string>): Change {
  const fill = fillerOf(stands);
  return (text, key) =>
    key === 'needs' ? instead(text, own.get(text.toLowerCase()) ?? text) : fill(text, key);
}

/** What stands for the names of a workflow where a job calls it. */
function standsIn(job: MapNode, callee: Workflow, own: ReadonlyMap<string, string>): Stands {
  const inputs = inputsOf(job, callee);
  const secrets = mapGet(job, 'secrets');
  return ([context = '', name = '', ...rest]) => {
    if (context === 'inputs' && rest.length === 0) return inputs.get(name);
    if (context === 'secrets' && secrets?.kind === 'map')
      return scalarOf(entryOf(secrets, name))?.text;
    const renamed = context === 'needs' || context === 'jobs' ? own.get(name) : undefined;
    return renamed === undefined ? undefined : `\${{ ${['needs', renamed, ...rest].join('.')} }}`;
  };
}

function entryOf(map: MapNode, name: string): Node | undefined {
  return map.entries.find(({ key }) => key.text.toLowerCase() === name)?.value;
}

function inputsOf(job: MapNode, callee: Workflow): ReadonlyMap<string, string> {
  const declared =
    callee.triggers.find(({ event }) => event.value === 'workflow_call')?.inputs ?? [];
  const given = mapGet(job, 'with');
  return new Map(
    declared.map(({ name, type, default: fallback }) => {
      const key = name.value.toLowerCase();
      const node = given?.kind === 'map' ? scalarOf(entryOf(given, key)) : undefined;
      const text = node?.text ?? fallback?.value ?? '';
      const typed = type?.value === 'boolean' || type?.value === 'number';
      return [key, typed && !text.includes('${{') && text !== '' ? `\${{ ${text} }}` : text];
    }),
  );
}

/** What a workflow says for all its jobs. */
function headOf({ node }: Workflow): MapNode {
  return { ...node, entries: node.entries.filter(({ key }) => HEAD.test(key.text)) };
}

const HEAD = /^(?:env|permissions|defaults)$/;

/** A job of the callee under the conditions of the job that calls it. */
function called(inner: MapNode, job: MapNode, whole: Node): MapNode {
  const env = mapGet(whole, 'env');
  const needs = [...itemsOf(mapGet(job, 'needs')), ...itemsOf(mapGet(inner, 'needs'))];
  const permissions =
    mapGet(inner, 'permissions') ?? mapGet(whole, 'permissions') ?? mapGet(job, 'permissions');
  return withEntries(inner, {
    ...conditionOfCall(job, inner),
    ...(env?.kind !== 'map' ? {} : { env: merged(env, mapGet(inner, 'env')) }),
    ...(needs.length === 0 ? {} : { needs: listOf(job, needs) }),
    ...(permissions === undefined ? {} : { permissions }),
    ...inherited(inner, whole, 'defaults'),
    ...inherited(inner, job, 'strategy'),
    ...inherited(inner, job, 'concurrency'),
  });
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'scalar' ? [node] : seqItems(node);
}

function listOf({ span }: Node, items: readonly Node[]): SeqNode {
  return { kind: 'seq', items, span };
}

/** What other jobs say of a job that is gone, said of those in its place. */
function renamed(
  job: Node,
  outputs: ReadonlyMap<string, string>,
  ids: ReadonlyMap<string, readonly string[]>,
): Node {
  const stands: Stands = ([context, id = '', kind = '', name]) => {
    if (context !== 'needs') return undefined;
    if (kind === 'outputs') return outputs.get(`${id} ${name ?? ''}`);
    const last = ids.get(id)?.at(-1);
    return last === undefined ? undefined : `\${{ needs.${last}.${kind} }}`;
  };
  const filled = changed(job, fillerOf(stands), null);
  if (filled.kind !== 'map') return filled;
  const needs = itemsOf(mapGet(filled, 'needs'));
  if (!needs.some((node) => ids.has(scalarOf(node)?.text.toLowerCase() ?? ''))) return filled;
  const all = needs.flatMap((node) => {
    const known = node.kind === 'scalar' ? ids.get(node.text.toLowerCase()) : undefined;
    return known === undefined || node.kind !== 'scalar'
      ? [node]
      : known.map((one) => withText(node, one));
  });
  return withEntries(filled, { needs: listOf(filled, all) });
}
