import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import { strangersAtStep } from '../github/starts.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { entriesOfRun, tasksOfRun, type RunTask } from '../tekton/run-tasks.js';
import { hasTekton, type PipelineTaskSite } from '../tekton/specs.js';
import { placeIn, writtenText, type Place, type Violation } from '../violation.js';
import { deployedBy, deployIn, deploysOf, isTrial, isTrialName, type Deploy } from './deploys.js';
import { pullRuns } from './pull-runs.js';

/** 2.3.5, as far as files show it: who starts a deployment, and whether an environment stands before it. */
export const protectedDeploys: Control = {
  id: '2.3.5',
  slug: 'protected-deploys',
  title: 'Deployments start from trusted events in a protected environment',
  level: 1,
  assessment: 'automated',
  rationale:
    'A deployment that a pull request starts puts code into service that nobody has reviewed; `terraform apply` there gives its author the cloud account. Without an environment nothing asks for an approval, and the credentials of the deployment are there for every job of the repository.',
  audit:
    'List the jobs that deploy or apply infrastructure. No pull request, comment or run of a fork starts them, and each names an `environment`. Whether that environment has reviewers and limits its branches is a setting of the repository. On Tekton no run for pull requests has a task that deploys.',
  remediation:
    "Add `environment: production` and `if: github.event_name == 'push'` to the job; let pull requests plan only. On Tekton deploy in a run of its own `on-event: [push]`.",
  impact: 'Deployments wait for the approval that the environment asks for.',
  references: ['OWASP CICD-SEC-1', 'zizmor secrets-outside-env'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  const deploys = deploysOf(subject);
  if (deploys.length === 0) return 'not-applicable';
  return deploys.flatMap((deploy) => judgeDeploy(subject, deploy));
}

function judgeDeploy(subject: Subject, deploy: Deploy): readonly Violation[] {
  const { site, job, name } = deploy;
  const events = [...strangersAtStep(subject, site)].sort();
  const trial = isTrial(deploy);
  const privileged = events.some((event) => event !== 'pull_request');
  const untrusted = privileged || (events.length > 0 && !trial);
  if (!untrusted && (trial || job.job.environment !== null)) return [];
  const found = untrusted ? byStrangers(name, events) : unprotected(name);
  return [
    {
      ...found,
      at: placeIn(site.of, site.step.uses ?? site.step.run ?? site.step),
      address: site.address,
      exposure: exposureOf(subject, job),
    },
  ];
}

type Found = Pick<Violation, 'subject' | 'severity' | 'message' | 'hint'>;

function byStrangers(name: string, events: readonly string[]): Found {
  return {
    subject: `${name} by strangers`,
    severity: 'high',
    message: `Whoever causes \`${events.join('` or `')}\` starts \`${name}\` with code that nobody has reviewed.`,
    hint: "if: github.event_name == 'push'",
  };
}

function unprotected(name: string): Found {
  return {
    subject: `${name} without environment`,
    severity: 'medium',
    message: `Whoever can push starts \`${name}\`, and every job can read its credentials: no environment protects it.`,
    hint: 'environment: production',
  };
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const runs = pullRuns(subject);
  const started = new Set(runs.flatMap((run) => entriesOfRun(subject, run)));
  const tasks = new Map(
    runs
      .filter(({ resource }) => resource.kind === 'TaskRun')
      .flatMap((run) => tasksOfRun(subject, run).map((task) => [task.spec, task] as const)),
  );
  return [
    ...[...started].flatMap((site) => inPullRun(subject, site)),
    ...[...tasks.values()].flatMap((task) => inPullTask(task)),
  ];
}

/** A task that a run starts without a Pipeline. */
function inPullTask({ resource, spec, address }: RunTask): readonly Violation[] {
  const name = deployIn(spec);
  if (name === null || isTrialName(resource.metadata.name?.value ?? '')) return [];
  return [byPulls(placeIn(resource, spec.steps[0]?.name ?? spec), address, name)];
}

function inPullRun(subject: Subject, site: PipelineTaskSite): readonly Violation[] {
  const { resource, entry, address } = site;
  const name = deployedBy(subject, site);
  const limited = entry.when.some((when) =>
    /event|branch|push|\bmain\b|revision|ref/i.test(writtenText(placeIn(resource, when))),
  );
  if (name === null || limited || isTrialName(entry.name?.value ?? '')) return [];
  return [byPulls(placeIn(resource, entry.name ?? entry), address, name)];
}

function byPulls(at: Place, address: string, name: string): Violation {
  return {
    at,
    address,
    subject: name,
    severity: 'high',
    message: `Whoever opens a pull request starts \`${name}\` with code that nobody has reviewed.`,
    hint: 'pipelinesascode.tekton.dev/on-event: "[push]", in a run of its own',
  };
}
