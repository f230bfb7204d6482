import type { AuditPolicy } from './audit.js';

/** `.plumbline.yaml`, parsed (design §3). Every section is optional in the file and present here with its default. */
export interface Policy {
  readonly trust: TrustPolicy;
  readonly verify: VerifyPolicy;
  readonly benchmark: BenchmarkPolicy;
  readonly audit: AuditPolicy;
  readonly waivers: readonly PolicyWaiver[];
}

/** The only place that names signers. */
export interface TrustPolicy {
  /** By name. None: the public sigstore instance, as it is built in. */
  readonly roots: Readonly<Record<string, TrustedRoot>>;
  /** By name, which no identity has. */
  readonly keys: Readonly<Record<string, TrustedKey>>;
  /** By name, which no key has. */
  readonly identities: Readonly<Record<string, TrustedIdentity>>;
  readonly signing: SigningPolicy;
}

/** With which services signatures are made and witnessed. */
export interface SigningPolicy {
  /** A sigstore signing config in a file of the target; null: the public instance, and for keyless signatures alone. */
  readonly config: PinnedFile | null;
  /** Whether a repository that is not public may be named in the public log. */
  readonly publicLog: 'accept' | 'refuse';
}

/** A file below the target, which only counts with this digest. */
export interface PinnedFile {
  readonly file: string;
  readonly sha256: string;
}

/** Whose certificates, logs and timestamps count: the public sigstore instance, or a trusted root in a file. */
export type TrustedRoot = 'public-good' | PinnedFile;

/** Who may sign with a certificate of a root. */
export interface TrustedIdentity {
  readonly issuer: string;
  /** Subject alternative name; `*` is any part of one path segment behind host and owner. */
  readonly san: string;
  /** Name of the root; null: the only one. */
  readonly root: string | null;
  /** Further claims of the certificate, by name, compared whole. */
  readonly claims: Readonly<Record<string, string>>;
}

export interface TrustedKey {
  /** PEM text of the public key (SPKI). */
  readonly pem: string;
  /** ISO 8601 times; a key without trusted time is judged at the time of verification. */
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  readonly revoked: boolean;
}

export interface VerifyPolicy {
  /** Names of `trust`, one of which must have signed. Empty: any key of `trust`. */
  readonly signers: readonly string[];
  /** The lowest manifest serial that is accepted. */
  readonly minSerial: number | null;
  /** SHA-256 of manifests that are revoked. */
  readonly deny: readonly string[];
  /** Trusted sources of functions and images (`actions/*`, `ghcr.io/acme/**`); null: not judged. */
  readonly sources: readonly string[] | null;
  /** `deny`: a Task by name in the cluster fails. `signed`: it passes if the signed tree defines it. */
  readonly inCluster: 'deny' | 'signed';
}

/** What config-benchmark has to know and cannot see. */
export interface BenchmarkPolicy {
  /** Where the workflows run: what changed on github.com does not hold on a GitHub Enterprise Server. */
  readonly platform: 'github.com' | 'ghes';
}

export interface PolicyWaiver {
  /** Check id or slug. */
  readonly what: string;
  /** Path, or segment-wise glob of paths. */
  readonly where: string;
  readonly why: string;
  readonly who: string;
  /** ISO 8601 date; the waiver counts up to and including it. */
  readonly until: string;
}
