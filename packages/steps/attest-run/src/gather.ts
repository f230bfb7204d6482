import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { openSigner, openTrust } from '@plumbline/records';
import type { InputsOf, LoadedPolicy, Ports, Target } from '@plumbline/step';
import type { Chain } from './chain/attest.js';
import type { attestRun } from './definition.js';
import { findLinks } from './links.js';
import { observe, isExport } from './observe.js';
import type { Artifact, ObservedRun } from './observed.js';
import { bomOf, type MadeBom } from './sbom.js';
import { openAll } from './store.js';
import { withPlatformsOf } from './subjects/image.js';
import { resolveSubjects } from './subjects/resolve.js';
import { withUniqueNames } from './subjects/unique.js';
import { vouch, type Vouched } from './tekton/vouched.js';

export type AttestInputs = InputsOf<typeof attestRun>;

/** Everything that is read before anything is signed. */
export interface Gathered extends Chain {
  readonly bom: MadeBom | null;
  readonly inputs: AttestInputs;
  readonly loaded: LoadedPolicy;
  /** What could not be learned of the artifacts. */
  readonly doubts: readonly string[];
  /** What Tekton Chains has signed of the run. */
  readonly vouched: Vouched;
}

export async function gather(inputs: AttestInputs, ports: Ports): Promise<Result<Gathered, Fault>> {
  const folder = isExport(inputs.target) ? '.' : inputs.target;
  const target = ports.openTarget({ ...inputs, target: folder });
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, inputs.policy);
  if (!loaded.ok) return loaded;
  const told = await observe(inputs, target.value, ports);
  if (!told.ok) return told;
  const vouched = vouchFor(told.value, { loaded: loaded.value, target: target.value }, ports);
  if (!vouched.ok) return vouched;
  const { observed } = vouched.value;
  const artifacts = artifactsOf(observed, inputs, ports);
  if (!artifacts.ok) return artifacts;
  // Offline an image is known by its own digest alone.
  const expanded = inputs.offline
    ? { artifacts: artifacts.value, doubts: [] }
    : await withPlatformsOf(artifacts.value, ports.registry);
  const listed = { folder, artifacts: artifacts.value, offline: inputs.offline };
  const bom = await bomOf(inputs.sbom, listed, ports);
  if (!bom.ok) return bom;
  const stores = openAll(inputs.store, ports);
  if (!stores.ok) return stores;
  const found =
    inputs.link === 'none'
      ? ok({ links: [], notes: [] })
      : await findLinks(observed.run, stores.value);
  if (!found.ok) return found;
  const place = { policy: loaded.value.policy, target: target.value };
  const signer = await openSigner(inputs.key, place, ports);
  if (!signer.ok) return signer;
  return ok({
    inputs,
    loaded: loaded.value,
    observed,
    vouched: vouched.value,
    beside: vouched.value.records.map((bytes) => ({ kind: 'chains-provenance', bytes })),
    artifacts: expanded.artifacts,
    doubts: expanded.doubts,
    bom: bom.value,
    found: found.value,
    stores: stores.value,
    signer: signer.value,
  });
}

interface Place {
  readonly loaded: LoadedPolicy;
  readonly target: Target;
}

/** Where the API server itself tells, or Chains has left nothing, nobody is asked whom to trust. */
function vouchFor(
  observed: ObservedRun,
  { loaded: { policy }, target }: Place,
  { now }: Ports,
): Result<Vouched, Fault> {
  if (observed.observed === 'platform' || observed.objects.every(({ left }) => left === null))
    return ok({ observed, records: [], notes: [], contradictions: [] });
  const trust = openTrust(policy, target);
  if (!trust.ok) return trust;
  return ok(vouch(observed, { trust: trust.value, custody: policy.audit.custody, now: now() }));
}

/** What the user named; else what the platform tells of. A run that made nothing is no run to vouch for. */
function artifactsOf(
  observed: ObservedRun,
  { subjects }: AttestInputs,
  ports: Ports,
): Result<readonly Artifact[], Fault> {
  const named = resolveSubjects(subjects, ports);
  if (!named.ok) return named;
  const told = new Map(observed.artifacts.map((each) => [each.digest['sha256'], each]));
  const artifacts =
    subjects.length === 0
      ? observed.artifacts
      : named.value.map((each) => ({
          ...each,
          origin: told.get(each.digest['sha256'])?.origin ?? each.origin,
        }));
  const isMeantToMake = observed.status === 'succeeded' || observed.status === 'running';
  return artifacts.length === 0 && isMeantToMake ? err(nothing()) : ok(withUniqueNames(artifacts));
}

function nothing(): Fault {
  return usageFault(
    'SUBJECTS_NONE',
    'there is nothing to attest: no subject was named, and the platform tells of none that the run made',
    'subjects: dist/*.tgz',
  );
}
