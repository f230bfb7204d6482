import type { DownloadedAction, Ports, RunFacts } from '@plumbline/step';
import type { ObservedFunction } from '../observed.js';
import type { ToldRun } from './told.js';

/** What the logs of the jobs say of the Actions that were downloaded, beside what the definition says. */
export interface Downloads {
  /** With the commits that were downloaded. */
  readonly functions: readonly ObservedFunction[];
  /** Where another commit ran than the definition names, in words. */
  readonly contradictions: readonly string[];
  /** Of which jobs it is not known what they have downloaded, and why. */
  readonly unknown: readonly string[];
}

/** The functions of a job, as far as the job has ended: a log is complete only then. */
interface JobFunctions {
  readonly job: ToldRun['jobs'][number];
  readonly functions: readonly ObservedFunction[];
}

/** Asks the log of each job that has ended for the commits of the Actions that it has downloaded before its first step. */
export async function withDownloads(
  jobs: readonly JobFunctions[],
  { repository }: RunFacts,
  { gitHub }: Pick<Ports, 'gitHub'>,
): Promise<Downloads> {
  const found: Downloads[] = [];
  for (const { job, functions } of jobs) {
    const isAsked = job.conclusion !== null && functions.some((each) => remoteOf(each) !== null);
    if (!isAsked) {
      found.push({ functions, contradictions: [], unknown: [] });
      continue;
    }
    const told = await gitHub.downloadedActions(repository, job.id);
    const why = told.ok ? 'there is no log of that form' : told.error.message;
    const downloaded = told.ok ? told.value : null;
    found.push(
      downloaded === null
        ? { functions, contradictions: [], unknown: [unknownOf(job.name, why)] }
        : compared(functions, downloaded),
    );
  }
  return {
    functions: found.flatMap(({ functions }) => functions),
    contradictions: found.flatMap(({ contradictions }) => contradictions),
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}

function unknownOf(job: string, why: string): string {
  return `it is not known which commits of its Actions the job ${job} has downloaded: ${why}`;
}

function compared(
  functions: readonly ObservedFunction[],
  downloaded: readonly DownloadedAction[],
): Downloads {
  const contradictions: string[] = [];
  const withCommits = functions.map((each) => {
    const remote = remoteOf(each);
    if (remote === null) return each;
    const { scope, name, digest } = each.function;
    const actual = downloaded.find((one) => isOf(one, remote));
    const declared = digest?.['gitCommit'];
    if (actual === undefined) {
      contradictions.push(`the log of ${scope} tells of no download of "${name}"`);
      return each;
    }
    if (declared !== undefined && declared !== actual.sha)
      contradictions.push(
        `"${name}" of ${scope} ran at ${actual.sha}; the definition names ${declared}`,
      );
    return { ...each, function: { ...each.function, digest: { gitCommit: actual.sha } } };
  });
  return { functions: withCommits, contradictions, unknown: [] };
}

interface RemoteAction {
  readonly repository: string;
  readonly ref: string;
}

/** An Action of another repository: what is local is part of the commit that was checked out. */
function remoteOf({ function: { kind, uri } }: ObservedFunction): RemoteAction | null {
  const [, repository = '', ref = ''] = /^pkg:github\/([^@]+)@([^#]+)/.exec(uri ?? '') ?? [];
  return kind === 'action' && repository !== '' ? { repository, ref } : null;
}

/** GitHub compares names of repositories without case. */
function isOf(one: DownloadedAction, { repository, ref }: RemoteAction): boolean {
  return one.repository.toLowerCase() === repository.toLowerCase() && one.ref === ref;
}
