import type {
  ArtifactBuilt,
  Descriptor,
  ExecutedFunction,
  Origin,
  RunIdentity,
} from '@plumbline/records';
import type { DigestSet } from '@plumbline/trust';

/** A function that ran, before it is put into the chain of records. */
export type ObservedFunction = Omit<ExecutedFunction, 'previous' | 'recorder' | 'run'>;

/** Something that the run made, by whose word. */
export interface Artifact {
  readonly name: string;
  readonly uri: string | null;
  readonly digest: DigestSet;
  readonly origin: Origin;
}

/** What started the run, as far as the run itself tells. */
export interface ToldTrigger {
  readonly provider: 'github' | 'tekton';
  readonly event: string;
  readonly deliveryId: string | null;
  readonly actor: { readonly id: string | null; readonly login: string | null } | null;
  readonly ref: string | null;
  /** `oidc`, `api`: the platform's word. `nothing`: whoever writes the job could have written this. */
  readonly by: 'oidc' | 'api' | 'nothing';
  /** SHA-256 of the file that the runner wrote of the event. */
  readonly eventSha256: string | null;
}

/** An object of the run, and what a service beside the run has left on it: Tekton Chains does. */
export interface ToldObject {
  /** Kind and name. */
  readonly of: string;
  readonly uid: string;
  /** Of its functions; null: it is the run. */
  readonly scope: string | null;
  /** SHA-256 of what it says of its functions: what they were, and how they ended. */
  readonly toldDigest: string;
  /** `unsigned`: a payload without a signature, which anybody can write. Null: nothing was left. */
  readonly left: { readonly bundle: Uint8Array } | 'unsigned' | null;
}

type Definition = ArtifactBuilt['buildDefinition'];

/** A run as its platform, or somebody in its name, tells of it. */
export interface ObservedRun {
  readonly run: RunIdentity;
  readonly status: ArtifactBuilt['buildDefinition']['internalParameters']['plumbline']['status'];
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** In each scope in order. */
  readonly functions: readonly ObservedFunction[];
  /** The scopes that a scope waits for. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  /** What the platform says the run made. */
  readonly artifacts: readonly Artifact[];
  readonly buildType: Definition['buildType'];
  readonly externalParameters: Definition['externalParameters'];
  readonly internalParameters: Omit<Definition['internalParameters'], 'plumbline'>;
  /** Source, definition, functions and images, by digest where it is known. */
  readonly materials: readonly Descriptor[];
  readonly builderId: string;
  readonly trigger: ToldTrigger | null;
  /** `declared`: nobody but the job, or a file, tells of it. */
  readonly observed: 'platform' | 'declared';
  readonly objects: readonly ToldObject[];
  /** What the platform says it has fetched of what the definition names; null: it does not tell. */
  readonly actions: {
    readonly contradictions: readonly string[];
    readonly unknown: readonly string[];
  } | null;
  /** What is known to be missing, in words. */
  readonly gaps: readonly string[];
}
