import type { Fault, FileTree, Post, Result } from '@plumbline/core';
import type { GitHub } from './github.js';
import type { Kubernetes } from './kubernetes.js';
import type { LoadedPolicy } from './policy/load.js';
import type { Registry } from './registry.js';
import type { Tools } from './tools.js';

/** Lines for people; the face maps them to workflow commands, plain lines or colour, and escapes them. */
export interface Log {
  readonly debug: (line: string) => void;
  readonly info: (line: string) => void;
  readonly notice: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** The opened target. */
export interface Target {
  /** As the user named it. */
  readonly name: string;
  readonly tree: FileTree;
  /** Set where the target is the top of a git work tree and is read at a commit. */
  readonly commit: string | null;
  /** `git+https://…` of the repository where the host knows it, without credentials. */
  readonly sourceUri: string | null;
  /** Writes to files of the target; only where it is a folder. */
  readonly replace?: (path: string, change: Replacement) => Result<void, Fault>;
}

/** A regular file of the target is replaced at once and keeps its mode; one that no longer is as it was read stays. */
export interface Replacement {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** What a change is compared with. */
export interface Base {
  readonly tree: FileTree;
  readonly commit: string;
  /** What it is, in words: a branch, or the revision that was asked for. */
  readonly name: string;
}

export interface TargetRequest {
  readonly target: string;
  readonly rev: string | null;
  readonly worktree: boolean;
}

/** What the platform says of the run that we are part of; null outside a run. */
export interface RunFacts {
  readonly platform: 'github' | 'tekton';
  /** `https://github.com`, or a server of one's own. */
  readonly server: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly ref: string;
  readonly commit: string;
  readonly workflowRef: string;
  readonly workflowSha: string;
  readonly runId: string;
  readonly attempt: string;
  readonly event: string;
  /** Who started it, and what else the runner tells; `''` where it does not. */
  readonly actor: string;
  readonly actorId: string;
  readonly ownerId: string;
  readonly runner: string;
  /** The job's id in the workflow. */
  readonly job: string;
  /** The file with the event. */
  readonly eventPath: string;
}

/** The run on Tekton that a Task of ours is part of, as its own arguments and the labels of its Pod tell. */
export interface TaskFacts {
  readonly kind: 'PipelineRun' | 'TaskRun';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Id that Triggers gave to the event. */
  readonly event: string | null;
}

/** A record as it is handed to a store. */
export interface NewRecord {
  readonly kind: string;
  readonly bytes: Uint8Array;
  /** Digests (`sha256:HEX`) of images that it belongs to without being about them: a registry keeps it beside those. */
  readonly images?: readonly string[];
}

/** A record as a store holds it: exact bytes, named by their SHA-256. Nothing of it is verified. */
export interface StoredRecord {
  readonly kind: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** What is looked for: records about a subject, the record whose signed statement has this SHA-256, those of a run, or all. */
export type RecordQuery =
  | { readonly by: 'subject'; readonly digest: string }
  | { readonly by: 'statement'; readonly sha256: string }
  | { readonly by: 'run'; readonly id: string }
  | { readonly by: 'all' };

/** Why an answer may be short: a record is not readable, there are more than are read, or the store cannot search so. */
export interface StoreProblem {
  readonly code: 'damaged' | 'flooded' | 'partial';
  readonly message: string;
}

/** What a store answers. Without problems, what is not among the records is not in the store. */
export interface FoundRecords {
  readonly records: readonly StoredRecord[];
  readonly problems: readonly StoreProblem[];
}

/** Where records are kept. Content decides the name; an index is never trusted. */
export interface RecordStore {
  readonly name: string;
  /** Keeps a record; the same bytes once more change nothing. */
  readonly put: (
    record: NewRecord,
  ) => Promise<Result<{ readonly sha256: string; readonly path: string }, Fault>>;
  /** A fault: the store cannot be asked, which is not the same as that nothing is there. */
  readonly find: (query: RecordQuery) => Promise<Result<FoundRecords, Fault>>;
}

/** A file that was hashed, by its path relative to the working folder. */
export interface DigestedFile {
  readonly path: string;
  readonly sha256: string;
}

/** The world as a step sees it. `host` implements it; tests pass their own. */
export interface Ports {
  readonly now: () => Date;
  readonly log: Log;
  readonly run: RunFacts | null;
  /** Null: this is no Task, or it is not known which. */
  readonly task: TaskFacts | null;
  /** Whether whoever runs the step answers for the files of the target: somebody at a desk, no run of any platform. */
  readonly atDesk: boolean;
  readonly openTarget: (request: TargetRequest) => Result<Target, Fault>;
  /**
   * The state before the change under test; null: there is none, so everything counts.
   * `request`: `auto`, `none`, or a commit, branch or tag.
   */
  readonly openBase: (target: Target, request: string) => Result<Base | null, Fault>;
  /** `file`: `PATH` or `PATH@sha256:HEX`; null: the default place. */
  readonly loadPolicy: (
    target: Target,
    file: string | null,
  ) => Promise<Result<LoadedPolicy, Fault>>;
  readonly openStores: (names: readonly string[]) => Result<readonly RecordStore[], Fault>;
  /** What the user named is asked, and nothing else; offline nothing is. */
  readonly registry: Registry;
  readonly gitHub: GitHub;
  readonly tools: Tools;
  /** The API server of the cluster that this process runs in. */
  readonly kubernetes: () => Result<Kubernetes, Fault>;
  /** Files that the user named (keys, manifests, reports): relative to the working folder, never of the target. */
  readonly readFile: (path: string) => Result<Uint8Array, Fault>;
  /** Digests of files of any size that the user named: a file, all below a folder, or what a pattern matches. */
  readonly digestFiles: (pattern: string) => Result<readonly DigestedFile[], Fault>;
  /** Creates or replaces a file atomically, without following a link in its last segment. */
  readonly writeFile: (path: string, bytes: Uint8Array, mode?: number) => Result<void, Fault>;
  /** Sends to a service that helps to sign; offline nothing is sent. */
  readonly post: Post;
  /** An identity token (OpenID Connect) for an audience: of the run, or as SIGSTORE_ID_TOKEN outside of GitHub. */
  readonly identityToken: (audience: string) => Promise<Result<string, Fault>>;
  /** The password of an encrypted key: COSIGN_PASSWORD, PRIVATE_PASSWORD, or asked for on a terminal. */
  readonly keyPassword: () => Promise<Result<string, Fault>>;
}
