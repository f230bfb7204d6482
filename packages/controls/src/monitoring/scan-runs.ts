import type { ScriptSite } from '../composition/scripts.js';
import { scriptsBelow } from '../composition/scripts-by-file.js';
import type { Judgement } from '../control.js';
import { referenced } from '../definition/deploys.js';
import { pullRuns } from '../definition/pull-runs.js';
import { isExample } from '../examples.js';
import type { Subject } from '../subject.js';
import {
  entriesOfRun,
  runsOf,
  tasksOfRun,
  type RunSite,
  type RunTask,
} from '../tekton/run-tasks.js';
import type { PipelineTaskSite } from '../tekton/specs.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { scanIn } from './scanning-commands.js';

/** A scan of definitions in a run, and why it stops no change; null if it does. */
interface RunScan {
  readonly at: Place;
  readonly address: string;
  readonly name: string;
  readonly why: string | null;
}

/** 6.1.1 on Tekton. Without a scan among the files it may be in a check that the settings ask for. */
export function judgeScanRuns(subject: Subject): Judgement {
  const pulls = new Set(pullRuns(subject).map(({ resource }) => resource));
  const runs = runsOf(subject).filter(({ resource }) => !isExample(resource.path));
  const scans = runs.flatMap((run) => {
    const late = pulls.has(run.resource) ? null : 'it does not run for pull requests';
    return scansOf(subject, run).map((scan) => ({ ...scan, why: scan.why ?? late }));
  });
  const [first] = scans;
  if (first === undefined) return 'not-offered';
  return scans.some(({ why }) => why === null) ? [] : [violation(first)];
}

function violation({ at, address, name, why }: RunScan): Violation {
  return {
    at,
    address,
    subject: name,
    severity: 'low',
    message: `Whoever merges a weakness of a pipeline is not stopped by \`${name}\`: ${why ?? ''}.`,
    hint: 'pipelinesascode.tekton.dev/on-event: "[pull_request]", without onError: continue',
  };
}

function scansOf(subject: Subject, run: RunSite): readonly RunScan[] {
  return [
    ...tasksOfRun(subject, run).flatMap((task) =>
      byScript(task, scriptsBelow(subject, task.resource.path, task.address)),
    ),
    ...entriesOfRun(subject, run).flatMap((site) => byTask(site)),
  ];
}

const PASSED = 'its failure is passed over';

function byScript(task: RunTask, scripts: readonly ScriptSite[]): readonly RunScan[] {
  const { resource, spec, address, entry } = task;
  return spec.steps.flatMap((step): readonly RunScan[] => {
    const nodes = [step.script, ...step.command, ...step.args].flatMap((text) => text?.node ?? []);
    const script = scripts.find(({ node }) => nodes.includes(node));
    const found = script === undefined ? null : scanIn(script);
    if (found === null) return [];
    const isPassed =
      found.isIgnored || [step.onError, entry?.onError].some((text) => text?.value === 'continue');
    const at = placeIn(resource, step.script ?? step);
    return [{ at, address, name: found.name, why: isPassed ? PASSED : null }];
  });
}

/** Our own Task, by its name. */
function byTask({ resource, entry, address }: PipelineTaskSite): readonly RunScan[] {
  const names = [entry.taskRef?.name?.value, referenced(entry)];
  if (!names.includes('config-benchmark')) return [];
  const isPassed = entry.onError?.value === 'continue';
  const at = placeIn(resource, entry.name ?? entry);
  return [{ at, address, name: 'config-benchmark', why: isPassed ? PASSED : null }];
}
