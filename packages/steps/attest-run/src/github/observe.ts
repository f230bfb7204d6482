import { ok, type Fault, type Result } from '@plumbline/core';
import { modelTarget, type Workflow } from '@plumbline/pipeline';
import { GITHUB_BUILD_TYPE, material, runIdentity, type Descriptor } from '@plumbline/records';
import type { Ports, RunFacts, Target } from '@plumbline/step';
import type { Artifact, ObservedFunction, ObservedRun } from '../observed.js';
import { declaredStep, jobNamed } from './definition.js';
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
  const workflow = workflowOf(facts, target);
  const functions =
    told === null
      ? declaredFunctions(facts, workflow)
      : told.jobs.flatMap((job) => functionsOfJob(job, workflow));
  const unable = told === null && answer.isAsked ? [answer.fault.message] : [];
  return ok({
    run: runIdentity(facts),
    status: told === null ? 'running' : statusOfRun(told, workflow),
    startedAt: wholeSeconds(told?.run.startedAt ?? null),
    finishedAt: null,
    functions,
    after: told === null ? new Map() : orderOf(told, workflow),
    artifacts: told === null ? [] : artifactsOf(told),
    buildType: GITHUB_BUILD_TYPE,
    ...parametersOf(facts),
    materials: materialsOf(facts, { functions, told }),
    builderId: `${facts.server}/${facts.workflowRef}`,
    trigger: await triggerOf(facts, told, ports),
    observed: told === null ? 'declared' : 'platform',
    objects: [],
    gaps: told === null ? unable : contradictions(facts, told),
  });
}

/** The workflow of this run below the target; null where the target is something else. */
function workflowOf({ repository, workflowRef }: RunFacts, target: Target): Workflow | null {
  const path = workflowRef.slice(repository.length + 1).split('@')[0];
  const model = modelTarget(target.tree);
  return model.ok ? (model.value.workflows.find((each) => each.path === path) ?? null) : null;
}

/** The steps of this job as declared: none of them is known to have ended. */
function declaredFunctions(
  { job }: RunFacts,
  workflow: Workflow | null,
): readonly ObservedFunction[] {
  const steps = workflow?.jobs.find(({ id }) => id.value === job)?.steps ?? [];
  return steps.map((step) => {
    const declared = declaredStep(step);
    const name = step.name?.value ?? step.uses?.value ?? `step ${String(step.index + 1)}`;
    return {
      ...declared,
      function: { scope: job, index: step.index + 1, name, role: 'step', ...declared.function },
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
function statusOfRun({ run, jobs }: ToldRun, workflow: Workflow | null): ObservedRun['status'] {
  const whole = statusOf(run);
  if (whole !== 'open') return whole === 'skipped' ? 'cancelled' : whole;
  const ended = jobs
    .filter(({ name }) => (jobNamed(workflow, name)?.continueOnError ?? null) === null)
    .map(statusOf);
  if (ended.includes('failed')) return 'failed';
  return ended.includes('cancelled') ? 'cancelled' : 'running';
}

/** The jobs that a job needs, under the names that the API shows. */
function orderOf({ jobs }: ToldRun, workflow: Workflow | null): ObservedRun['after'] {
  const named = jobs.map(({ name }) => ({ name, job: jobNamed(workflow, name) }));
  return new Map(
    named.map(({ name, job }) => {
      const needed = new Set((job?.needs ?? []).map(({ value }) => value));
      const before = named.filter((each) => each.job !== null && needed.has(each.job.id.value));
      return [name, before.map((each) => each.name)];
    }),
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
