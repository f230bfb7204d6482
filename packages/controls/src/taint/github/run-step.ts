import type { Text, WorkflowStep } from '@plumbline/pipeline';
import { parseShell } from '../../shell/parse.js';
import type { Range } from '../../expression/syntax.js';
import { codeIn, heldIn, languageOf, shebang, type Language } from '../languages.js';
import { walkScript } from '../script.js';
import type { FileWrite, ScriptFacts } from '../walk.js';
import { CLEAN, passed, union, worstOf, type Taint } from '../taint.js';
import type { GitHubSink } from './flow.js';
import type { Frame, Run } from './frame.js';
import { entry, taintsAt, withOwn } from './names.js';
import { addFlow } from './sinks.js';
import { fetchFiles } from './foreign-files.js';
import { broughtIn } from './sources.js';
import { expressionsOf, placeWithin } from './texts.js';

/** What a step leaves to those after it. */
export interface StepResult {
  readonly outputs: Map<string, readonly Taint[]>;
}

/** Files of GitHub that a script writes to, by the variable that names them. */
const FILES = new Map(
  ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STATE'].map((name) => [name, name]),
);

/** A `run`: what is filled in is code; what its environment holds is data until it is read again. */
export function runScript(run: Run, frame: Frame, step: WorkflowStep): StepResult {
  const text = step.run;
  const outputs = new Map<string, readonly Taint[]>();
  if (text === null) return { outputs };
  const occurrences = expressionsOf(text);
  const within = { ...frame, env: withOwn(frame, step) };
  const holes = occurrences.map((occurrence) => taintsAt(within, text, occurrence));
  occurrences.forEach((occurrence, index) => {
    addFlow(run, frame, {
      step,
      sink: 'script',
      taint: worstOf(holes[index] ?? CLEAN),
      text,
      part: occurrence,
      subject: occurrence.text,
      by: 'the script',
    });
  });
  const language = languageOfStep(frame, step, text.value);
  const env = environment(frame, within.env, text);
  fetchFiles(run, frame, step, (range, words) =>
    union(
      ...occurrences.flatMap(({ start, end }, index) =>
        range.start <= start && end <= range.end ? [holes[index] ?? CLEAN] : [],
      ),
      ...[...env].flatMap(([name, taints]) =>
        new RegExp(`\\$\\{?${name}\\b`).test(words) ? [taints] : [],
      ),
    ),
  );
  const facts = factsOf(frame, { text, holes, ranges: occurrences, env, language });
  const found = [
    ...facts.code.map((use) => ({ ...use, sink: 'reread' as const })),
    ...facts.prompts.map((use) => ({ ...use, sink: 'prompt' as const })),
    ...facts.paths.map((use) => ({ ...use, sink: 'path' as const })),
  ];
  for (const { taints, at, by, sink } of found)
    addFlow(run, frame, { step, sink, taint: worstOf(taints), text, part: at, subject: by, by });
  for (const write of facts.writes) addWrite(run, frame, { step, text, write, outputs });
  return { outputs };
}

function languageOfStep(frame: Frame, step: WorkflowStep, script: string): Language {
  const { job } = frame;
  const inherited =
    job?.defaults ?? (job === null ? null : (frame.site?.workflow.defaults ?? null));
  const shell = step.shell ?? inherited?.shell ?? null;
  if (shell !== null) return languageOf(shell.value);
  const windows = job?.runsOn?.labels.some(({ value }) => /windows/i.test(value)) === true;
  return windows && shebang(script) === null ? 'powershell' : 'shell';
}

/** The variables of a step: those that GitHub sets and the script names, the job's, its own. */
function environment(frame: Frame, own: Frame['env'], text: Text): Frame['env'] {
  const set = [...headRef(frame, text), ...refName(frame, text)].filter(([name]) => !own.has(name));
  return set.length === 0 ? own : new Map([...own, ...set]);
}

type Variable = readonly [name: string, taints: readonly Taint[]];

function headRef(frame: Frame, text: Text): readonly Variable[] {
  if (!text.value.includes('GITHUB_HEAD_REF')) return [];
  const pulls = frame.starts.filter(({ event }) => event.startsWith('pull_request'));
  if (pulls.length === 0) return [];
  const grade = pulls.some(({ outsider }) => outsider) ? 'author' : 'committer';
  return [variable(frame, text, 'GITHUB_HEAD_REF', { grade, who: 'Whoever opens a pull request' })];
}

function refName(frame: Frame, text: Text): readonly Variable[] {
  if (!text.value.includes('GITHUB_REF_NAME')) return [];
  const isFree = frame.starts.some(({ event }) => event === 'create' || event === 'delete');
  if (!isFree) return [];
  const by = { grade: 'committer', who: 'Whoever pushes a branch or tag' } as const;
  return [variable(frame, text, 'GITHUB_REF_NAME', by)];
}

