import { parseImage, parseUses } from '@plumbline/pipeline';
import type { Catalog, CatalogStep, TektonLine } from '../model/catalog.js';
import { identityOf, type Revocation } from '../model/revocations.js';
import { variantRef } from '../release/layout.js';

/** What a reference becomes, or why it stays; nothing: it names nothing of the catalog. */
export type Target =
  | { readonly value: string; readonly comment: string | null }
  | { readonly left: string }
  | undefined;

/** What references are pinned to. */
export interface PinOptions {
  readonly catalog: Catalog;
  /** Everything that is revoked by now. */
  readonly revoked: readonly Revocation[];
  readonly tekton: TektonLine;
}

/** `owner/repository/path@ref`: the commit of the catalog, with its version as a comment. */
export function usesTarget(value: string, comment: string | null, options: PinOptions): Target {
  const uses = parseUses(value);
  if (uses.kind !== 'remote') return undefined;
  const { catalog } = options;
  const name = `${uses.owner}/${uses.repository}`.toLowerCase();
  const step = catalog.steps.find(({ action }) => isSame(action?.uses ?? null, name, uses.path));
  if (step === undefined) return undefined;
  const stated = uses.refKind === 'commit' ? (comment ?? '') : uses.ref;
  const left = revokedWords(step, stated, options.revoked);
  if (left !== null) return { left: `${value} ${left}` };
  const { commit } = catalog.source;
  if (commit === null) return { left: `${value}: the catalog names no commit` };
  return {
    value: `${value.slice(0, value.indexOf('@'))}@${commit}`,
    comment: `v${catalog.version}`,
  };
}

function isSame(uses: string | null, name: string, path: string): boolean {
  if (uses === null) return false;
  const [owner = '', repository = '', ...rest] = uses.split('/');
  return `${owner}/${repository}`.toLowerCase() === name && rest.join('/') === path;
}

/** A bundle by tag: the digest of the same version, in the form for the Tekton that is asked for. */
export function bundleTarget(value: string, options: PinOptions): Target {
  const image = parseImage(value);
  if (image.kind === 'undecidable') return undefined;
  const { registry, repository, tag } = image;
  const steps = options.catalog.steps.filter(
    ({ task }) => repositoryOf(task?.bundle ?? '') === `${registry}/${repository}`,
  );
  const [only] = steps;
  if (only === undefined) return undefined;
  const stated = (tag ?? '').replace(/-tekton-1\.9$/, '');
  const left = revokedWords(only, stated, options.revoked);
  if (left !== null) return { left: `${value} ${left}` };
  const step =
    steps.find(({ version }) => version === stated) ?? (steps.length === 1 ? only : undefined);
  if (step === undefined)
    return {
      left: `${value}: the catalog has ${steps.map(({ version }) => version).join(', ')}; name one of them`,
    };
  return (
    pinnedBundle(step, options.tekton) ?? {
      left: `${value}: the catalog has no bundle of it for Tekton ${options.tekton}`,
    }
  );
}

function pinnedBundle({ task }: CatalogStep, tekton: TektonLine): Target {
  const bundle = task?.variants.find((variant) => variant.tekton === tekton)?.bundle ?? null;
  if (task === null || bundle === null || bundle.ref !== variantRef(task.bundle ?? '', tekton))
    return undefined;
  return { value: `${bundle.ref}@${bundle.digest}`, comment: null };
}

function repositoryOf(ref: string): string | null {
  const image = parseImage(ref);
  return image.kind === 'undecidable' ? null : `${image.registry}/${image.repository}`;
}

/** Of the version that a reference states; `v1.2.0`, `1.2.0` and `name/v1.2.0` are the same. */
function revokedWords(
  { name }: CatalogStep,
  stated: string,
  revoked: readonly Revocation[],
): string | null {
  const version = stated.trim().split(/\s/)[0]?.replace(/^.*\//, '').replace(/^v/, '');
  const found = revoked.find((each) => identityOf(each) === `${name} ${version ?? ''}`);
  if (found === undefined) return null;
  return `is revoked (${found.reason})${found.replacedBy === null ? '' : `, take ${found.replacedBy}`}`;
}
