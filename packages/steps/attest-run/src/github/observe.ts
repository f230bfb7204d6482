import { ok, type Fault, type Result } from '@plumbline/core';
import { definedStepName, type DefinedJob } from '@plumbline/pipeline';
import { GITHUB_BUILD_TYPE, material, runIdentity, type Descriptor } from '@plumbline/records';
import type { GitHubJob, Ports, RunFacts, Target } from '@plumbline/step';
import type { Artifact, ObservedFunction, ObservedRun } from '../observed.js';
import { declaredStep, definedJobs, jobNamed } from './definition.js';
import { withDownloads } from './downloads.js';
import { functionsOfJob, statusOf, wholeSeconds } from './functions.js';
import { askGitHub, contradictions, type ToldRun } from './told.js';
import { triggerOf } from './trigger.js';

/** The run that this step is part of, as GitHub tells of it; where it cannot be asked, as the definition declares it. */
export async function observeGitHub(
  facts: RunFacts,
  target: Target,
  ports: Ports,
): Promise<Result<ObservedRun, Fault>> {
  const answer = await askGitHub(facts, ports);
  const { told } = answer;
  const defined = definedJobs(facts, target);
  const shown = told === null ? [] : shownJobs(told, defined);
  const jobs = shown.map(({ job, scope, part }) => ({
    job,
    functions: functionsOfJob(job, scope, part),
  }));
  const downloads = told === null ? null : await withDownloads(jobs, facts, ports);
  const functions = downloads?.functions ?? declaredFunctions(facts, defined);
  const unable = told === null && answer.isAsked ? [answer.fault.message] : [];
  return ok({
    run: runIdentity(facts),
    status: told === null ? 'running' : statusOfRun(told, defined),
    startedAt: wholeSeconds(told?.run.startedAt ?? null),
    finishedAt: null,
    functions,
    after: orderOf(shown),
    artifacts: told === null ? [] : artifactsOf(told),
    buildType: GITHUB_BUILD_TYPE,
    ...parametersOf(facts),
    materials: materialsOf(facts, { functions, told }),
    builderId: `${facts.server}/${facts.workflowRef}`,
    trigger: await triggerOf(facts, told, ports),
    observed: told === null ? 'declared' : 'platform',
    objects: [],
    actions: downloads,
    gaps: told === null ? unable : contradictions(facts, told),
  });
}

/** A job of the run, and the part of the definition that it is. */
interface ShownJob {
  readonly job: GitHubJob;
  /** Its name; of jobs that are called alike, all but the first have a number behind it. */
  readonly scope: string;
  readonly part: DefinedJob | null;
}

function shownJobs({ jobs }: ToldRun, defined: readonly DefinedJob[]): readonly ShownJob[] {
  return jobs.map((job, at) => {
    const twins = jobs.slice(0, at).filter(({ name }) => name === job.name).length;
    const scope = twins === 0 ? job.name : `${job.name}[${String(twins + 1)}]`;
    return { job, scope, part: jobNamed(defined, job.name) };
  });
}

/** The steps of this job as declared: none of them is known to have ended. */
function declaredFunctions(
  { job }: RunFacts,
  defined: readonly DefinedJob[],
): readonly ObservedFunction[] {
  const part = defined.find((each) => each.job.id.value === job);
  return (part?.job.steps ?? []).map((step) => {
    const declared = declaredStep(step, part?.lock ?? null);
    const name = definedStepName(step);
    return {
      ...declared,
      function: {
        ...{ scope: job, index: step.index + 1, name, role: 'step', text: null },
        ...declared.function,
      },
      materials: [],
      products: [],
      results: null,
      status: 'open',
      exitCode: null,
      startedAt: null,
      finishedAt: null,
      observed: 'declared',
      retry: 0,
    };
  });
}

/** While a run goes on, a job that failed has failed it, unless the definition lets it go on. */
function statusOfRun(
  { run, jobs }: ToldRun,
  defined: readonly DefinedJob[],
): ObservedRun['status'] {
  const whole = statusOf(run);
  if (whole !== 'open') return whole === 'skipped' ? 'cancelled' : whole;
  const ended = jobs.filter(({ name }) => jobNamed(defined, name)?.mayFail !== true).map(statusOf);
  if (ended.includes('failed')) return 'failed';
  return ended.includes('cancelled') ? 'cancelled' : 'running';
}

/** The jobs that a job needs, under the names that the API shows. */
function orderOf(shown: readonly ShownJob[]): ObservedRun['after'] {
  const scopesOf = (id: string): readonly string[] =>
    shown.flatMap(({ scope, part }) =>
      part?.id === id || part?.id.startsWith(`${id}/`) === true ? [scope] : [],
    );
  return new Map(
    shown.map(({ scope, part }) => [scope, [...new Set((part?.after ?? []).flatMap(scopesOf))]]),
  );
}

/** What the run has uploaded: archives, by the digest that GitHub computed. */
function artifactsOf({ artifacts }: ToldRun): readonly Artifact[] {
  return artifacts.flatMap(({ name, digest, expired }) => {
    const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1];
    return expired || sha256 === undefined
      ? []
      : [{ name, uri: null, digest: { sha256 }, origin: 'platform' }];
  });
}

function parametersOf(
  facts: RunFacts,
): Pick<ObservedRun, 'externalParameters' | 'internalParameters'> {
  const { server, repository, repositoryId, ownerId, workflowRef, runner } = facts;
  const [path = '', ref = facts.ref] = workflowRef.slice(repository.length + 1).split('@');
  const isTold = repositoryId !== '' && ownerId !== '' && runner !== '';
  return {
    externalParameters: {
      workflow: path === '' ? null : { ref, repository: `${server}/${repository}`, path },
      definition: null,
      params: null,
    },
    internalParameters: {
      tekton: null,
      github: isTold
        ? {
            event_name: facts.event,
            repository_id: repositoryId,
            repository_owner_id: ownerId,
            runner_environment: runner,
          }
        : null,
    },
  };
}

/** The source first, as other readers of this build type expect; then called workflows, actions and images by digest. */
function materialsOf(
  { server, repository, ref, commit }: RunFacts,
  {
    functions,
    told,
  }: { readonly functions: readonly ObservedFunction[]; readonly told: ToldRun | null },
): readonly Descriptor[] {
  const source = material({
    uri: `git+${server}/${repository}@${ref}`,
    digest: { gitCommit: commit },
  });
  const called = (told?.run.calledWorkflows ?? []).map(({ path, sha }) =>
    material({ uri: `${server}/${path}`, digest: { gitCommit: sha } }),
  );
  const used = functions.flatMap(({ function: { uri, digest } }) =>
    uri === null || digest === null ? [] : [material({ uri, digest })],
  );
  const unique = new Map([...called, ...used].map((each) => [each.uri, each]));
  return [source, ...unique.values()];
}
