import {
  canonicalJson,
  mapGet,
  seqItems,
  sha256Hex,
  stringOf,
  toJson,
  type Node,
} from '@plumbline/core';
import type { DigestSet } from '@plumbline/trust';
import type { ObservedFunction } from '../observed.js';
import { withUniqueNames } from '../subjects/unique.js';
import { recordableValue, textOf } from '../values.js';
import { commandOf, kindOf } from './command.js';
import { hintedArtifacts, hintedInputs, resultsOf, type Results } from './hints.js';
import { endOf, imageOf, outcomeOf, timeOf } from './status.js';

/** A TaskRun, or one of its tries, and where it stands in the run. */
export interface TaskTry {
  readonly scope: string;
  readonly taskRun: Node;
  /** `status`, or an entry of `status.retriesStatus`. */
  readonly status: Node | undefined;
  readonly retry: number;
  readonly pod: Node | null;
  readonly observed: ObservedFunction['observed'];
}

/** The functions of all tries of a TaskRun, in order. */
export function functionsOf(of: Omit<TaskTry, 'status' | 'retry'>): readonly ObservedFunction[] {
  const status = mapGet(of.taskRun, 'status');
  const tries = [...seqItems(mapGet(status, 'retriesStatus')), status];
  return tries.flatMap((each, retry) => {
    const isLast = retry === tries.length - 1;
    return functionsOfTry({ ...of, status: each, retry, pod: isLast ? of.pod : null });
  });
}

function functionsOfTry(of: TaskTry): readonly ObservedFunction[] {
  const steps = seqItems(mapGet(of.status, 'steps'));
  if (steps.length === 0) return [notStarted(of)];
  const ran = steps.map((state, at) => stepFunction(of, state, at));
  const sidecars = seqItems(mapGet(of.status, 'sidecars')).map((state, at) =>
    sidecarFunction(of, state, steps.length + at + 1),
  );
  const started = steps.length + sidecars.length;
  const others = podContainers(of.pod).map(({ state, role }, at) =>
    container(of, state, { index: started + at + 1, role }),
  );
  return [...withTaskResults(ran, of), ...sidecars, ...others];
}

function sidecarFunction(of: TaskTry, state: Node, index: number): ObservedFunction {
  const base = container(of, state, { index, role: 'sidecar' });
  const spec = seqItems(mapGet(mapGet(of.status, 'taskSpec'), 'sidecars')).find(
    (each) => stringOf(mapGet(each, 'name')) === base.function.name,
  );
  const content = spec === undefined ? {} : { kind: kindOf(spec), ...commandOf(spec) };
  return { ...base, function: { ...base.function, ...content } };
}

function stepFunction(of: TaskTry, state: Node, at: number): ObservedFunction {
  const name = stringOf(mapGet(state, 'name')) ?? `unnamed-${String(at)}`;
  const spec = seqItems(mapGet(mapGet(of.status, 'taskSpec'), 'steps'));
  const step = spec.find((each) => stringOf(mapGet(each, 'name')) === name) ?? spec[at];
  const base = container(of, state, { index: at + 1, role: 'step' });
  const results = resultsOf(mapGet(state, 'results'));
  return {
    ...base,
    function: { ...base.function, name, kind: kindOf(step), ...commandOf(step) },
    environment: namesIn(mapGet(step, 'env')),
    materials: hintedInputs(results),
    products: isMade(of) ? hintedArtifacts(results, of.observed) : [],
    results: resultsDigest(results),
  };
}

interface Place {
  readonly index: number;
  readonly role: ObservedFunction['function']['role'];
}

/** A container by its state alone: what it was is the image that ran. */
function container(of: TaskTry, state: Node, { index, role }: Place): ObservedFunction {
  const image = imageOf(stringOf(mapGet(state, 'imageID')));
  return {
    function: {
      scope: of.scope,
      index,
      name: stringOf(mapGet(state, 'name')) ?? `container ${String(index)}`,
      role,
      kind: 'image',
      uri: image?.uri ?? null,
      digest: image === null ? null : { sha256: image.sha256 },
      command: null,
      text: null,
    },
    inputs: inputsOf(of.taskRun),
    environment: [],
    materials: [],
    products: [],
    results: null,
    ...endOf(mapGet(state, 'state') ?? state),
    observed: of.observed,
    retry: of.retry,
  };
}

