import { placeOf } from '../document/shape.js';
import type { NodeKind } from '../graph.js';
import type { Reference } from '../tekton/reference.js';
import type { TektonResource } from '../tekton/resource.js';
import { expandParams, type ParamScope } from './params.js';
import { judgeBundle, judgeReference, type Judged } from './resolver.js';
import type { Walk } from './walk.js';

/** What the parts of a walk over resources share. */
export interface TektonWalk extends Walk {
  readonly names: ReadonlyMap<TektonResource, string>;
  readonly idOf: (resource: TektonResource) => string | null;
  /** Resources of the target by `Kind/name`. */
  readonly byName: ReadonlyMap<string, readonly TektonResource[]>;
  /** Walks a resource that another one creates; `outer` is what that gives to it. */
  readonly walkResource: (
    walk: TektonWalk,
    from: string,
    resource: TektonResource,
    outer: ParamScope,
  ) => void;
}

export interface ReferenceUse {
  readonly of: { readonly source: TektonResource['source'] };
  readonly reference: Reference;
  readonly kind: 'task' | 'pipeline' | 'step-action';
  readonly scope: ParamScope;
}

const DEFAULT_KINDS = { task: 'Task', pipeline: 'Pipeline', 'step-action': 'StepAction' } as const;

/** Adds what `taskRef`, `pipelineRef` or `ref` points to. */
export function addReference(walk: TektonWalk, from: string, use: ReferenceUse): void {
  const { reference } = use;
  if (reference.resolver !== null) return addResolved(walk, from, use, reference.resolver.value);
  if (reference.bundle !== null) return addBundle(walk, from, use, reference.bundle.value);
  const version = reference.apiVersion?.value ?? '';
  if (version !== '' && !version.startsWith('tekton.dev/'))
    return addCustom(walk, from, use, version);
  if (reference.name === null) {
    return addJudged(walk, from, use, {
      ref: '',
      resolver: 'custom',
      status: 'undecidable',
      reason: 'it has neither a name nor a resolver, so the configuration of the cluster decides',
    });
  }
  addNamed(walk, from, use, reference.name.value);
}

function addNamed(walk: TektonWalk, from: string, use: ReferenceUse, text: string): void {
  const expanded = expandParams(text, use.scope);
  if (!expanded.known) {
    return addJudged(walk, from, use, {
      ref: text,
      resolver: 'cluster',
      status: 'undecidable',
      reason: expanded.reason,
    });
  }
  const kind = use.reference.kind?.value ?? DEFAULT_KINDS[use.kind];
  for (const name of expanded.values) {
    addInCluster(walk, from, {
      kind,
      name,
      nodeKind: use.kind,
      site: placeOf(use.of, use.reference.node),
    });
  }
}

/** A name in the cluster; where files of the target define it they are linked, and the cluster may still hold another. */
export function addInCluster(
  walk: TektonWalk,
  from: string,
  {
    kind,
    name,
    nodeKind,
    site,
  }: { kind: string; name: string; nodeKind: NodeKind; site: ReturnType<typeof placeOf> },
): void {
  const id = walk.graph.add(from, {
    kind: nodeKind,
    ref: name,
    key: `in-cluster/${kind}/${name}`,
    status: 'in-cluster',
    resolver: 'cluster',
    reason: 'it is whatever the cluster holds under this name when it runs',
    site,
  });
  for (const resource of walk.byName.get(`${kind}/${name}`) ?? []) {
    const target = walk.idOf(resource);
    if (target !== null) walk.graph.link(id, target);
  }
}

function addCustom(walk: TektonWalk, from: string, use: ReferenceUse, version: string): void {
  const kind = use.reference.kind?.value ?? '';
  const name = use.reference.name?.value ?? '';
  addJudged(walk, from, use, {
    ref: `${version}/${kind}/${name}`,
    resolver: 'custom',
    status: 'undecidable',
    reason: 'a custom task is run by a controller of its own, in a way that is not known here',
  });
}

function addBundle(walk: TektonWalk, from: string, use: ReferenceUse, bundle: string): void {
  const expanded = expandParams(bundle, use.scope);
  const name = use.reference.name?.value ?? '';
  if (!expanded.known) {
    return addJudged(walk, from, use, {
      ref: bundle,
      resolver: 'bundles',
      status: 'undecidable',
      reason: expanded.reason,
    });
  }
  for (const value of expanded.values)
    addJudged(walk, from, use, judgeBundle(value, use.kind, name));
}

function addResolved(walk: TektonWalk, from: string, use: ReferenceUse, resolver: string): void {
  const combined = combinations(use);
  if (combined.known) {
    for (const params of combined.sets)
      addJudged(walk, from, use, judgeReference({ resolver, params }));
    return;
  }
  const judged = judgeReference({ resolver, params: combined.raw });
  addJudged(walk, from, use, {
    ref: judged.ref,
    resolver: judged.resolver,
    status: 'undecidable',
    reason: combined.reason,
  });
}

type Combinations =
  | { readonly known: true; readonly sets: readonly ReadonlyMap<string, string>[] }
  | { readonly known: false; readonly reason: string; readonly raw: ReadonlyMap<string, string> };

const LIMIT = 256;

/** Every combination of the values that the parameters of a reference can take. */
function combinations({ reference, scope }: ReferenceUse): Combinations {
  const raw = new Map(
    reference.params.map(({ name, value }) => [
      name.value,
      value?.kind === 'scalar' ? value.text : '',
    ]),
  );
  let sets: ReadonlyMap<string, string>[] = [new Map()];
  for (const { name, value } of reference.params) {
    const expanded = value?.kind === 'scalar' ? expandParams(value.text, scope) : null;
    if (expanded === null)
      return { known: false, reason: `\`${name.value}\` is not a single value`, raw };
    if (!expanded.known) return { known: false, reason: expanded.reason, raw };
    sets = sets.flatMap((set) =>
      expanded.values.map((choice) => new Map(set).set(name.value, choice)),
    );
    if (sets.length > LIMIT)
      return { known: false, reason: 'its parameters have too many combinations', raw };
  }
  return { known: true, sets };
}

function addJudged(
  walk: TektonWalk,
  from: string,
  { of, reference, kind }: ReferenceUse,
  judged: Judged,
): void {
  walk.graph.add(from, {
    kind,
    ref: judged.ref,
    key: `${judged.resolver}/${judged.ref}`,
    status: judged.status,
    resolver: judged.resolver,
    digests: judged.digests ?? {},
    reason: judged.reason ?? null,
    site: placeOf(of, reference.node),
  });
}
