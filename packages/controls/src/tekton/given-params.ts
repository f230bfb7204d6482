import type { Source } from '@plumbline/core';
import type { PipelineSpec, Reference, TektonResource } from '@plumbline/pipeline';
import { NOTHING_KNOWN, withDefaults, withGiven, type KnownParams } from './known-params.js';
import { byName, lookUp } from './lookup.js';

/** What all that use a Task or Pipeline of the target by its name give to it. */
export type GivenParams = ReadonlyMap<TektonResource, KnownParams>;

/** Follows what runs give to Pipelines, and what these give to Tasks (Tekton, docs/pipelines.md). */
export function givenParams(all: readonly TektonResource[]): GivenParams {
  const resources = all.flatMap((one) => ('templates' in one ? [one, ...one.templates] : [one]));
  const tasks = byName(all, (one) => (one.kind === 'Task' ? one : null));
  const pipelines = byName(all, (one) => (one.kind === 'Pipeline' ? one : null));
  const calls = new Map<TektonResource, KnownParams[]>();
  const note = (
    known: ReadonlyMap<string, readonly TektonResource[]>,
    { ref, source, given }: Call,
  ): void => {
    const called = lookUp(known, ref, source);
    if (called === undefined) return;
    const all = calls.get(called) ?? [];
    all.push(given);
    calls.set(called, all);
  };
  const entriesOf = (spec: PipelineSpec, source: Source, given: KnownParams): void => {
    const around = withDefaults(given, spec.params);
    for (const { taskRef, params } of [...spec.tasks, ...spec.finally])
      note(tasks, { ref: taskRef, source, given: withGiven(around, params) });
  };
  for (const one of resources) {
    if (one.kind !== 'PipelineRun' && one.kind !== 'TaskRun') continue;
    const given = withGiven(NOTHING_KNOWN, one.spec.params);
    const known = one.kind === 'TaskRun' ? tasks : pipelines;
    note(known, { ref: one.spec.ref, source: one.source, given });
    if (one.kind === 'PipelineRun' && one.spec.pipelineSpec !== null)
      entriesOf(one.spec.pipelineSpec, one.source, given);
  }
  for (const one of resources)
    if (one.kind === 'Pipeline') entriesOf(one.spec, one.source, agreed(calls.get(one) ?? []));
  return new Map([...calls].map(([called, given]) => [called, agreed(given)]));
}

interface Call {
  readonly ref: Reference | null;
  readonly source: Source;
  readonly given: KnownParams;
}

/** What is the same in all calls; what one of them leaves out or gives otherwise only the run tells. */
function agreed(calls: readonly KnownParams[]): KnownParams {
  const [first = NOTHING_KNOWN, ...others] = calls;
  const names = new Set(calls.flatMap((call) => [...call.keys()]));
  return new Map(
    [...names].map((name) => {
      const value = first.get(name) ?? null;
      return [name, others.every((call) => call.get(name) === value) ? value : null];
    }),
  );
}
