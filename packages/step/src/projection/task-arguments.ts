import type { StepDefinition } from '../define.js';
import { isOffered, type Input } from '../input.js';

/** Where a Task has its files; null: the workspace is not bound. */
export interface TaskPlaces {
  readonly keys: string | null;
  readonly reports: string | null;
  /** Path of each result, by its name. */
  readonly results: ReadonlyMap<string, string>;
  /** Namespace, name and UID of the TaskRun, by these words. */
  readonly taskRun: ReadonlyMap<string, string>;
  /** Path of a file with the labels of the Pod. */
  readonly labels: string | null;
}

/** Where the labels of the Pod are mounted: they say of which PipelineRun it is. */
export const LABELS_MOUNT = '/run/plumbline';

const PLACE =
  /^--task-(?:(?<folder>keys|reports|labels)|result=(?<result>[\w-]+)|run=(?<fact>namespace|name|uid))=(?<value>.*)$/s;

/**
 * What only a Task is told, by arguments that its signature covers (the environment of a pod is anybody's).
 * They stand first, so that no item of a list param can be taken for one.
 */
export function placeArguments(results: readonly string[]): readonly string[] {
  return [
    '--task-keys=$(workspaces.keys.path)',
    '--task-reports=$(workspaces.reports.path)',
    `--task-labels=${LABELS_MOUNT}/labels`,
    ...['namespace', 'name', 'uid'].map((fact) => `--task-run=${fact}=$(context.taskRun.${fact})`),
    ...results.map((name) => `--task-result=${name}=$(results.${name}.path)`),
  ];
}

/** Splits what follows the name of the step into the places of a Task and its inputs; null: it is no Task. */
export function readPlaces(
  argv: readonly string[],
): { readonly places: TaskPlaces; readonly inputs: readonly string[] } | null {
  const end = argv.findIndex((word) => !PLACE.test(word));
  const words = argv.slice(0, end === -1 ? undefined : end);
  if (words.length === 0) return null;
  const folders = new Map<string, string>();
  const results = new Map<string, string>();
  const taskRun = new Map<string, string>();
  for (const word of words) {
    const { folder, result, fact, value = '' } = PLACE.exec(word)?.groups ?? {};
    if (folder !== undefined) folders.set(folder, value);
    if (result !== undefined) results.set(result, value);
    if (fact !== undefined) taskRun.set(fact, value);
  }
  const pathOf = (name: string): string | null => folders.get(name) || null;
  const [keys, reports, labels] = ['keys', 'reports', 'labels'].map(pathOf);
  return {
    places: {
      keys: keys ?? null,
      reports: reports ?? null,
      labels: labels ?? null,
      results,
      taskRun,
    },
    inputs: argv.slice(words.length),
  };
}

/** The inputs that a Task takes as params; a secret that is no reference to a file is none. */
export function taskParams(definition: StepDefinition): readonly (readonly [string, Input])[] {
  return Object.entries<Input>(definition.inputs).filter(
    ([, input]) =>
      isOffered(input, 'tekton') && !(input.kind === 'secret' && 'environment' in input.cli),
  );
}

/** Each param as the flag of its name, exactly once; a value never becomes more than one argument. */
export function paramArguments(definition: StepDefinition): readonly string[] {
  return taskParams(definition).flatMap(([name, input]) =>
    input.kind === 'list' ? [`--${name}`, `$(params.${name}[*])`] : [`--${name}=$(params.${name})`],
  );
}

/** What a param means in a Task: where its files lie, and that a policy of the source is not trusted. */
export function paramMeaning(name: string, { kind, description }: Input): string {
  if (kind === 'secret')
    return `${description} In a Task: the name of a file of the workspace keys.`;
  const remark = REMARKS[name];
  return remark === undefined ? description : `${description} In a Task: ${remark}.`;
}

const REMARKS: Readonly<Record<string, string>> = {
  output: 'the name of a file of the workspace reports',
  policy: 'one that lies in the source counts only as `PATH@sha256:HEX`',
};
