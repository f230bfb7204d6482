import type { AuditPolicy, RegistryRepository } from '@plumbline/step';
import type { Chain } from '@plumbline/records';
import type { DigestSet } from '@plumbline/trust';

/** What is audited: one thing with digests that were computed here. */
export interface Artifact {
  /** As the user named it, or the path below what they named. */
  readonly name: string;
  /** What it is looked for by: `sha256:HEX`, or `sha512:HEX` where no other is known. */
  readonly key: string;
  readonly digest: DigestSet;
  /** The manifests of the platforms of an image index: they must be subjects too. */
  readonly parts: readonly { readonly name: string; readonly key: string }[];
  /** Where it lies, if it is an image that was named so. */
  readonly repository?: RegistryRepository;
  /** Why it is not known which platforms it has. */
  readonly doubt?: string;
}

/** One way in which an artifact can have come to be, and what it is held against. */
export interface Case {
  readonly artifact: Artifact;
  readonly chain: Chain;
  readonly policy: AuditPolicy;
  /** As of when it is judged. */
  readonly now: Date;
}
