import {
  err,
  mapGet,
  ok,
  seqItems,
  stringOf,
  usageFault,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import { material, TEKTON_BUILD_TYPE, type Descriptor, type RunIdentity } from '@plumbline/records';
import type { Artifact, ObservedFunction, ObservedRun, ToldTrigger } from '../observed.js';
import { withUniqueNames } from '../subjects/unique.js';
import { recordableValue, textOf } from '../values.js';
import { toldObjects } from './chains.js';
import { customFunctions } from './custom.js';
import { definitionOf, digestOf, materialsOf } from './definition.js';
import { functionsOf } from './functions.js';
import { hintedArtifacts, hintedSource, resultsOf, type Results } from './hints.js';
import type { RunObjects } from './objects.js';
import { outcomeOf, timeOf } from './status.js';
import { children, type Child } from './children.js';

/** Who tells of the run: the API server, asked by us, or a file that somebody wrote. */
export interface Told {
  readonly by: 'platform' | 'declared';
  readonly builderId: string;
}

/** What is known of a run by its objects. */
export function observeTekton(objects: RunObjects, told: Told): Result<ObservedRun, Fault> {
  const head = headOf(objects.root);
  if (!head.ok) return head;
  const { namespace } = head.value;
  const found = children(objects);
  const functions = found.runs.flatMap((child) => functionsOfChild(child, objects, told));
  const status = mapGet(objects.root, 'status');
  const results = allResults(objects.root, found.runs);
  const definition = definitionOf(objects.root, namespace);
  const source = results.map(hintedSource).find((each) => each !== null) ?? null;
  const run = identityOf(head.value, { definition, source });
  return ok({
    run: { ...run, event: label(objects.root, 'triggers.tekton.dev/triggers-eventid') },
    status: outcomeOf(status),
    startedAt: timeOf(mapGet(status, 'startTime')),
    finishedAt: timeOf(mapGet(status, 'completionTime')),
    functions: [...functions, ...found.skipped.map((name) => skipped(name, told))],
    after: found.after,
    artifacts: artifactsOf(objects.root, functions, told),
    buildType: TEKTON_BUILD_TYPE,
    externalParameters: { workflow: null, definition, params: paramsOf(objects.root) },
    internalParameters: { github: null, tekton: { ...head.value, spec: specDigest(objects.root) } },
    materials: resourcesOf(run, { objects, namespace, functions }),
    builderId: told.builderId,
    trigger: triggerOf(objects.root),
    observed: told.by,
    objects: toldObjects(objects.root, found.runs),
    actions: null,
    gaps: found.gaps,
  });
}

interface Head {
  readonly kind: 'TaskRun' | 'PipelineRun';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly serviceAccount: string | null;
}

function headOf(root: Node): Result<Head, Fault> {
  const metadata = mapGet(root, 'metadata');
  const [namespace, name, uid] = ['namespace', 'name', 'uid'].map((key) =>
    stringOf(mapGet(metadata, key)),
  );
  if (namespace === undefined || name === undefined || uid === undefined)
    return err(
      usageFault('RUN_UNREADABLE', 'the run has no namespace, name or UID: it was never created'),
    );
  const spec = mapGet(root, 'spec');
  const account =
    mapGet(spec, 'serviceAccountName') ??
    mapGet(mapGet(spec, 'taskRunTemplate'), 'serviceAccountName');
  const kind = stringOf(mapGet(root, 'kind')) === 'PipelineRun' ? 'PipelineRun' : 'TaskRun';
  return ok({ kind, namespace, name, uid, serviceAccount: stringOf(account) ?? null });
}

function identityOf(
  { kind, namespace, name, uid }: Head,
  of: {
    readonly definition: RunIdentity['definition'];
    readonly source: { readonly uri: string; readonly commit: string } | null;
  },
): RunIdentity {
  return {
    platform: 'tekton',
    invocation: `tekton:${namespace}/${kind.toLowerCase()}s/${name}/${uid}`,
    id: uid,
    attempt: 1,
    event: null,
    source: of.source === null ? null : { ...of.source, ref: null, repositoryId: null },
    definition: of.definition,
  };
}

function functionsOfChild(
  { kind, scope, run }: Child,
  { pods }: RunObjects,
  told: Told,
): readonly ObservedFunction[] {
  if (kind === 'CustomRun') return customFunctions({ scope, run, observed: told.by });
  const podName = stringOf(mapGet(mapGet(run, 'status'), 'podName'));
  const pod = pods.find((each) => stringOf(mapGet(mapGet(each, 'metadata'), 'name')) === podName);
  return functionsOf({ scope, taskRun: run, pod: pod ?? null, observed: told.by });
}

function skipped(scope: string, told: Told): ObservedFunction {
  return {
    function: {
      scope,
      index: 1,
      name: scope,
      role: 'step',
      kind: 'unknown',
      uri: null,
      digest: null,
      command: null,
      text: null,
    },
    inputs: [],
    environment: [],
    materials: [],
    products: [],
    results: null,
    status: 'skipped',
    exitCode: null,
    startedAt: null,
    finishedAt: null,
    observed: told.by,
    retry: 0,
  };
}

/** Results and params of the run and of its tasks: each may hold hints. */
function allResults(root: Node, runs: readonly Child[]): readonly Results[] {
  const tasks = runs.filter(({ kind }) => kind === 'TaskRun');
  const places = [root, ...tasks.map(({ run }) => run)];
  return places.flatMap((each) => [
    resultsOf(mapGet(mapGet(each, 'status'), 'results')),
    resultsOf(mapGet(mapGet(each, 'spec'), 'params')),
  ]);
}

/**
 * What its functions made, and what the results of the run itself hint at; of a run that did not succeed, nothing. Params
 * hint at nothing made: anybody sets them.
 */
function artifactsOf(
  root: Node,
  functions: readonly ObservedFunction[],
  { by }: Told,
): readonly Artifact[] {
  const outcome = outcomeOf(mapGet(root, 'status'));
  if (outcome === 'failed' || outcome === 'cancelled') return [];
  const made = functions.flatMap(({ products }) => products);
  const results = resultsOf(mapGet(mapGet(root, 'status'), 'results'));
  return withUniqueNames([...made, ...hintedArtifacts(results, by)]);
}

function paramsOf(root: Node): ObservedRun['externalParameters']['params'] {
  return seqItems(mapGet(mapGet(root, 'spec'), 'params')).flatMap((param) => {
    const name = stringOf(mapGet(param, 'name'));
    const value = mapGet(param, 'value');
    if (name === undefined || value === undefined) return [];
    const type = value.kind === 'seq' ? 'array' : value.kind === 'map' ? 'object' : 'string';
    return [{ name, type, value: recordableValue(textOf(value)) } as const];
  });
}

function specDigest(root: Node): { readonly sha256: string } {
  const spec = mapGet(root, 'spec') ?? root;
  return { sha256: digestOf(spec)['sha256'] ?? '' };
}

interface Used {
  readonly objects: RunObjects;
  readonly namespace: string;
  readonly functions: readonly ObservedFunction[];
}

/** Source first, then the definition, then tasks and images. */
function resourcesOf({ source, definition }: RunIdentity, used: Used): readonly Descriptor[] {
  const { objects, namespace, functions } = used;
  const images = new Map(
    functions.flatMap(({ function: { uri, digest } }) =>
      uri === null || digest === null ? [] : [[uri, material({ uri, digest })]],
    ),
  );
  return [
    ...(source === null
      ? []
      : [material({ uri: `git+${source.uri}`, digest: { gitCommit: source.commit } })]),
    ...(definition === null ? [] : [material(definition)]),
    ...(objects.taskRuns.includes(objects.root)
      ? []
      : materialsOf([...objects.pipelineRuns, ...objects.taskRuns], namespace)),
    ...images.values(),
  ];
}

function triggerOf(root: Node): ToldTrigger | null {
  const deliveryId = label(root, 'triggers.tekton.dev/triggers-eventid');
  if (deliveryId === null) return null;
  return {
    provider: 'tekton',
    event: label(root, 'triggers.tekton.dev/trigger') ?? 'trigger',
    deliveryId,
    actor: null,
    ref: null,
    by: 'nothing',
    eventSha256: null,
  };
}

function label(root: Node, name: string): string | null {
  return stringOf(mapGet(mapGet(mapGet(root, 'metadata'), 'labels'), name)) ?? null;
}
