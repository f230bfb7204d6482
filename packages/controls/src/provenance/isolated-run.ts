import { mapGet, stringOf } from '@plumbline/core';
import { invocation } from '../composition/commands.js';
import { placeOfRun } from '../composition/scripts.js';
import { scriptsBelow } from '../composition/scripts-by-file.js';
import { folderOf, foldersOf, meets } from '../definition/left-volumes.js';
import { pullRuns } from '../definition/pull-runs.js';
import type { Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { runsOf, type RunSite } from '../tekton/run-tasks.js';
import type { TaskSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { runsDependencies } from './installs.js';
import { publishingTasks, runPublishes, type RunPublish } from './tekton-publish.js';

/** 7.2.1 on Tekton: what else works in the run, and in the pod, that publishes. */
export function judgeRuns(subject: Subject): Judgement {
  const publishes = runPublishes(subject);
  const tasks = publishingTasks(subject);
  if (publishes.length + tasks.length === 0) return 'not-applicable';
  const byRun = new Map(publishes.map((publish) => [publish.run.resource, publish]));
  return [
    ...publishes.flatMap((publish) => startedByPulls(subject, publish)),
    ...tasks.flatMap((task) => installsBeside(subject, task)),
    ...[...byRun.values()].flatMap((publish) => sharedVolumes(subject, publish)),
  ];
}

/** An image for a pull request, under a name of its own, is common and harmless. */
function startedByPulls(
  subject: Subject,
  { run, what, name, at, address }: RunPublish,
): readonly Violation[] {
  const isPull = pullRuns(subject).some(({ resource }) => resource === run.resource);
  if (!isPull || (what !== 'package' && what !== 'release')) return [];
  return [
    {
      at,
      address,
      subject: name,
      severity: 'high',
      message: 'Whoever opens a pull request starts this release and works beside its credential.',
      hint: 'pipelinesascode.tekton.dev/on-event: "[push]"',
    },
  ];
}

/** The steps of a task share a pod: its volumes, its account, its credentials. */
function installsBeside(subject: Subject, task: TaskSite): readonly Violation[] {
  return scriptsBelow(subject, task.resource.path, task.address).flatMap((script) =>
    script.runs.flatMap((run): readonly Violation[] => {
      const { program = '', args = [] } = invocation(run.command) ?? {};
      if (!runsDependencies(program, args)) return [];
      return [
        {
          at: placeOfRun(script, run),
          address: script.address,
          subject: `${program} ${args[0] ?? ''}`,
          severity: 'medium',
          message:
            'Whoever owns one of the dependencies runs code of theirs beside the credential that publishes.',
          hint: 'a Task of its own before this one; npm ci --ignore-scripts',
        },
      ];
    }),
  );
}

/** Among exported objects stand earlier runs of the same Pipeline. */
function isSame({ resource: one }: RunSite, { resource: other }: RunSite): boolean {
  const name = pipelineOf(one);
  return one === other || (name !== undefined && name === pipelineOf(other));
}

/** The Pipeline as it is written: in a run as it starts its definition stands in the place of the name. */
function pipelineOf({ node }: RunSite['resource']): string | undefined {
  return stringOf(mapGet(mapGet(mapGet(node, 'spec'), 'pipelineRef'), 'name'));
}

/** A volume that outlives the run and that others fill: a cache by its name, or one that another run mounts. */
function sharedVolumes(subject: Subject, { run }: RunPublish): readonly Violation[] {
  const others = runsOf(subject).filter((other) => !isSame(other, run));
  const used = foldersOf(others);
  return run.resource.spec.workspaces.flatMap((workspace) => {
    const folder = folderOf(workspace);
    if (folder === null) return [];
    const { claim } = folder;
    const name = workspace.name?.value ?? '';
    const isCache = /cache/i.test(`${claim.text} ${name}`);
    if (!isCache && !used.some((other) => meets(folder, other))) return [];
    return [
      {
        at: placeIn(run.resource, claim),
        address: `${run.address}.workspaces.${name}`,
        subject: claim.text,
        severity: 'medium' as const,
        message: `Whoever fills the volume \`${claim.text}\` in another run chooses files of what is published here.`,
        hint: 'volumeClaimTemplate, or emptyDir: {}',
      },
    ];
  });
}