/** A task that came to no step: refused, cancelled while it waited, or not begun. */
function notStarted(of: TaskTry): ObservedFunction {
  const outcome = outcomeOf(of.status);
  return {
    ...container(
      of,
      { kind: 'map', entries: [], span: { start: 0, end: 0 } },
      { index: 1, role: 'step' },
    ),
    function: {
      scope: of.scope,
      index: 1,
      name: of.scope,
      role: 'step',
      kind: 'unknown',
      uri: null,
      digest: null,
      command: null,
      text: null,
    },
    status: outcome === 'running' ? 'open' : outcome,
    startedAt: timeOf(mapGet(of.status, 'startTime')),
    finishedAt: timeOf(mapGet(of.status, 'completionTime')),
  };
}

/** Results of a task name no step: what it took stands with the first one, what it made with the last one. */
function withTaskResults(
  steps: readonly ObservedFunction[],
  of: TaskTry,
): readonly ObservedFunction[] {
  const results = resultsOf(mapGet(of.status, 'results'));
  const made = isMade(of) ? hintedArtifacts(results, of.observed) : [];
  return steps.map((step, at) => {
    const isFirst = at === 0;
    const isLast = at === steps.length - 1;
    return {
      ...step,
      materials: [...step.materials, ...(isFirst ? hintedInputs(results) : [])],
      products: withUniqueNames([...step.products, ...(isLast ? made : [])]),
      results: (isLast ? resultsDigest(results) : null) ?? step.results,
    };
  });
}

/** What a task that did not succeed left behind is no product. */
function isMade({ status }: TaskTry): boolean {
  return outcomeOf(status) === 'succeeded';
}

/** Of all results as canonical JSON; null where there are none. */
export function resultsDigest(results: Results): DigestSet | null {
  if (results.size === 0) return null;
  const plain = Object.fromEntries([...results].map(([name, value]) => [name, toJson(value)]));
  return { sha256: sha256Hex(canonicalJson(plain)) };
}

/** The params that a run was given. */
export function inputsOf(taskRun: Node): ObservedFunction['inputs'] {
  return seqItems(mapGet(mapGet(taskRun, 'spec'), 'params')).flatMap((param) => {
    const name = stringOf(mapGet(param, 'name'));
    const value = mapGet(param, 'value');
    if (name === undefined) return [];
    return [{ name, value: value === undefined ? null : recordableValue(textOf(value)) }];
  });
}

function namesIn(env: Node | undefined): readonly string[] {
  const names = seqItems(env).flatMap((each) => stringOf(mapGet(each, 'name')) ?? []);
  return [...new Set(names)].sort();
}

/** Init containers that Tekton adds (pipeline, pkg/pod). */
const TEKTON_INIT = new Set(['prepare', 'place-scripts', 'working-dir-initializer']);

/** Containers of the Pod that the TaskRun's status does not tell of: those of Tekton, and those of nobody. */
function podContainers(
  pod: Node | null,
): readonly { readonly state: Node; readonly role: 'platform' | 'injected' }[] {
  const statuses = (key: string) => seqItems(mapGet(mapGet(pod, 'status'), key));
  const nameOf = (state: Node) => stringOf(mapGet(state, 'name')) ?? '';
  const others = [
    ...statuses('containerStatuses'),
    ...statuses('ephemeralContainerStatuses'),
  ].filter((state) => !/^(?:step|sidecar)-/.test(nameOf(state)));
  return [
    ...statuses('initContainerStatuses').map((state) => ({
      state,
      role: TEKTON_INIT.has(nameOf(state)) ? ('platform' as const) : ('injected' as const),
    })),
    ...others.map((state) => ({ state, role: 'injected' as const })),
  ];
}
