import type { Fault, ImageName, Result } from '@plumbline/core';

/** A repository of a registry: `ghcr.io` and `acme/app`. */
export type RegistryRepository = Pick<ImageName, 'registry' | 'repository'>;

/** What a manifest says of other content (OCI image specification, descriptor). The digest is `sha256:` and 64 digits. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType: string | null;
  readonly annotations: Readonly<Record<string, string>>;
  /** `os/architecture` with `/variant`, in indexes. */
  readonly platform: string | null;
}

/** An image, an index of images, or an artifact. */
export interface Manifest {
  /** Of the bytes, computed here. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly artifactType: string | null;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of an index; empty for an image. */
  readonly manifests: readonly Descriptor[];
  /** Of an image; null for an index. */
  readonly config: Descriptor | null;
  readonly layers: readonly Descriptor[];
  /** What the artifact is about. */
  readonly subject: Descriptor | null;
}

/**
 * OCI registries (distribution specification 1.1). Nothing of what one answers is believed: digests are computed again,
 * sizes bounded, manifests read strictly. Null: it is not there. Connections go to the registry that the caller named,
 * and without credentials to where it leads.
 */
export interface Registry {
  /** By tag or by digest; at most 4 MiB. */
  readonly manifest: (
    repository: RegistryRepository,
    reference: string,
  ) => Promise<Result<Manifest | null, Fault>>;
  /** The content of a descriptor; more than 64 MiB is refused unread. */
  readonly blob: (
    repository: RegistryRepository,
    content: Pick<Descriptor, 'digest' | 'size'>,
  ) => Promise<Result<Uint8Array | null, Fault>>;
  readonly tags: (
    repository: RegistryRepository,
  ) => Promise<Result<readonly string[] | null, Fault>>;
  /**
   * Manifests about a digest, by the API, else by the fall-back tag. With a type: those that are listed with it, or with
   * none; what a manifest is, only it tells.
   */
  readonly referrers: (
    repository: RegistryRepository,
    digest: string,
    artifactType?: string,
  ) => Promise<Result<readonly Descriptor[], Fault>>;
  /** Returns the digest. What is there already is not sent again. */
  readonly putBlob: (
    repository: RegistryRepository,
    bytes: Uint8Array,
  ) => Promise<Result<string, Fault>>;
  /** Under a tag, or under its digest alone; returns the digest. A subject is made to list it, by the fall-back tag if need be. */
  readonly putManifest: (
    repository: RegistryRepository,
    content: { readonly bytes: Uint8Array; readonly mediaType: string; readonly tag?: string },
  ) => Promise<Result<string, Fault>>;
}
