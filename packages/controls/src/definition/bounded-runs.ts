import { mapGet, scalarOf } from '@plumbline/core';
import { objectsOfKind } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import { hasGitHub, jobsOf, type JobSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import {
  hasTekton,
  resourcesOf,
  tasksOf,
  type ResourceSite,
  type TaskSite,
} from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';

/** 2.4.5: what never ends is cancelled by nobody. */
export const boundedRuns: Control = {
  id: '2.4.5',
  slug: 'bounded-runs',
  title: 'Runs are bounded in time and resources',
  level: 2,
  assessment: 'automated',
  rationale:
    'A job without a limit can be kept alive to mine, to wait for a secret, or to use up what others need: GitHub ends it after six hours, on runners of your own after five days.',
  audit:
    'Every job has `timeout-minutes`, or every one of its steps has. A job that calls a workflow is bounded by the jobs of that. On Tekton every run says when it ends, and every step, its `stepTemplate` or a LimitRange says what it may use.',
  remediation: 'Write `timeout-minutes: 15`, `timeouts.pipeline: 1h`, `computeResources.limits`.',
  impact: 'A limit that is too low breaks slow runs.',
  references: ['OWASP CICD-SEC-7', 'ghalint 012', 'zizmor concurrency-limits'],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  return jobsOf(subject)
    .filter((site) => !isBounded(site))
    .map(({ workflow, job, address }) => ({
      at: placeIn(workflow, job.id),
      address,
      subject: 'timeout-minutes',
      severity: 'low',
      message: `Nothing ends \`${job.id.value}\` before the limit of GitHub: whoever gets into it keeps the runner and the token for hours.`,
      hint: 'timeout-minutes: 15',
    }));
}

function isBounded({ job }: JobSite): boolean {
  const { timeout, uses, steps } = job;
  if (timeout !== null || uses !== null || steps.length === 0) return true;
  return steps.every((step) => step.timeout !== null);
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const isLimited = objectsOfKind(subject, 'LimitRange').length > 0;
  return [
    ...resourcesOf(subject).flatMap((site) => endless(site)),
    ...(isLimited ? [] : tasksOf(subject).flatMap((site) => unlimited(site))),
  ];
}

/** A run that says nothing of its end, or that it has none. */
function endless({ resource, address }: ResourceSite): readonly Violation[] {
  if (resource.kind !== 'TaskRun' && resource.kind !== 'PipelineRun') return [];
  const { node, timeout } = resource.spec;
  const timeouts = mapGet(node, 'timeouts');
  const own = timeout?.node ?? scalarOf(mapGet(timeouts, 'pipeline'));
  if (own === undefined ? timeouts !== undefined : !/^0[smh]?$/.test(own.text)) return [];
  return [
    {
      at: placeIn(resource, own ?? resource.kindText.node),
      address,
      subject: 'timeouts',
      severity: 'low',
      message:
        'Nothing but the default of the cluster ends this run: whoever gets into it keeps its account until then.',
      hint: resource.kind === 'TaskRun' ? 'timeout: 15m' : 'timeouts: { pipeline: 1h }',
    },
  ];
}

/** A Task of which a step may use up its node. */
function unlimited({ resource, address, spec }: TaskSite): readonly Violation[] {
  const isBound = (part: (typeof spec.steps)[number] | null): boolean =>
    mapGet(part?.computeResources ?? undefined, 'limits') !== undefined;
  const step = isBound(spec.stepTemplate)
    ? undefined
    : spec.steps.find((one) => (one.ref === null || one.image !== null) && !isBound(one));
  if (step === undefined) return [];
  return [
    {
      at: placeIn(resource, step.name ?? step.image ?? step),
      address,
      subject: 'computeResources',
      severity: 'low',
      confidence: 'medium',
      message: 'Code that runs in this step may use up the node, which other runs need.',
      hint: 'computeResources: { limits: { cpu: "1", memory: 1Gi } }',
    },
  ];
}
