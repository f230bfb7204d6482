import type { Catalog, CatalogStep } from '../model/catalog.js';
import { identityOf, type Revocation } from '../model/revocations.js';
import { compareVersions } from '../model/terms.js';
import { factsOf } from './facts.js';

/** What became of one step between two catalogs, with what a reviewer has to know first. */
export interface StepChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly facts: readonly string[];
}

/** How two catalogs differ, as reviewers read it. */
export interface CatalogDiff {
  readonly steps: readonly StepChange[];
  /** Revoked in the newer one and not in the older. */
  readonly revoked: readonly Revocation[];
  readonly unchanged: number;
}

/** Compares two catalogs step by step; what gives more rights or other content comes first. */
export function diffCatalogs(before: Catalog, after: Catalog): CatalogDiff {
  const names = [...new Set([...before.steps, ...after.steps].map(({ name }) => name))].sort();
  const changes = names
    .flatMap((name) => pairsOf(name, before, after))
    .map((pair) => changeOf(pair, before, after));
  const known = new Set(before.revoked.map(identityOf));
  return {
    steps: changes.filter((change) => change !== null),
    revoked: after.revoked.filter((each) => !known.has(identityOf(each))),
    unchanged: changes.filter((change) => change === null).length,
  };
}

interface Pair {
  readonly was: CatalogStep | null;
  readonly is: CatalogStep | null;
}

/** Equal versions belong together; of the others, the newest of each side. */
function pairsOf(name: string, before: Catalog, after: Catalog): readonly Pair[] {
  const of = ({ steps }: Catalog) =>
    steps
      .filter((step) => step.name === name)
      .sort((a, b) => compareVersions(b.version, a.version));
  const [old, now] = [of(before), of(after)];
  const same = now.flatMap((is) => {
    const was = old.find(({ version }) => version === is.version);
    return was === undefined ? [] : [{ was, is }];
  });
  const left = old.filter((was) => !same.some((pair) => pair.was === was));
  const come = now.filter((is) => !same.some((pair) => pair.is === is));
  const count = Math.max(left.length, come.length);
  const others = Array.from({ length: count }, (_, at) => ({
    was: left[at] ?? null,
    is: come[at] ?? null,
  }));
  return [...same, ...others];
}

function changeOf({ was, is }: Pair, before: Catalog, after: Catalog): StepChange | null {
  const name = (is ?? was)?.name ?? '';
  const versions = { name, from: was?.version ?? null, to: is?.version ?? null };
  if (was === null || is === null) {
    const kind = was === null ? 'added' : 'removed';
    return {
      kind,
      ...versions,
      facts: is === null ? [] : factsOf(null, { step: is, catalog: after }),
    };
  }
  const facts = factsOf({ step: was, catalog: before }, { step: is, catalog: after });
  return facts.length === 0 && was.version === is.version
    ? null
    : { kind: 'changed', ...versions, facts };
}
