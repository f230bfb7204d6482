import type { Step } from '@plumbline/pipeline';
import { invocation } from '../composition/commands.js';
import { placeOfRun } from '../composition/scripts.js';
import { scriptsBelow } from '../composition/scripts-by-file.js';
import { deployedBy } from '../definition/deploys.js';
import { shared, type Subject } from '../subject.js';
import {
  entriesOfRun,
  runsOf,
  tasksOfRun,
  type RunSite,
  type RunTask,
} from '../tekton/run-tasks.js';
import { imageOf } from '../tekton/known-params.js';
import { tasksOf, type TaskSite } from '../tekton/specs.js';
import { placeIn, type Place } from '../violation.js';
import { publishedBy, type Published } from './publish.js';

/** Something that a run hands to the world. */
export interface RunPublish {
  readonly run: RunSite;
  readonly what: Published | 'deployment';
  readonly name: string;
  readonly at: Place;
  readonly address: string;
  /** The task whose step does it; null where only the name of a task says so. */
  readonly task: RunTask | null;
}

/** What the runs of the target publish or deploy, as far as it is written there. */
export const runPublishes = shared((subject: Subject): readonly RunPublish[] =>
  runsOf(subject).flatMap((run) => [
    ...tasksOfRun(subject, run).flatMap((task) => byCommand(subject, run, task)),
    ...entriesOfRun(subject, run).flatMap((site): readonly RunPublish[] => {
      const name = deployedBy(subject, site);
      if (name === null) return [];
      const at = placeIn(site.resource, site.entry.name ?? site.entry);
      return [{ run, what: 'deployment', name, at, address: site.address, task: null }];
    }),
  ]),
);

/** The Tasks that publish a package, whatever starts them. */
export function publishingTasks(subject: Subject): readonly TaskSite[] {
  return tasksOf(subject).filter((task) =>
    publishesIn(subject, task).some(({ what }) => what === 'package'),
  );
}

/** What the scripts of a Task publish by commands. */
export function publishesIn(subject: Subject, task: TaskSite) {
  return scriptsBelow(subject, task.resource.path, task.address).flatMap((script) =>
    script.runs.flatMap((command) => {
      const { program = '', args = [] } = invocation(command.command) ?? {};
      const what = publishedBy(program, args);
      if (what === null) return [];
      const name = [program, ...args.slice(0, 1)].join(' ');
      return [{ what, name, at: placeOfRun(script, command), address: script.address }];
    }),
  );
}

/** One for a task. */
function byCommand(subject: Subject, run: RunSite, task: RunTask): readonly RunPublish[] {
  const found = publishesIn(subject, task).map((one) => ({ ...one, run, task }));
  const pushed = task.spec.steps.flatMap((step): readonly RunPublish[] => {
    const at = placeIn(task.resource, step.image ?? step);
    return pushesImage(step)
      ? [{ run, what: 'image', name: 'executor', at, address: task.address, task }]
      : [];
  });
  return [...found, ...pushed].slice(0, 1);
}

/** The builder whose only argument is where to push. */
function pushesImage(step: Step): boolean {
  const { args } = step;
  return (
    /\bkaniko\b.*executor/.test(imageOf(step)?.value ?? '') &&
    args.some(({ value }) => /^--destination\b/.test(value)) &&
    !args.some(({ value }) => /^--no-push(?:=true)?$/.test(value))
  );
}
