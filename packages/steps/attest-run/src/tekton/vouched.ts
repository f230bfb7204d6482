import { err, ok, type Result } from '@plumbline/core';
import type { Policy } from '@plumbline/step';
import { verifyBundle, type Trust } from '@plumbline/trust';
import type { Artifact, ObservedFunction, ObservedRun, ToldObject } from '../observed.js';
import { readChains, type SignedByChains } from './signed-by-chains.js';

/** A run, with what a service beside it has signed of it. */
export interface Vouched {
  readonly observed: ObservedRun;
  /** Its records, to be kept beside ours. */
  readonly records: readonly Uint8Array[];
  /** Why a record does not count. */
  readonly notes: readonly string[];
  /** Where what was signed contradicts what we were told. */
  readonly contradictions: readonly string[];
}

/** By whose signatures, and where their keys lie. */
export interface VouchTerms {
  readonly trust: Trust;
  readonly custody: Policy['audit']['custody'];
  readonly now: Date;
}

/**
 * Takes the word of Tekton Chains where an export is but a claim: for artifacts that it has signed as made by this very run,
 * and for the functions of TaskRuns that it has signed whole. Its key counts if the policy trusts it as that of a service.
 */
export function vouch(observed: ObservedRun, terms: VouchTerms): Vouched {
  const judged = observed.objects.map((object) => ({ object, read: judge(object, terms) }));
  const good = judged.flatMap(({ object, read }) =>
    read?.ok === true ? [{ object, ...read.value }] : [],
  );
  const told = new Map(good.flatMap(({ signed }) => [...signed.told]));
  const made = new Set(good.flatMap(({ signed }) => [...signed.made]));
  const known = observed.objects.filter(({ uid }) => told.has(uid));
  const agreeing = known.filter(({ uid, toldDigest }) => told.get(uid) === toldDigest);
  const scopes = new Set(agreeing.flatMap(({ scope }) => scope ?? []));
  return {
    observed: {
      ...observed,
      artifacts: observed.artifacts.map((each) => artifactIn(made, each)),
      functions: observed.functions.map((each) => functionIn(scopes, made, each)),
    },
    records: good.map(({ bundle }) => bundle),
    notes: judged.flatMap(({ object, read }) =>
      read?.ok === false ? [`Chains on ${object.of}: ${read.error}`] : [],
    ),
    contradictions: known
      .filter((object) => !agreeing.includes(object))
      .map(({ of }) => `Chains has signed another status of ${of} than the export has`),
  };
}

interface Signed {
  readonly bundle: Uint8Array;
  readonly signed: SignedByChains;
}

/** Null: nothing was left there. */
function judge({ left, uid }: ToldObject, terms: VouchTerms): Result<Signed, string> | null {
  if (left === null) return null;
  if (left === 'unsigned') return err('its payload is not signed, so it proves nothing');
  const verified = verifyBundle(left.bundle, { ...terms.trust, now: terms.now });
  if (!verified.ok) return err(`its record does not count: ${verified.error.message}`);
  const { signer, statement } = verified.value;
  if (terms.custody[signer] !== 'service')
    return err(`its record is signed by "${signer}", whom audit.custody does not call a service`);
  const signed = readChains(statement);
  if (signed.uid === null)
    return err('its format does not name the run: SLSA 1.0 (slsa/v2alpha3 or later) does');
  if (signed.uid !== uid) return err('its record is of another run');
  return ok({ bundle: left.bundle, signed });
}

function artifactIn(made: ReadonlySet<string>, artifact: Artifact): Artifact {
  const isMade = made.has(artifact.digest['sha256'] ?? '');
  return isMade ? { ...artifact, origin: 'platform' } : artifact;
}

/** The Pod was not signed: what it alone tells of stays a claim. */
function functionIn(
  scopes: ReadonlySet<string>,
  made: ReadonlySet<string>,
  executed: ObservedFunction,
): ObservedFunction {
  const { scope, role } = executed.function;
  const isSigned = scopes.has(scope) && (role === 'step' || role === 'sidecar');
  return {
    ...executed,
    observed: isSigned ? 'platform' : executed.observed,
    products: executed.products.map((each) =>
      made.has(each.digest['sha256'] ?? '') ? { ...each, origin: 'platform' } : each,
    ),
  };
}
