import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readYaml, toPlain } from '@plumbline/core';
import { version } from '@plumbline/step';
import { plumbline, type Outcome } from './command.js';
import { root } from './root.js';

type Value = string | readonly string[];

interface TaskFile {
  readonly spec: {
    readonly params: readonly { readonly name: string; readonly default?: Value }[];
    readonly workspaces: readonly { readonly name: string }[];
    readonly results: readonly { readonly name: string }[];
    readonly steps: readonly { readonly args: readonly string[] }[];
  };
}

/** The generated Task of a step, as the file has it. */
export function readTask(step: string): TaskFile['spec'] {
  const path = join(root, 'tekton-tasks', step, version, `${step}.yaml`);
  const file = readYaml(path, readFileSync(path), { aliases: 'refuse' });
  const document = file.ok ? file.value.documents[0]?.root : undefined;
  if (!document) throw new Error(`${path} cannot be read`);
  return (toPlain(document) as unknown as TaskFile).spec;
}

export interface TaskRun {
  readonly task: string;
  /** The working folder of the step. */
  readonly source: string;
  readonly params?: Readonly<Record<string, Value>>;
  readonly workspaces?: Readonly<Record<string, string>>;
  /** What `podTemplate` adds. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of its Pod, beside those that every one has. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What Tekton tells a Task of itself. */
export const TASK_RUN = {
  namespace: 'ci',
  name: 'task-1',
  uid: 'c40dce07-5d91-465e-bacb-96c7559d74c4',
};

/** What Tekton has after a step has run. */
export interface TaskOutcome extends Outcome {
  readonly results: Readonly<Record<string, string>>;
}

/** Runs the command with the arguments of the Task, its variables replaced as Tekton does it. */
export function runTask(run: TaskRun): TaskOutcome {
  const spec = readTask(run.task);
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-results-'));
  mkdirSync(join(folder, 'results'));
  const outcome = plumbline(run.source, taskArguments(spec, run, join(folder, 'results')), run.env);
  const results = Object.fromEntries(
    readdirSync(join(folder, 'results')).map((name) => [
      name,
      readFileSync(join(folder, 'results', name), 'utf8'),
    ]),
  );
  rmSync(folder, { recursive: true });
  return { ...outcome, results };
}

function taskArguments(spec: TaskFile['spec'], run: TaskRun, results: string): readonly string[] {
  const values = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  for (const { name, default: standard } of spec.params) {
    const value = run.params?.[name] ?? standard;
    if (value === undefined) throw new Error(`the param ${name} is required`);
    if (typeof value === 'string') values.set(`params.${name}`, value);
    else lists.set(`$(params.${name}[*])`, value);
  }
  for (const { name } of spec.workspaces)
    values.set(`workspaces.${name}.path`, run.workspaces?.[name] ?? '');
  for (const { name } of spec.results) values.set(`results.${name}.path`, join(results, name));
  for (const [fact, value] of Object.entries(TASK_RUN))
    values.set(`context.taskRun.${fact}`, value);
  const labels = join(results, '..', 'labels');
  writeFileSync(
    labels,
    Object.entries({ 'tekton.dev/taskRunUID': TASK_RUN.uid, ...run.labels })
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(''),
  );
  const [step] = spec.steps;
  return (step?.args ?? []).flatMap(
    (arg) =>
      lists.get(arg) ??
      arg
        .replaceAll(/\$\(([\w.-]+)\)/g, (text, name: string) => values.get(name) ?? text)
        // Where the kubelet would mount them.
        .replace(/^(--task-labels=).*/, `$1${labels}`),
  );
}
