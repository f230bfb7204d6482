import { join } from 'node:path';
import { usageFault, type Fault } from '@plumbline/core';
import {
  readArgv,
  type GivenInputs,
  type Input,
  type StepDefinition,
  type TaskPlaces,
} from '@plumbline/step';
import { createFiles } from '../files.js';

/** What a Task was given: its params, and what lies in the workspace `keys`. */
export interface TaskInputs {
  readonly given: GivenInputs;
  /** Of the key, if it has one. */
  readonly password: string | null;
}

const FILE_NAME = /^(?!\.)[\w.-]{1,200}$/;

/**
 * Reads the arguments of a Task. Each flag stands in them once, so that a value which looks like one
 * changes nothing but the outcome: it is refused.
 */
export function readTaskInputs(
  definition: StepDefinition,
  argv: readonly string[],
  places: TaskPlaces,
): TaskInputs {
  const { values: texts, faults: first } = readArgv(definition, argv, () => undefined);
  const values = new Map(texts);
  const faults: Fault[] = [...first, ...repeatedFlags(argv)];
  const secrets = createSecrets(places.keys);
  let password: string | null = null;
  for (const [name, input] of Object.entries<Input>(definition.inputs)) {
    if (input.kind !== 'secret') continue;
    if ('environment' in input.cli) {
      const secret = secrets.read(name);
      values.set(name, secret === null ? [] : [secret]);
    } else {
      const [file] = texts.get(name) ?? [];
      if (!file) continue;
      faults.push(...badPlace(name, file, { workspace: 'keys', folder: places.keys }));
      values.set(name, [join(places.keys ?? '', file)]);
      password = secrets.read(`${file.replace(/\.key$/, '')}.password`);
    }
  }
  const outputs = placedOutputs(texts.get('output') ?? [], places.reports);
  values.set('output', outputs.texts);
  return {
    given: { face: 'tekton', values, faults: [...faults, ...outputs.faults] },
    password,
  };
}

function repeatedFlags(argv: readonly string[]): readonly Fault[] {
  const flags = argv.flatMap((word) => /^--([\w-]+)(?:=|$)/.exec(word)?.[1] ?? []);
  const repeated = new Set(flags.filter((flag, index) => flags.indexOf(flag) !== index));
  return [...repeated].map((flag) =>
    usageFault('INPUT_DUPLICATE', `a param holds the flag --${flag}; a value was expected`),
  );
}

/** The files of a mounted Secret; what is not there was not given. */
function createSecrets(folder: string | null): { readonly read: (name: string) => string | null } {
  if (folder === null) return { read: () => null };
  const files = createFiles({ cwd: folder, stdin: null });
  return {
    read: (name) => {
      const bytes = FILE_NAME.test(name) ? files.read(name) : null;
      return bytes?.ok === true
        ? Buffer.from(bytes.value)
            .toString('utf8')
            .replace(/\r?\n$/, '')
        : null;
    },
  };
}

interface Place {
  readonly workspace: 'keys' | 'reports';
  readonly folder: string | null;
}

function badPlace(name: string, file: string, { workspace, folder }: Place): readonly Fault[] {
  if (!FILE_NAME.test(file)) {
    const message = `${name} is no name of a file of the workspace ${workspace}`;
    return [usageFault('INPUT_INVALID', message, 'write a name without folders')];
  }
  if (folder !== null) return [];
  const message = `${name} names a file, and the workspace ${workspace} is not bound`;
  return [usageFault('INPUT_INVALID', message, `bind the workspace ${workspace}`)];
}

function placedOutputs(
  texts: readonly string[],
  folder: string | null,
): { readonly texts: readonly string[]; readonly faults: readonly Fault[] } {
  const placed = texts
    .filter((text) => text !== '')
    .map((text) => {
      const [, kind = '', file = ''] = /^([a-z]+=)(.+)$/s.exec(text) ?? [];
      return {
        text: `${kind}${join(folder ?? '', file)}`,
        faults: badPlace('output', file, { workspace: 'reports', folder }),
      };
    });
  return { texts: placed.map(({ text }) => text), faults: placed.flatMap(({ faults }) => faults) };
}
