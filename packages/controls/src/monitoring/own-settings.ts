import { mapGet, stringOf } from '@plumbline/core';
import type { Step, TaskSpec } from '@plumbline/pipeline';
import { pullRuns } from '../definition/pull-runs.js';
import type { Subject } from '../subject.js';
import { commandsOf } from '../tekton/command-line.js';
import { runsOf, tasksOfRun, type RunSite } from '../tekton/run-tasks.js';
import { containersOf } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';

const SCANNERS =
  /(?:^|[\s;&|(/])(?:checkov|conftest|ec|gitleaks|grype|hadolint|kics|kube-linter|kubescape|opa|osv-scanner|pipeline-check|plumbline|polaris|poutine|regula|semgrep|snyk|tekton-guard|tekton-lint|terrascan|trivy|trufflehog|zizmor)(?:(?:==|@)\S+)?\s/;

/** Options by which they are told what to look for and what to leave out, with a file of the folder that is checked out. */
const OPTION =
  /\s(--(?:config(?:-file|-path)?|ignore-?file|ignore-policy|policy(?:-path)?|data|baseline(?:-path)?|external-checks-dir|gitleaks-ignore-path|exceptions?|waivers?))[= ]+["']?((?:\.\/|\$\(workspaces\.(?:src|source|sources|repo|output|shared)[\w-]*\.path\)\/)[^\s"']+|(?!(?:p|r)\/)[\w-][\w.-]*(?:\/[\w.-]+)+|\.?[\w-]+\.(?:ya?ml|toml|json|rego))/;

const NAMED =
  /\s(--(?:config(?:-file|-path)?|ignore-?file|policy|data|baseline(?:-path)?|external-checks-dir))[= ]+["']?((?:\/|\$\(workspaces\.[\w-]+\.path\))[^\s"']*)/g;

/** The same by the whole path: in the folder that is looked at, or in which the step works. */
function belowTarget(command: string, folder: string | undefined): RegExpExecArray | null {
  const found = [...command.matchAll(NAMED)];
  const rest = command.replace(NAMED, ' ');
  const looked = rest.match(/(?<=[\s="'])(?:\/|\$\(workspaces\.[\w-]+\.path\))[\w./-]*/g) ?? [];
  const folders = [...looked, folder ?? ''].map((one) => one.replace(/\/+$/, '')).filter(Boolean);
  return (
    found.find(({ 2: file = '' }) => folders.some((one) => file.startsWith(`${one}/`))) ?? null
  );
}

/** Whether a folder is one that a script of the task clones from an address that is written down. */
function isBrought(file: string, task: TaskSpec): boolean {
  const clones = task.steps.flatMap((step) => [
    ...commandsOf(step).matchAll(
      /\bgit\s+(?:-\S+\s+\S+\s+)?clone\s[^\n;&|]*?["']?((?:https?:|ssh:|git@)[^\s"']+)["']?\s+["']?([^\s"';&|-][^\s"';&|]*)/g,
    ),
  ]);
  return clones.some(([, url = '', folder = '']) => {
    const name = folder.replace(/^\.\//, '').replace(/\/+$/, '');
    const isIn = file.startsWith(`${name}/`) || file.includes(`/${name}/`);
    return isIn && !/[$`]|\{\{/.test(url) && !isMoved(name, clones.length, task);
  });
}

/** Whether a commit that nobody wrote down is checked out in a clone. */
function isMoved(folder: string, clones: number, { steps }: TaskSpec): boolean {
  const checkouts = steps.flatMap((step) => [
    ...commandsOf(step).matchAll(
      /\bgit\s+(?:-C\s+["']?(\S+?)["']?\s+)?(?:checkout|reset|switch)\s[^\n]*\$/g,
    ),
  ]);
  return checkouts.some(([, where]) =>
    where === undefined ? clones === 1 : where.endsWith(folder),
  );
}

/** The folders of a step that are no part of what is checked out. */
function mountsOf(step: Step, task: TaskSpec): readonly string[] {
  const fixed = new Set(
    task.volumes
      .filter(({ node }) =>
        ['configMap', 'secret', 'projected', 'image'].some((key) => mapGet(node, key)),
      )
      .map(({ name }) => name?.value),
  );
  return [...step.volumeMounts, ...(task.stepTemplate?.volumeMounts ?? [])].flatMap((mount) =>
    fixed.has(stringOf(mapGet(mount, 'name'))) ? (stringOf(mapGet(mount, 'mountPath')) ?? []) : [],
  );
}

/** `conftest test -p policy`, `gitleaks dir -c ci/gitleaks.toml`: short options, and folders of one word. */
const SHORT =
  /\b(?:conftest\s(?:[^\n;|&]*?\s)?(-p|--policy)|(?:gitleaks|trivy)\s(?:[^\n;|&]*?\s)?(-c))[= ]+["']?((?:\.\/|\$\(workspaces\.(?:src|source|sources|repo|output|shared)[\w-]*\.path\)\/)?[\w-][\w./-]*)/;

/** An option with the file that it names. */
type Own = readonly [option: string, file: string];

/** The option by which a scanner takes a file of the folder that is checked out. */
function ownFile(command: string, folder: string | undefined): Own | null {
  const [, option, file] = OPTION.exec(command) ?? belowTarget(command, folder) ?? [];
  if (option !== undefined && file !== undefined) return [option, file];
  const [, policy, config, short] = SHORT.exec(command) ?? [];
  return short === undefined ? null : [policy ?? config ?? '', short];
}

function specsOf(subject: Subject, runs: readonly RunSite[]): ReadonlySet<TaskSpec> {
  return new Set(runs.flatMap((run) => tasksOfRun(subject, run).map(({ spec }) => spec)));
}

/** The files of the folder that a script gives to a scanner. */
export function optionsOf(script: string): readonly string[] {
  const file = SCANNERS.test(script) ? OPTION.exec(script)?.[2] : undefined;
  return file === undefined ? [] : [file];
}

/** Whether a file is one of a ConfigMap or of a clone of another repository. */
function comesFromElsewhere(file: string, step: Step, task: TaskSpec): boolean {
  return mountsOf(step, task).some((mount) => file.startsWith(mount)) || isBrought(file, task);
}

/** Whether every step that starts the scanner of a settings file names another file instead. */
export function isToldOtherwise(subject: Subject, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [tool] = /[a-z]+/.exec(name) ?? [''];
  const option = /ignore/.test(name) ? /--ignore-?file[= ]+(\S+)/ : /--config(?:-file)?[= ]+(\S+)/;
  const commands = containersOf(subject)
    .map(({ step }) => commandsOf(step))
    .filter((command) => new RegExp(`(?:^|[\\s/])${tool.replace(/ignore$/, '')}\\s`).test(command));
  return commands.length > 0 && commands.every((command) => option.test(command));
}

/**
 * Scanners that take their settings from the change (6.1.2): in runs for pull requests, and in Tasks that no run of the
 * target uses. Null if none scans.
 */
export function ownSettings(subject: Subject): readonly Violation[] | null {
  const pulled = specsOf(subject, pullRuns(subject));
  const used = specsOf(subject, runsOf(subject));
  const scanning = containersOf(subject).filter(
    ({ step, task }) =>
      task !== null &&
      (pulled.has(task.spec) || !used.has(task.spec)) &&
      SCANNERS.test(commandsOf(step)),
  );
  if (scanning.length === 0) return null;
  return scanning.flatMap(({ resource, address, step, task }): readonly Violation[] => {
    const folder = step.workingDir ?? task?.spec.stepTemplate?.workingDir ?? null;
    const own = ownFile(commandsOf(step), folder?.value);
    if (own === null || task === null || comesFromElsewhere(own[1], step, task.spec)) return [];
    const [option, file] = own;
    return [
      {
        at: placeIn(resource, step.script ?? step.args[0] ?? step.command[0] ?? step),
        address,
        subject: option,
        severity: 'medium',
        confidence: 'medium',
        message: `Whoever writes a weakness also writes its exception: \`${option}\` takes \`${file}\` from the change itself.`,
        hint: `${option} <a file of an image, a ConfigMap or a bundle by digest>`,
      },
    ];
  });
}
