import type { TaskSpec } from '@plumbline/pipeline';
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

/** The same by the whole path: `--directory=/workspace/src --config-file=/workspace/src/.checkov.yaml`. */
function belowTarget(command: string): RegExpExecArray | null {
  const named =
    /\s(--(?:config(?:-file|-path)?|ignore-?file|policy|data|baseline))[= ]+["']?(\/[^\s"']+)/.exec(
      command,
    );
  const file = named?.[2] ?? '';
  const others = command.replace(named?.[0] ?? '', ' ').match(/(?<=[\s=])\/[\w./-]+/g) ?? [];
  return others.some((folder) => file.startsWith(`${folder.replace(/\/+$/, '')}/`)) ? named : null;
}

function specsOf(subject: Subject, runs: readonly RunSite[]): ReadonlySet<TaskSpec> {
  return new Set(runs.flatMap((run) => tasksOfRun(subject, run).map(({ spec }) => spec)));
}

/** The files of the folder that a script gives to a scanner. */
export function optionsOf(script: string): readonly string[] {
  const file = SCANNERS.test(script) ? OPTION.exec(script)?.[2] : undefined;
  return file === undefined ? [] : [file];
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
  return scanning.flatMap(({ resource, address, step }): readonly Violation[] => {
    const command = commandsOf(step);
    const [, option, file] = OPTION.exec(command) ?? belowTarget(command) ?? [];
    if (option === undefined || file === undefined) return [];
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