function variable(
  frame: Frame,
  text: Text,
  name: string,
  by: Pick<Taint, 'grade' | 'who'>,
): Variable {
  const place = placeWithin(frame.of, text, { start: 0, end: text.value.length });
  return [name, [entry(name, place, { ...by, revision: by.grade === 'author' })]];
}

interface Scripted {
  readonly text: Text;
  readonly holes: readonly (readonly Taint[])[];
  readonly ranges: readonly Range[];
  readonly env: ReadonlyMap<string, readonly Taint[]>;
  readonly language: Language;
}

/** Words by which a script may bring in what somebody outside chose. */
const SOURCES =
  /\b(?:gh|git|jq|cat|unzip|hub|claude|codex|gemini|aider|opencode|goose|cursor-agent|llm|copilot|amp|droid)\b|\$\(<|api\.github\.com|GITHUB_API_URL/;

/** Programs that read files of others, where there are any. */
const READERS = /\b(?:head|tail|grep|sed|awk)\b/;

const NO_FACTS: ScriptFacts = { code: [], writes: [], prompts: [], printed: [], paths: [] };

function factsOf(frame: Frame, { text, holes, ranges, env, language }: Scripted): ScriptFacts {
  const tainted =
    holes.some((taints) => taints.length > 0) ||
    [...env.values()].some((taints) => taints.length > 0);
  const reads =
    SOURCES.test(text.value) || (frame.files.taints.length > 0 && READERS.test(text.value));
  if (!tainted && (frame.starts.length === 0 || !reads)) return NO_FACTS;
  if (language !== 'shell')
    return {
      code: codeIn(text.value, language, env),
      writes: writesIn(text.value, language, env),
      prompts: [],
      printed: [],
      paths: [],
    };
  return walkScript(parseShell(text.value, ranges), {
    holes,
    env,
    files: FILES,
    source: (program, words) => broughtIn(frame, { program, words, text }),
    parse: parseShell,
  });
}

/** `core.setOutput('x', process.env.X)` and its like in other languages, line by line. */
function writesIn(
  text: string,
  language: Language,
  env: ReadonlyMap<string, readonly Taint[]>,
): readonly FileWrite[] {
  return [...text.matchAll(/[^\n]*(GITHUB_ENV|GITHUB_OUTPUT|GITHUB_PATH)[^\n]*/g)].flatMap(
    (line) => {
      const taints = heldIn(line[0], text, { language, env });
      const name = /["'`]([A-Za-z_][\w-]*)=/.exec(line[0])?.[1] ?? null;
      const at = { start: line.index, end: line.index + line[0].length };
      return taints.length === 0
        ? []
        : [{ file: line[1] ?? '', name, taints, at, fence: 'none' as const }];
    },
  );
}

interface Written {
  readonly step: WorkflowStep;
  readonly text: Text;
  readonly write: FileWrite;
  readonly outputs: Map<string, readonly Taint[]>;
}

/** What a write to a file of GitHub is. */
const SINKS: ReadonlyMap<string, GitHubSink> = new Map<string, GitHubSink>([
  ['GITHUB_ENV', 'environment'],
  ['GITHUB_PATH', 'search-path'],
  ['GITHUB_OUTPUT', 'outputs'],
]);

function addWrite(run: Run, frame: Frame, written: Written): void {
  const { step, text, write } = written;
  handOn(frame, written);
  const sink = SINKS.get(write.file);
  if (sink === undefined || (write.fence === 'random' && sink !== 'search-path')) return;
  const taint = worstOf(write.taints.filter(({ lines }) => lines || sink !== 'outputs'));
  const subject = write.name ?? write.file;
  addFlow(run, frame, { step, sink, taint, text, part: write.at, subject, by: write.file });
}

/** What later steps read as an output or a variable. */
function handOn(frame: Frame, { text, write, outputs }: Written): void {
  const { file, name, taints, at } = write;
  const as = name === null ? '' : ` as \`${name}\``;
  const stop = { ...placeWithin(frame.of, text, at), message: `written to \`${file}\`${as}` };
  const after = passed(taints, stop, 'within');
  if (file === 'GITHUB_OUTPUT') {
    const key = name?.toLowerCase() ?? '*';
    outputs.set(key, union(outputs.get(key) ?? CLEAN, after));
  }
  if (file === 'GITHUB_ENV' && name !== null)
    frame.env.set(name, union(frame.env.get(name) ?? CLEAN, after));
}
