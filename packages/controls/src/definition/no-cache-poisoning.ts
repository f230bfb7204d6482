import { mapGet, scalarOf } from '@plumbline/core';
import type { Job, TektonResource, Workflow } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { actionOf } from '../credentials/steps.js';
import { truthOf, type Possible } from '../expression/truth.js';
import { exposureOf } from '../github/exposure.js';
import { strangersAt } from '../github/starts.js';
import { jobsOf, stepsOf, workflowsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import { publishesOf } from '../provenance/publish.js';
import type { Subject } from '../subject.js';
import { conditionOf } from '../taint/github/texts.js';
import { asStarted } from '../tekton/as-started.js';
import { runsOf, tasksOfRun, type RunSite } from '../tekton/run-tasks.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { cacheModeOf, restoredBy } from './caches.js';
import { filledByStrangers, savesOnly } from './filled-caches.js';
import { folderOf, meets, type Folder } from './left-volumes.js';
import { pullRuns } from './pull-runs.js';

/** 2.2.5: a cache carries files from one run to another without anybody looking. */
export const noCachePoisoning: Control = {
  id: '2.2.5',
  slug: 'no-cache-poisoning',
  title: 'Caches do not cross levels of trust',
  level: 1,
  assessment: 'automated',
  rationale:
    'Whoever can run code in a job that writes a cache chooses files that a later job restores: compilers, dependencies, hooks. In May 2026 a pull request filled a cache that the release restored, and the packages that were published carried its code. On Tekton a volume that runs for pull requests share with releases does the same.',
  audit:
    'Jobs that publish, and jobs that build what they publish, restore no cache: no actions/cache, no `cache` input of setup actions, caches that are on by default switched off, or `cache-mode: none`. Jobs that strangers reach do not have `cache-mode: write`. On Tekton runs for pull requests share no volume with others.',
  remediation:
    'Remove caches from the release, or set `cache: false`, `enable-cache: false`, `cache-mode: none`. Use `volumeClaimTemplate` for runs of pull requests.',
  impact: 'Releases build without a cache and take longer.',
  references: ['OWASP CICD-SEC-9', 'zizmor cache-poisoning', 'CodeQL cache-poisoning/*'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  const restoring = stepsOf(subject).filter(
    ({ job, step }) => job !== null && restoredBy(step) !== null,
  );
  const modes = jobsOf(subject).filter(({ workflow, job }) => cacheModeOf(workflow, job) !== null);
  const saving = stepsOf(subject).filter(({ job, step }) => job !== null && savesOnly(step));
  if (restoring.length + modes.length + saving.length === 0) return 'not-applicable';
  const building = buildingJobs(subject);
  return [
    ...restoring
      .filter((site) => site.job !== null && building.has(site.job.job) && mayRun(site))
      .flatMap((site) => restored(subject, site)),
    ...modes.flatMap((site) => written(subject, site)),
    ...filledByStrangers(subject, [...restoring, ...saving]),
  ];
}

/** A workflow that starts for releases and tags only, or by hand. */
function isRelease({ triggers }: Workflow): boolean {
  const own = triggers.filter(({ event }) => !/^workflow_(?:dispatch|call)$/.test(event.value));
  return (
    own.length > 0 &&
    own.every(({ event, filters }) => {
      const names = filters.map(({ name }) => name.value);
      return (
        event.value === 'release' ||
        (event.value === 'push' && names.includes('tags') && !names.includes('branches'))
      );
    })
  );
}

/** The jobs that publish, and those before them that hand them what they publish. */
function buildingJobs(subject: Subject): ReadonlySet<Job> {
  const jobs = new Set<Job>(
    workflowsOf(subject)
      .filter(isRelease)
      .flatMap((workflow) => workflow.jobs),
  );
  for (const { job, what } of publishesOf(subject)) {
    jobs.add(job.job);
    const takes = job.job.steps.some((step) => actionOf(step) === 'actions/download-artifact');
    if (takes && what !== 'image')
      for (const before of neededBy(job.workflow, job.job)) jobs.add(before);
  }
  return jobs;
}

function neededBy(workflow: Workflow, job: Job): readonly Job[] {
  return workflow.jobs.filter(
    ({ id, steps }) =>
      job.needs.some(({ value }) => value === id.value) &&
      steps.some((step) => actionOf(step) === 'actions/upload-artifact'),
  );
}

/** Whether the condition of the step leaves it to run for a tag, where the workflow runs for nothing else. */
function mayRun({ job, step: { condition } }: StepSite): boolean {
  if (job === null || condition === null || !isRelease(job.workflow)) return true;
  const { expression } = conditionOf(condition);
  const tag: Possible = (path) => (path.join('.') === 'github.ref_type' ? ['tag'] : null);
  return expression === null || truthOf(expression, tag) !== false;
}

function restored(subject: Subject, { of, job, step, address }: StepSite): readonly Violation[] {
  const text = restoredBy(step);
  if (text === null || job === null || isOff(job)) return [];
  const action = actionOf(step) ?? 'cache';
  return [
    {
      at: placeIn(of, text),
      address,
      subject: action,
      severity: 'medium',
      exposure: { ...exposureOf(subject, job), privileged: true },
      message: 'Whoever writes this cache in another run chooses files of what is published here.',
      hint: HINTS.get(action) ?? 'Remove the cache from the release.',
    },
  ];
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['actions/setup-go', 'cache: false'],
  ['golangci/golangci-lint-action', 'skip-cache: true'],
  ['gradle/actions/setup-gradle', 'cache-disabled: true'],
  ['jdx/mise-action', 'cache: false'],
]);

function isOff({ workflow, job }: JobSite): boolean {
  return /^(?:none|write-only)$/.test(cacheModeOf(workflow, job)?.text.trim() ?? '');
}

/** A job that strangers reach and that asks to write. */
function written(subject: Subject, site: JobSite): readonly Violation[] {
  const mode = cacheModeOf(site.workflow, site.job);
  const strangers = [...strangersAt(subject, site)];
  if (
    mode === null ||
    !/^(?:write|write-only|read-write)$/.test(mode.text.trim()) ||
    strangers.length === 0
  )
    return [];
  return [
    {
      at: placeIn(site.workflow, { span: mode.span }),
      address: `${site.address}.cache-mode`,
      subject: 'cache-mode',
      severity: 'high',
      exposure: exposureOf(subject, site),
      message: `Whoever causes \`${strangers[0] ?? ''}\` fills caches that trusted runs restore.`,
      hint: 'cache-mode: read',
    },
  ];
}

/** Claims that runs for pull requests mount beside others; where none is seen, what is called a cache is for others. */
function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const pulls = pullRuns(subject);
  if (pulls.length === 0) return 'not-applicable';
  const ofPulls = new Set(pulls.map(({ resource }) => resource));
  const trusted = runsOf(subject).filter(({ resource }) => !ofPulls.has(resource));
  const others = trusted.flatMap((run) => mountedBy(subject, run).map(({ folder }) => folder));
  const isShared = (folder: Folder): boolean =>
    trusted.length === 0
      ? /cache/i.test(folder.claim.text)
      : others.some((other) => meets(folder, other));
  return pulls.flatMap((pull) =>
    mountedBy(subject, pull)
      .filter(({ folder }) => isShared(folder))
      .map(({ folder: { claim }, of, address }) => ({
        at: placeIn(of, { span: claim.span }),
        address,
        subject: claim.text,
        severity: 'high' as const,
        message: `Whoever opens a pull request writes to the volume \`${claim.text}\`, which trusted runs read.`,
        hint: 'volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }',
      })),
  );
}

interface Mounted {
  readonly folder: Folder;
  readonly of: TektonResource;
  readonly address: string;
}

/** The folders of a run: of its workspaces, and of the volumes of its tasks. */
function mountedBy(subject: Subject, run: RunSite): readonly Mounted[] {
  const { resource, address } = run;
  const bound = resource.spec.workspaces.flatMap((workspace): readonly Mounted[] => {
    const folder = folderOf(workspace);
    const name = `${address}.workspaces.${workspace.name?.value ?? ''}`;
    return folder === null ? [] : [{ folder, of: resource, address: name }];
  });
  const own = tasksOfRun(subject, run).flatMap((task) =>
    task.spec.volumes.flatMap(({ node, name }): readonly Mounted[] => {
      const claim = scalarOf(mapGet(mapGet(node, 'persistentVolumeClaim'), 'claimName'));
      const at = `${task.address}.volumes.${name?.value ?? ''}`;
      return claim === undefined
        ? []
        : [{ folder: { claim, path: '' }, of: task.resource, address: at }];
    }),
  );
  return [...bound, ...own];
}
