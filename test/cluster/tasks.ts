import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml, toPlain } from '@plumbline/core';
import { version } from '@plumbline/step';
import { plumbline } from '../support/command.js';
import type { KeyFiles } from '../support/key.js';
import { createRepository } from '../support/repository.js';
import { root } from '../support/root.js';
import type { Resource } from './cluster.js';

/** The steps that have a Task. */
export const steps: readonly string[] = readdirSync(join(root, 'tekton-tasks')).sort();

const folderOf = (step: string): string => join(root, 'tekton-tasks', step, version);

/** The generated Task of a step, as the file has it. */
export const taskText = (step: string): string =>
  readFileSync(join(folderOf(step), `${step}.yaml`), 'utf8');

/** The example of a run of the Task. */
export const sampleText = (step: string): string =>
  readFileSync(join(folderOf(step), 'samples', 'taskrun.yaml'), 'utf8');

/** The one document of a text. */
export function document(text: string): Resource {
  const file = readYaml('task.yaml', Buffer.from(text), { aliases: 'refuse' });
  const found = file.ok ? file.value.documents[0]?.root : undefined;
  if (!found) throw new Error('there is no document');
  return toPlain(found) as unknown as Resource;
}

/** The Task with its image by digest, as a release pins it. */
export const pinned = (text: string, image: string): string =>
  text.replace(/^( +image: ).*$/m, `$1${image}`);

/** The text signed for the Tekton that runs here, by the command that users run. */
export function signed(text: string, key: KeyFiles): string {
  const repository = createRepository({ 'task.yaml': text });
  try {
    const options = ['--annotate', '--key', key.privatePath, '--tekton-version', '1.0'];
    const run = plumbline(repository.path, ['sign-pipeline', '.', ...options]);
    if (run.status !== 0) throw new Error(run.stdout + run.stderr);
    return readFileSync(join(repository.path, 'task.yaml'), 'utf8');
  } finally {
    repository.dispose();
  }
}
