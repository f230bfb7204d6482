/** A job as the API lists it. */
interface ToldJob {
  readonly name: string;
  readonly steps: readonly string[];
  /** Still running, as the job that attests is. */
  readonly isOpen?: boolean;
}

interface ToldRun {
  readonly commit: string;
  readonly path: string;
  readonly jobs: readonly ToldJob[];
  /** Run 1 of repository 42, which is what act says; and what the run has uploaded. */
  readonly id?: number;
  readonly repositoryId?: number;
  readonly artifacts?: readonly { readonly name: string; readonly digest: string }[];
  /** When all of it was started and, as far as it has, ended. */
  readonly at?: Date;
}

const user = { login: 'dana', id: 5, type: 'User', site_admin: false };
const AT = new Date('2026-11-01T10:00:00Z');

/**
 * The answers of "Get a workflow run attempt", "List jobs for a workflow run attempt" and "List workflow run artifacts"
 * (docs.github.com, REST API 2022-11-28) for a run, by their paths; and the logs of the jobs that have ended.
 */
export function toldRun(of: ToldRun): Readonly<Record<string, unknown>> {
  const { commit, path, jobs, id = 1, repositoryId = 42, artifacts = [], at = AT } = of;
  const run = `repos/acme/app/actions/runs/${String(id)}`;
  return {
    [`${run}/attempts/1`]: {
      id,
      name: 'release',
      run_number: 1,
      run_attempt: 1,
      head_branch: 'main',
      head_sha: commit,
      path,
      event: 'push',
      status: 'in_progress',
      conclusion: null,
      run_started_at: secondsOf(at),
      actor: user,
      triggering_actor: user,
      referenced_workflows: [],
      repository: {
        id: repositoryId,
        full_name: 'acme/app',
        owner: { ...user, login: 'acme', id: 9 },
      },
    },
    [`${run}/attempts/1/jobs`]: {
      total_count: jobs.length,
      jobs: jobs.map(jobOf(commit, id, secondsOf(at))),
    },
    [`${run}/artifacts`]: {
      total_count: artifacts.length,
      artifacts: artifacts.map((artifact, index) => ({
        id: 200 + index,
        ...artifact,
        size_in_bytes: 1,
        expired: false,
      })),
    },
    ...Object.fromEntries(
      jobs.flatMap((job, index) =>
        job.isOpen === true
          ? []
          : [[`repos/acme/app/actions/jobs/${String(100 + index)}/logs`, logOf(job)]],
      ),
    ),
  };
}

/** The beginning of a log as hosted runners write it (actions/runner 2.327). */
function logOf({ name, steps }: ToldJob): string {
  const used = steps.flatMap((step) => {
    const [, repository, ref] = /^Run ([^@/]+\/[^@]+)@([0-9a-f]{40})$/.exec(step) ?? [];
    return repository === undefined || ref === undefined
      ? []
      : [`Download action repository '${repository}@${ref}' (SHA:${ref})`];
  });
  return ["Current runner version: '2.327.0'", ...used, `Complete job name: ${name}`]
    .map((line) => `2026-11-01T10:00:00.0000000Z ${line}\r\n`)
    .join('');
}

function jobOf(commit: string, run: number, time: string) {
  return ({ name, steps, isOpen = false }: ToldJob, index: number): object => {
    const ended = isOpen
      ? { status: 'in_progress', conclusion: null, completed_at: null }
      : { status: 'completed', conclusion: 'success', completed_at: time };
    return {
      id: 100 + index,
      run_id: run,
      run_attempt: 1,
      head_sha: commit,
      name,
      ...ended,
      started_at: time,
      labels: ['ubuntu-24.04'],
      runner_name: 'GitHub Actions 1',
      runner_group_name: 'GitHub Actions',
      steps: ['Set up job', ...steps].map((step, at) => ({
        number: at + 1,
        name: step,
        ...ended,
        started_at: time,
      })),
    };
  };
}

function secondsOf(at: Date): string {
  return at.toISOString().replace(/\.\d+/, '');
}
