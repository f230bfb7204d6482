import { err, ok, undecidableFault, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';
import type { DigestSet } from '@plumbline/trust';
import { buildStatement } from '../statement/build.js';
import { withoutNulls } from '../statement/nulls.js';
import { pathProblem } from '../statement/subject-path.js';
import { formatTime } from '../statement/time.js';
import { fileSubjects, PIPELINE_PREDICATE, type Manifest, type ManifestFile } from './manifest.js';
import { pinnedSubjects, referencesOf } from './reference.js';

/** A closure and the digests of its files by path. */
export interface MeasuredClosure {
  readonly closure: Closure;
  readonly digests: ReadonlyMap<string, DigestSet>;
}

/** What a manifest says beside what the pipeline uses. */
export type ManifestTerms = Omit<Manifest, 'files' | 'references'>;

/** The statement to sign for a pipeline; a fault if it could not be verified as it is. */
export function buildManifest(
  measured: MeasuredClosure,
  terms: ManifestTerms,
): Result<Uint8Array, Fault> {
  const files = measuredFiles(measured);
  const fault = findFault(measured, files, terms);
  if (fault !== null) return err(fault);
  const references = referencesOf(measured.closure);
  const subjects = [...fileSubjects(files), ...pinnedSubjects(references)];
  const predicate = { ...termsOf(terms), references: references.map(withoutNulls) };
  return ok(buildStatement({ subjects, predicateType: PIPELINE_PREDICATE, predicate }));
}

/** The files of a closure with their digests; one without a digest is left out. */
export function measuredFiles({ closure, digests }: MeasuredClosure): readonly ManifestFile[] {
  return closure.files.flatMap((path) => {
    const digest = digests.get(path);
    return digest === undefined ? [] : [{ path, digest }];
  });
}

function findFault(
  { closure }: MeasuredClosure,
  files: readonly ManifestFile[],
  terms: ManifestTerms,
): Fault | null {
  const [unreadable] = closure.unreadable;
  if (unreadable !== undefined || files.length !== closure.files.length) {
    const path = unreadable?.path ?? 'a file';
    return undecidableFault(
      'MANIFEST_UNREADABLE',
      `${path} cannot be read, so it cannot be signed`,
    );
  }
  if (files.length === 0) return usageFault('MANIFEST_EMPTY', 'there is no pipeline to sign');
  for (const { path } of files) {
    const problem = pathProblem(path);
    if (problem !== null) return usageFault('MANIFEST_PATH', `${JSON.stringify(path)}: ${problem}`);
  }
  return termsFault(terms);
}

function termsFault({ serial, issuedAt, expiresAt }: ManifestTerms): Fault | null {
  if (!Number.isSafeInteger(serial) || serial < 1) {
    return usageFault(
      'MANIFEST_SERIAL',
      `the serial ${String(serial)} is not a whole number from 1`,
    );
  }
  return expiresAt > issuedAt
    ? null
    : usageFault('MANIFEST_EXPIRY', 'the manifest would expire before it is issued');
}

function termsOf(terms: ManifestTerms): Readonly<Record<string, unknown>> {
  return {
    source: withoutNulls(terms.source),
    refClass: terms.refClass,
    serial: terms.serial,
    issuedAt: formatTime(terms.issuedAt),
    expiresAt: formatTime(terms.expiresAt),
    ...withoutNulls({ previous: terms.previous }),
    ...(terms.policySha256 === null ? {} : { policy: { sha256: terms.policySha256 } }),
    generator: { name: 'sign-pipeline', version: terms.version },
  };
}
