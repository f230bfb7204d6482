import type { Node } from '@plumbline/core';
import type { PipelineSpec } from '@plumbline/pipeline';
import { scalarsIn } from '../credentials/expressions.js';
import type { Subject } from '../subject.js';
import { commandsOf } from '../tekton/command-line.js';
import { containersOf, pipelineTasksOf, type PipelineTaskSite } from '../tekton/specs.js';
import { variablesIn, type Variable } from '../variables/variables.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { deployedBy } from './deploys.js';
import { checks, isGateTask, isOff, isTamed } from './gates.js';

/** Checks of pipelines and tasks that cannot stop anything. */
export function gateTaskFlaws(subject: Subject): readonly Violation[] {
  const tasks = pipelineTasksOf(subject);
  const pipelines = new Map<PipelineSpec, PipelineTaskSite[]>();
  for (const site of tasks)
    pipelines.set(site.pipeline, [...(pipelines.get(site.pipeline) ?? []), site]);
  return [
    ...[...pipelines.values()].flatMap((sites) => inPipeline(subject, sites)),
    ...inSteps(subject),
  ];
}

function inPipeline(subject: Subject, sites: readonly PipelineTaskSite[]): readonly Violation[] {
  const gates = sites.filter((site) => isGateTask(subject, site));
  const sinks = sites.filter(
    (site) =>
      !site.finally &&
      !gates.includes(site) &&
      (deployedBy(subject, site) !== null || pushes(site)),
  );
  if (gates.length === 0) return [];
  return [
    ...gates.flatMap((site) => ineffective(site, sinks.length > 0)),
    ...sinks.flatMap((site) => unguarded(site, gates)),
  ];
}

/** A task of its own that pushes what was built; one that builds and pushes is scanned where it was pushed to. */
export function pushes({ entry }: PipelineTaskSite): boolean {
  return [entry.name?.value, entry.taskRef?.name?.value].some(
    (name) => name !== undefined && /^(?!.*(?:build|git))(?:.*[-_])?push(?:[-_]|$)/.test(name),
  );
}

/** Tasks that tell of a check and are none. */
const REPORTS = /^(?:collect|notify|post|publish|report|send|show|store|summar|upload)/;

const PASSES = 'Whoever brings in what this check would find gets past it';

function ineffective(site: PipelineTaskSite, released: boolean): readonly Violation[] {
  const { resource, entry } = site;
  if (entry.onError?.value === 'continue')
    return [
      flaw(site, {
        at: placeIn(resource, entry.onError),
        subject: 'onError',
        message: `${PASSES}: its failure is ignored.`,
        hint: 'onError: stopAndFail',
      }),
    ];
  if (site.finally && (released || !REPORTS.test(entry.name?.value ?? '')))
    return [
      flaw(site, {
        at: placeIn(resource, entry.name ?? entry),
        subject: 'finally',
        message: `${PASSES}: it runs when ${released ? 'the release is out' : 'everything else is done'}.`,
        hint: 'move it to `tasks`, and `runAfter` it what releases',
      }),
    ];
  const skip = entry.when.find((when) =>
    variablesBelow(when).some(
      (variable) =>
        variable.kind === 'param' &&
        /skip|check|scan|secur|enable|disable|audit/i.test(variable.name),
    ),
  );
  if (skip !== undefined)
    return [
      flaw(site, {
        at: placeIn(resource, skip),
        subject: 'when',
        message: 'Whoever starts the pipeline switches this check off by a parameter.',
        hint: 'remove the `when`',
      }),
    ];
  const off = entry.params.find(
    ({ name, value }) => value?.kind === 'scalar' && isOff(name.value, value.text),
  );
  if (off !== undefined)
    return [
      flaw(site, {
        at: placeIn(resource, off.value ?? off.name),
        subject: off.name.value,
        message: `${PASSES}: it is told to succeed always.`,
        hint: `leave \`${off.name.value}\` out`,
      }),
    ];
  if (entry.retries === null || !/^[1-9]/.test(entry.retries.value)) return [];
  const retried = flaw(site, {
    at: placeIn(resource, entry.retries),
    subject: 'retries',
    message: `${PASSES} if one of the tries fails to see it.`,
    hint: 'retries: 0',
  });
  return [{ ...retried, severity: 'low', confidence: 'low' }];
}

type Found = Pick<Violation, 'subject' | 'message' | 'hint'> & { readonly at: Place };

function flaw({ address }: { readonly address: string }, found: Found): Violation {
  return { ...found, address, severity: 'medium' };
}

/** What releases waits for one of the checks, by `runAfter` or by a result. */
function unguarded(
  site: PipelineTaskSite,
  gates: readonly PipelineTaskSite[],
): readonly Violation[] {
  const early = gates.filter((gate) => !gate.finally);
  const names = new Set(early.flatMap(({ entry }) => entry.name?.value ?? []));
  if (early.length === 0 || [...ancestors(site)].some((name) => names.has(name))) return [];
  const name = site.entry.name?.value ?? 'task';
  return [
    flaw(site, {
      at: placeIn(site.resource, site.entry.name ?? site.entry),
      subject: 'order',
      message: `Whoever brings in what the checks find gets it out: \`${name}\` does not wait for them.`,
      hint: `runAfter: [${[...names][0] ?? ''}]`,
    }),
  ];
}

function variablesBelow(node: Node): readonly Variable[] {
  return scalarsIn(node).flatMap(({ text }) => variablesIn(text).map(({ variable }) => variable));
}

function ancestors({ pipeline, entry }: PipelineTaskSite): ReadonlySet<string> {
  const found = new Set<string>();
  const before = (task: PipelineTaskSite['entry']): readonly string[] => [
    ...task.runAfter.map(({ value }) => value),
    ...variablesBelow(task.node).flatMap((variable) =>
      variable.kind === 'task-result' ? variable.task : [],
    ),
  ];
  const open = [...before(entry)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const task = pipeline.tasks.find(({ name }) => name?.value === next);
    if (task !== undefined) open.push(...before(task));
  }
  return found;
}

/** Steps with a check that goes on whatever it finds. */
function inSteps(subject: Subject): readonly Violation[] {
  return containersOf(subject).flatMap(({ resource, address, step }) => {
    const { onError } = step;
    const commands = commandsOf(step);
    if (!checks(commands)) return [];
    if (onError?.value === 'continue')
      return [
        flaw(
          { address },
          {
            at: placeIn(resource, onError),
            subject: 'onError',
            message: `${PASSES}: its failure is ignored.`,
            hint: 'onError: stopAndFail',
          },
        ),
      ];
    return isTamed(commands)
      ? [
          flaw(
            { address },
            {
              at: placeIn(resource, step.script ?? step.command[0] ?? step),
              subject: 'command',
              message: `${PASSES}: it is told to succeed always.`,
              hint: 'remove what makes the command succeed',
            },
          ),
        ]
      : [];
  });
}
