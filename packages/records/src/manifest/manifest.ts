import type { DigestSet, Subject } from '@plumbline/trust';
import type { ManifestReference } from './reference.js';

/** The predicate type of the signed manifest of a pipeline. */
export const PIPELINE_PREDICATE = 'https://plumbline.dev/attestation/pipeline/v1';

/** For runs of which refs a manifest counts; `any` for all. */
export type RefClass = 'branch' | 'tag' | 'any';

/** Where the signed files came from; only informs: the digests decide. */
export interface ManifestSource {
  readonly uri: string | null;
  readonly commit: string | null;
}

export interface ManifestFile {
  readonly path: string;
  readonly digest: DigestSet;
}

/** The signed manifest of a pipeline: everything it uses, for a time, under a serial number. */
export interface Manifest {
  readonly files: readonly ManifestFile[];
  readonly references: readonly ManifestReference[];
  readonly source: ManifestSource;
  readonly refClass: RefClass;
  /** Grows with each manifest; the policy says the lowest that still counts. */
  readonly serial: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** SHA-256 of the statement before this one; null for the first. */
  readonly previous: string | null;
  /** SHA-256 of the policy in force when it was signed; null if there was none. */
  readonly policySha256: string | null;
  /** Version of the signing step. */
  readonly version: string;
}

/** The subjects of a manifest and of records about the same pipeline. */
export function fileSubjects(files: readonly ManifestFile[]): readonly Subject[] {
  return files.map(({ path, digest }) => ({ name: path, uri: null, digest }));
}
