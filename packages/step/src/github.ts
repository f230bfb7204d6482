import type { Fault, Result } from '@plumbline/core';

/** One attempt of a run, as the API tells it. */
export interface GitHubRun {
  readonly id: string;
  readonly attempt: number;
  readonly repository: { readonly name: string; readonly id: string; readonly ownerId: string };
  readonly commit: string;
  /** Null for a tag or a deleted branch. */
  readonly branch: string | null;
  readonly event: string;
  /** `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string;
  readonly actor: GitHubUser;
  /** Who started this attempt. */
  readonly triggeringActor: GitHubUser;
  /** Workflows that it has called, at the commits that were used. */
  readonly calledWorkflows: readonly { readonly path: string; readonly sha: string }[];
}

export interface GitHubUser {
  readonly login: string;
  readonly id: string;
}

export interface GitHubStep {
  readonly number: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

export interface GitHubJob {
  readonly id: string;
  readonly attempt: number;
  readonly commit: string;
  /** As shown: with the matrix in parentheses, below the caller as `caller / job`. */
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly labels: readonly string[];
  readonly runner: string | null;
  readonly runnerGroup: string | null;
  readonly steps: readonly GitHubStep[];
}

/** What the run has uploaded. The digest is the platform's own, of the archive; null: it was made before there were any. */
export interface GitHubArtifact {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly digest: string | null;
  readonly expired: boolean;
}

/** An Action that the runner says it has downloaded before the first step. */
export interface DownloadedAction {
  /** `owner/repository`. */
  readonly repository: string;
  readonly ref: string;
  readonly sha: string;
}

/** Claims of an identity token, verified against the keys of its issuer. */
export interface IdentityClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  /** All claims that are text: `repository`, `run_id`, `job_workflow_ref` … */
  readonly claims: Readonly<Record<string, string>>;
}

/**
 * What GitHub itself says of a run. A fault is what cannot be told now (no token, no right, rate limit, outage, an odd answer):
 * never a shorter list.
 */
export interface GitHub {
  readonly run: (
    repository: string,
    id: string,
    attempt: string,
  ) => Promise<Result<GitHubRun, Fault>>;
  readonly jobs: (
    repository: string,
    id: string,
    attempt: string,
  ) => Promise<Result<readonly GitHubJob[], Fault>>;
  /** Of all attempts: GitHub does not tell which one uploaded an artifact. */
  readonly artifacts: (
    repository: string,
    id: string,
  ) => Promise<Result<readonly GitHubArtifact[], Fault>>;
  /**
   * Read from the part of a job's log that the runner writes before anything else runs. Null: there is no log, or none of
   * that form. Actions that a local Action uses are downloaded later and are not told.
   */
  readonly downloadedActions: (
    repository: string,
    jobId: string,
  ) => Promise<Result<readonly DownloadedAction[] | null, Fault>>;
  /** An identity token of this job for an audience; null: the job may not have one (`id-token: write`). */
  readonly identity: (audience: string) => Promise<Result<IdentityClaims | null, Fault>>;
}
