import { mapGet } from '@plumbline/core';
import { expandMatrix, parseUses, type Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import {
  hasGitHub,
  jobsOf,
  stepsOf,
  workflowsOf,
  type JobSite,
  type StepSite,
} from '../github/steps.js';
import { onceEach } from '../inlined/as-run.js';
import { inlinedSubject } from '../inlined/inlined.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { hasTekton, pipelineTasksOf, resourcesOf, type ResourceSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { endedRunner, endedRuntime, endedVersion, type Ending } from './end-of-life.js';
import { actionsOf } from '../github/live-actions.js';

/** 1.4.3: what nobody mends any more is not used. */
export const noEndOfLife: Control = {
  id: '1.4.3',
  slug: 'no-end-of-life',
  title: 'Nothing used is past its end of life',
  level: 1,
  assessment: 'automated',
  rationale:
    'Flaws of a runner image, runtime or API version that is past its end are published and not mended. Jobs that name one fail on the day on which it is removed, often the day of an urgent fix.',
  audit:
    'Compare the labels of `runs-on`, `runs.using` of actions, major versions of the actions of GitHub, and `apiVersion` and kinds of Tekton with what their owners still support.',
  remediation:
    'Use the current image (`ubuntu-24.04`), `node24`, the current major version, `tekton.dev/v1`; in place of a ClusterTask a Task by resolver.',
  impact: 'New images and runtimes come with other versions of tools.',
  references: ['OWASP CICD-SEC-7', 'actionlint', 'tekton-lint'],
  legs: { G: { judge: judgeGitHub }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  const { today } = subject;
  return [
    ...onceEach(jobsOf(inlinedSubject(subject)).flatMap((site) => runners(site, today))),
    ...stepsOf(subject).flatMap((site) => versions(site)),
    ...keptRuntimes(subject),
    ...actionsOf(subject).flatMap((action) => {
      const using = action.using;
      const ended = using === null ? null : endedRuntime(using.value, today);
      return using === null || ended === null
        ? []
        : [
            violation(
              placeIn(action, using),
              { address: 'runs.using', subject: using.value },
              ended,
            ),
          ];
    }),
  ];
}

/** Variables that keep a runtime in use which the runner would refuse. */
const KEEPS =
  /^(?:ACTIONS_ALLOW_USE_UNSECURE_NODE_VERSION|FORCE_JAVASCRIPT_ACTIONS_TO_NODE(?:12|16|20))$/;

function keptRuntimes(subject: Subject): readonly Violation[] {
  const places = [
    ...workflowsOf(subject).map((workflow) => ({
      ...{ env: workflow.env, of: workflow, address: 'env' },
    })),
    ...jobsOf(subject).map(({ workflow, job, address }) => ({
      ...{ env: job.env, of: workflow, address },
    })),
    ...stepsOf(subject).map(({ of, step, address }) => ({ env: step.env, of, address })),
  ];
  return places.flatMap(({ env, of, address }) =>
    (env?.entries ?? []).flatMap(({ name, value }) =>
      KEEPS.test(name.value) && /^(?:true|1)$/i.test(value.value.trim())
        ? violation(placeIn(of, value), { address, subject: name.value }, KEPT)
        : [],
    ),
  );
}

const KEPT: Ending = {
  message: 'Actions go on with a Node.js that has had no fixes since its end of life.',
  hint: 'remove the variable',
};

function runners({ workflow, job, address }: JobSite, today: string): readonly Violation[] {
  const { runsOn, strategy } = job;
  return (runsOn?.labels ?? []).flatMap((label) => {
    const expanded = expandMatrix(label.value, strategy?.matrix ?? null);
    const values = expanded.known ? expanded.values : [];
    return values.flatMap((value) => {
      const ended = endedRunner(value, today);
      if (ended === null) return [];
      return violation(placeIn(workflow, label), { address, subject: value }, ended);
    });
  });
}

/** A commit counts by the version in the comment behind it. */
function versions({ of, step, address }: StepSite): readonly Violation[] {
  const { uses } = step;
  const parsed = uses === null ? null : parseUses(uses.value);
  if (uses === null || parsed?.kind !== 'remote') return [];
  const version = parsed.refKind === 'commit' ? (uses.node.comment ?? '') : parsed.ref;
  const ended = endedVersion(`${parsed.owner}/${parsed.repository}`, version);
  if (ended === null) return [];
  return [violation(placeIn(of, uses), { address, subject: uses.value }, ended)];
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [
    ...resourcesOf(subject).flatMap((site) => judgeResource(site)),
    ...pipelineTasksOf(subject).flatMap((site) => {
      const kind = site.entry.taskRef?.kind ?? null;
      return kind?.value === 'ClusterTask' ? [old(site, kind, CLUSTER_TASK)] : [];
    }),
  ];
}

interface Ended {
  readonly what: string;
  readonly hint: string;
}

const CLUSTER_TASK: Ended = {
  what: 'ClusterTask was removed in Tekton 1.0',
  hint: 'kind: Task, by the cluster or bundle resolver',
};
const GONE: Readonly<Record<string, Ended>> = {
  ClusterTask: CLUSTER_TASK,
  PipelineResource: { what: 'PipelineResource was removed', hint: 'a Task and a workspace' },
  Condition: { what: 'Condition was removed', hint: 'when' },
  Run: { what: 'Run was replaced by CustomRun', hint: 'kind: CustomRun' },
};
const CORE = new Set(['Task', 'Pipeline', 'TaskRun', 'PipelineRun']);
const TRIGGERS = new Set([
  'ClusterTriggerBinding',
  'EventListener',
  'Trigger',
  'TriggerBinding',
  'TriggerTemplate',
]);

function judgeResource(site: ResourceSite): readonly Violation[] {
  const { resource } = site;
  const { apiVersion, kindText, metadata } = resource;
  const gone = apiVersion.value.startsWith('tekton.dev/') ? GONE[kindText.value] : undefined;
  const deprecated = metadata.annotations.find(
    ({ name, value }) => name.value === 'tekton.dev/deprecated' && value.value === 'true',
  );
  return [
    ...(gone === undefined ? [] : [old(site, kindText, gone)]),
    ...(isOldApi(apiVersion.value, kindText.value)
      ? [
          old(site, apiVersion, {
            what: `${apiVersion.value} of ${kindText.value} is no longer supported`,
            hint: `apiVersion: ${apiVersion.value.startsWith('tekton') ? 'tekton.dev/v1' : 'triggers.tekton.dev/v1beta1'}`,
          }),
        ]
      : []),
    ...(deprecated === undefined
      ? []
      : [
          old(site, deprecated.value, {
            what: `This ${kindText.value} is marked as deprecated`,
            hint: 'what its description names in its place',
          }),
        ]),
    ...oldFields(site),
  ];
}

function isOldApi(apiVersion: string, kind: string): boolean {
  return (
    (apiVersion === 'tekton.dev/v1alpha1' && CORE.has(kind)) ||
    (apiVersion === 'triggers.tekton.dev/v1alpha1' && TRIGGERS.has(kind))
  );
}

/** A run that refers to a ClusterTask, and the resources of Task and Pipeline that were removed. */
function oldFields(site: ResourceSite): readonly Violation[] {
  const { resource } = site;
  const ref = resource.kind === 'TaskRun' ? resource.spec.ref?.kind : null;
  const found = ref?.value === 'ClusterTask' ? [old(site, ref, CLUSTER_TASK)] : [];
  const resources = CORE.has(resource.kind)
    ? mapGet(mapGet(resource.node, 'spec'), 'resources')
    : undefined;
  if (resources === undefined) return found;
  return [
    ...found,
    {
      ...old(
        site,
        { value: 'resources', node: resource.kindText.node },
        GONE['PipelineResource'] ?? CLUSTER_TASK,
      ),
      at: placeIn(resource, resources),
    },
  ];
}

function old(site: ResourceSite, at: Text, { what, hint }: Ended): Violation {
  const where = { address: site.address, subject: at.value };
  return violation(placeIn(site.resource, at), where, {
    message: `${what}: nobody mends its flaws any more.`,
    hint,
  });
}

function violation(
  at: Violation['at'],
  where: Pick<Violation, 'address' | 'subject'>,
  text: Pick<Violation, 'message' | 'hint'>,
): Violation {
  return { at, ...where, severity: 'low', ...text };
}
