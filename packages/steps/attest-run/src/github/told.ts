import type { Fault } from '@plumbline/core';
import type { GitHubArtifact, GitHubJob, GitHubRun, Ports, RunFacts } from '@plumbline/step';

/** What GitHub says of a run. */
export interface ToldRun {
  readonly run: GitHubRun;
  readonly jobs: readonly GitHubJob[];
  readonly artifacts: readonly GitHubArtifact[];
}

/** What could be learned: all of it, or why not. `isAsked`: false where there was no token or no network to ask with. */
export type Told =
  | { readonly told: ToldRun }
  | { readonly told: null; readonly fault: Fault; readonly isAsked: boolean };

/** Asks GitHub for the run, its jobs and its artifacts; one that cannot be told leaves nothing told. */
export async function askGitHub(facts: RunFacts, { gitHub }: Ports): Promise<Told> {
  const { repository, runId, attempt } = facts;
  const run = await gitHub.run(repository, runId, attempt);
  if (!run.ok) return untold(run.error);
  const jobs = await gitHub.jobs(repository, runId, attempt);
  if (!jobs.ok) return untold(jobs.error);
  const artifacts = await gitHub.artifacts(repository, runId);
  if (!artifacts.ok) return untold(artifacts.error);
  return { told: { run: run.value, jobs: jobs.value, artifacts: artifacts.value } };
}

function untold(fault: Fault): Told {
  return { told: null, fault, isAsked: !/^GITHUB_(?:OFFLINE|TOKEN)$/.test(fault.code) };
}

/** Where the runner and GitHub contradict each other; what the job says of itself is a claim. */
export function contradictions(facts: RunFacts, { run }: ToldRun): readonly string[] {
  const path = facts.workflowRef.slice(facts.repository.length + 1).split('@')[0] ?? '';
  const pairs: readonly (readonly [string, string, string])[] = [
    ['commit', facts.commit, run.commit],
    ['event', facts.event, run.event],
    ['workflow', path, run.path.split('@')[0] ?? ''],
    ['repository id', facts.repositoryId, run.repository.id],
  ];
  return pairs
    .filter(([, said, told]) => said !== '' && said !== told)
    .map(([what, said, told]) => `the runner says ${what} ${said}, GitHub says ${told}`);
}
