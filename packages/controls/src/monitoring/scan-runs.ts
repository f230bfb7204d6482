import { globMatch } from '@plumbline/core';
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
  taskOfEntry,
  tasksOfRun,
  type RunSite,
  type RunTask,
} from '../tekton/run-tasks.js';
import type { PipelineTaskSite } from '../tekton/specs.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { commandsOf } from '../tekton/command-line.js';
import { definitionScan } from './scanned-paths.js';

/** A scan of definitions in a run, and why it stops no change; null if it does. */
interface RunScan {
  readonly at: Place;
  readonly address: string;
  readonly name: string;
  readonly why: string | null;
}

/** 6.1.1 on Tekton. Where runs take tasks of elsewhere, one of those may scan. */
export function judgeScanRuns(subject: Subject): Judgement {
  const pulls = pullRuns(subject).filter(({ resource }) => !isExample(resource.path));
  const pulled = new Set(pulls.map(({ resource }) => resource));
  const runs = runsOf(subject).filter(({ resource }) => !isExample(resource.path));
  const scans = runs.flatMap((run) => {
    const late = pulled.has(run.resource) ? leavesOut(run) : 'it does not run for pull requests';
    return scansOf(subject, run).map((scan) => ({ ...scan, why: scan.why ?? late }));
  });
  const [first] = scans;
  if (first !== undefined) return scans.some(({ why }) => why === null) ? [] : [violation(first)];
  const own = pulls.filter((run) => isWhollyKnown(subject, run));
  const [other] = own.length < pulls.length ? [] : own.flatMap((run) => othersOf(subject, run));
  return other === undefined ? 'not-offered' : [violation(other)];
}

/** Scans and linters of a run that look at other files: whoever set them up left definitions out. */
function othersOf(subject: Subject, run: RunSite): readonly RunScan[] {
  return tasksOfRun(subject, run).flatMap(({ resource, spec, address }) =>
    spec.steps.flatMap((step): readonly RunScan[] => {
      const [, name] = OTHERS.exec(commandsOf(step)) ?? [];
      const at = placeIn(resource, step.script ?? step);
      return name === undefined ? [] : [{ at, address, name, why: 'it looks at other files' }];
    }),
  );
}

const OTHERS =
  /(?:^|[\s;&|(/])(bandit|eslint|gitleaks|golangci-lint|gosec|grype|hadolint|osv-scanner|ruff|shellcheck|snyk|sonar-scanner|staticcheck|tflint|tfsec|trivy|trufflehog)\s/m;

const CLONES = /^(?:git-)?(?:clone|fetch|checkout)(?:-\w+)*$/;

/** Whether all that a run does is written in the target; what clones scans nothing. */
function isWhollyKnown(subject: Subject, run: RunSite): boolean {
  const entries = entriesOfRun(subject, run);
  const isSpecified =
    run.resource.kind === 'PipelineRun' ? entries.length > 0 : tasksOfRun(subject, run).length > 0;
  return (
    isSpecified &&
    entries.every(
      (site) =>
        site.entry.pipelineSpec !== null ||
        taskOfEntry(subject, site) !== null ||
        CLONES.test(site.entry.taskRef?.name?.value ?? referenced(site.entry) ?? ''),
    )
  );
}

const CHANGED = '.tekton/changed.yaml';

/** Why a run for pull requests does not start for a change of definitions; null if it does (Pipelines as Code, "Matching PipelineRuns"). */
function leavesOut({ resource }: RunSite): string | null {
  const annotation = (name: string): string =>
    resource.metadata.annotations.find(
      (one) => one.name.value === `pipelinesascode.tekton.dev/${name}`,
    )?.value.value ?? '';
  const listed = (name: string): readonly string[] =>
    annotation(name)
      .split(/[\s,"'[\]]+/)
      .filter(Boolean);
  const expression = annotation('on-cel-expression');
  const asked = [...expression.matchAll(/["']([^"']+)["']\.pathChanged\(/g)].map(
    ([, glob = '']) => glob,
  );
  const only = [...listed('on-path-change'), ...(expression.includes('||') ? [] : asked)];
  const isLeftOut =
    (only.length > 0 && !only.some((glob) => covers(resource.path, glob))) ||
    listed('on-path-change-ignore').some((glob) => covers(resource.path, glob)) ||
    /!\s*["']\.tekton[^"']*["']\.pathChanged\(/.test(expression);
  return isLeftOut ? 'it does not start for changes of these files' : null;
}

function covers(path: string, glob: string): boolean {
  const plain = glob.replace(/^\.\//, '');
  return (
    globMatch(plain, path) || globMatch(plain, CHANGED) || /^\*\*(?:\/\*)?(?:\.ya?ml)?$/.test(plain)
  );
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
  const paths = subject.model.resources.map(({ path }) => path);
  return [
    ...tasksOfRun(subject, run).flatMap((task) =>
      byScript(task, scriptsBelow(subject, task.resource.path, task.address), paths),
    ),
    ...entriesOfRun(subject, run).flatMap((site) => byTask(site)),
  ];
}

const PASSED = 'its failure is passed over';

function byScript(
  task: RunTask,
  scripts: readonly ScriptSite[],
  paths: readonly string[],
): readonly RunScan[] {
  const { resource, spec, address, entry } = task;
  return spec.steps.flatMap((step): readonly RunScan[] => {
    const nodes = [step.script, step.image, ...step.command, ...step.args].flatMap(
      (text) => text?.node ?? [],
    );
    const script = scripts.find(({ node }) => nodes.includes(node));
    const found = script === undefined ? null : definitionScan(script, paths);
    if (found === null) return [];
    const isPassed =
      found.isIgnored || [step.onError, entry?.onError].some((text) => text?.value === 'continue');
    const at = placeIn(resource, step.script ?? step);
    const why = found.isElsewhere ? 'it looks at other files' : isPassed ? PASSED : null;
    return [{ at, address, name: found.name, why }];
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
