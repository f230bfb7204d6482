import { createSource, type ScalarNode, type Source } from '@plumbline/core';
import { readDockerfileScripts, type DockerfilePart } from '@plumbline/pipeline';
import { textAt } from '../files.js';
import { shared, type Subject } from '../subject.js';
import { builtFiles, type BuiltFile } from './built-images.js';
import { runsOf, type ScriptSite } from './scripts.js';

/** The scripts of one stage of a Dockerfile that a workflow builds. */
export interface DockerStage {
  readonly file: BuiltFile;
  /** Of RUN, and what ADD does. */
  readonly built: readonly ScriptSite[];
  /** Those, and what the image starts. */
  readonly all: readonly ScriptSite[];
}

/** The stages of all Dockerfiles that workflows build (1.3.1, 1.3.2). */
export const dockerStages = shared((subject: Subject): readonly DockerStage[] =>
  builtFiles(subject).flatMap((file) => {
    const text = textAt(subject, file.path);
    if (text === null) return [];
    const source = createSource(file.path, text);
    return readDockerfileScripts(text).map((parts) => {
      const all = parts.map((part) => siteOf(source, file, part));
      return { file, all, built: all.filter((_site, at) => parts[at]?.kind !== 'start') };
    });
  }),
);

function siteOf(source: Source, { exposure }: BuiltFile, part: DockerfilePart): ScriptSite {
  const text = part.kind === 'add' ? downloadOf(part) : part.text;
  const runs = runsOf(text, 'shell', []);
  return {
    ...{ source, exposure, text, language: 'shell' },
    node: nodeOf(part, text),
    address: part.kind === 'add' ? 'ADD' : 'RUN',
    runs: part.kind === 'add' ? runs.map((run) => ({ ...run, start: 0, end: 0 })) : runs,
  };
}

/** What ADD does of an address, as a shell would. */
function downloadOf({
  address,
  file,
  isProgram,
}: DockerfilePart & { readonly kind: 'add' }): string {
  return `curl -o '${file}' '${address}'${isProgram ? `; chmod +x '${file}'` : ''}`;
}

function nodeOf({ start, end }: DockerfilePart, text: string): ScalarNode {
  return { kind: 'scalar', style: 'plain', text, value: text, span: { start, end } };
}
