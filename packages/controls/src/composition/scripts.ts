import type { ScalarNode, Source } from '@plumbline/core';
import type { EnvVar, Job, Settings, Text, WorkflowStep } from '@plumbline/pipeline';
import { occurrencesIn } from '../expression/occurrences.js';
import type { Range } from '../expression/syntax.js';
import type { Exposure } from '../exposure.js';
import { exposureOf } from '../github/exposure.js';
import { jobsOf, stepsOf, workflowsOf, type StepSite } from '../github/steps.js';
import { parseShell } from '../shell/parse.js';
import type { Command, Script } from '../shell/syntax.js';
import { shared, type Subject } from '../subject.js';
import { languageOf, shebang, type Language } from '../taint/languages.js';
import { commandLine } from '../tekton/command-line.js';
import { toldIn } from '../tekton/known-params.js';
import { taskOfEntry } from '../tekton/run-tasks.js';
import { containersOf, pipelineTasksOf, type ContainerSite } from '../tekton/specs.js';
import { variablesIn } from '../variables/variables.js';
import { placeIn, placeWithin, type Place } from '../violation.js';
import { flatten, invocation, type Run } from './commands.js';

/** A script of a step, or the arguments of one, with the commands that it runs. */
export interface ScriptSite {
  readonly source: Source;
  readonly node: ScalarNode;
  readonly address: string;
  readonly exposure: Exposure | null;
  readonly language: Language;
  readonly text: string;
  /** In the order of the text, those of substitutions and of `sh -c` included. */
  readonly runs: readonly Run[];
}

/** The scripts of workflows and actions. */
export const githubScripts = shared((subject: Subject): readonly ScriptSite[] => [
  ...scriptsByStep(subject).values(),
]);

/** By step and not by node: copies of a file share their nodes. */
const scriptsByStep = shared(
  (subject: Subject): ReadonlyMap<WorkflowStep, ScriptSite> =>
    new Map(stepsOf(subject).flatMap((site) => githubScript(subject, site))),
);

/** The script of a step, if it has one. */
export function scriptOf(subject: Subject, step: WorkflowStep): ScriptSite | undefined {
  return scriptsByStep(subject).get(step);
}

/** The scripts of a job's own steps. */
export function scriptsIn(subject: Subject, { steps }: Job): readonly ScriptSite[] {
  return steps.flatMap((step) => scriptOf(subject, step) ?? []);
}

function githubScript(
  subject: Subject,
  site: StepSite,
): readonly (readonly [WorkflowStep, ScriptSite])[] {
  const { of, step, job, address } = site;
  if (step.run === null) return [];
  const shell = step.shell ?? job?.job.defaults?.shell ?? job?.workflow.defaults?.shell ?? null;
  const text = step.run.value;
  const language = shell === null ? 'shell' : languageOf(shell.value);
  const script: ScriptSite = {
    source: of.source,
    node: step.run.node,
    address,
    exposure: job === null ? null : exposureOf(subject, job),
    language,
    text,
    runs: runsOf(text, language, occurrencesIn(text)),
  };
  return [[step, script]];
}

/** The scripts of containers, and what `command` and `args` run. */
export const tektonScripts = shared((subject: Subject): readonly ScriptSite[] =>
  tektonScriptsTogether(subject).flat(),
);

/** The entry of a Pipeline that takes a Task; the last of several. */
const usersOf = shared(
  (subject: Subject) =>
    new Map(pipelineTasksOf(subject).map((site, at) => [taskOfEntry(subject, site), { site, at }])),
);

/** The same, a list for each Task, or for all that one Pipeline takes: they share workspaces. */
export const tektonScriptsTogether = shared(
  (subject: Subject): readonly (readonly ScriptSite[])[] => {
    const userOf = ({ task }: ContainerSite) => usersOf(subject).get(task?.spec ?? null);
    const groups = Map.groupBy(
      containersOf(subject),
      (site) => userOf(site)?.site.pipeline ?? site.task ?? site.resource,
    );
    const inOrder = (sites: readonly ContainerSite[]) =>
      sites.toSorted((a, b) => (userOf(a)?.at ?? 0) - (userOf(b)?.at ?? 0));
    return [...groups.values()].map((sites) =>
      inOrder(sites).flatMap((site) => [...tektonScript(site), ...argumentScript(site)]),
    );
  },
);

function tektonScript({ resource, step, address }: ContainerSite): readonly ScriptSite[] {
  if (step.script === null) return [];
  const text = step.script.value;
  const language = languageOf(shebang(text) ?? 'sh');
  const { node } = step.script;
  const runs = runsOf(text, language, variablesIn(text));
  return [{ source: resource.source, node, address, exposure: null, language, text, runs }];
}

/** `command` and `args` make one command; behind `sh -c` stands a script. */
function argumentScript({ resource, step, address }: ContainerSite): readonly ScriptSite[] {
  const words = commandLine(step);
  const at = words.findIndex(
    (word, index) => index > 0 && /^-[a-z]*c$/.test(word.value) && isShellName(words[index - 1]),
  );
  const script = at === -1 ? undefined : words[at + 1];
  const { source } = resource;
  const base = { source, address, exposure: null };
  if (script !== undefined) {
    const text = script.value;
    const runs = runsOf(text, 'shell', variablesIn(text));
    return [{ ...base, node: script.node, language: 'shell', text, runs }];
  }
  const [first] = words;
  if (first === undefined) return [];
  const command = commandOf(words);
  const runs = [
    { command, invoked: invocation(command), script: [], index: 0, start: 0, end: 0, path: '0' },
  ];
  return [{ ...base, node: first.node, language: 'other', text: '', runs }];
}

function isShellName(word: Text | undefined): boolean {
  return /(?:^|\/)(?:ba|da|z|k|a)?sh$/.test(word?.value ?? '');
}

/** Words that no shell reads: each is what it says. */
function commandOf(words: readonly Text[]): Command {
  return {
    start: 0,
    end: 0,
    assignments: [],
    words: words.map(({ value }) => ({
      start: 0,
      end: 0,
      parts: [{ kind: 'text', quote: 'single', text: value, start: 0, end: 0 }],
    })),
    redirects: [],
    input: null,
    feeds: null,
  };
}

/** The commands of a script, as far as it is one of a shell. */
export function runsOf(text: string, language: Language, holes: readonly Range[]): readonly Run[] {
  if (language !== 'shell' && language !== 'powershell' && language !== 'cmd') return [];
  const script = parseShell(text, holes);
  const found = known.get(script) ?? flatten(script, { start: 0, end: text.length });
  known.set(script, found);
  return found;
}

/** Equal scripts are one. */
const known = new WeakMap<Script, readonly Run[]>();

/** The place of a command; of a script that is not shell, the whole. */
export function placeOfRun(site: ScriptSite, run: Range): Place {
  const { source, node } = site;
  return run.end <= run.start ? placeIn(site, node) : placeWithin(source, node, run);
}

/** A variable of the environment with its value, wherever the platform sets it. */
export interface SetVariable {
  readonly source: Source;
  readonly address: string;
  readonly name: string;
  readonly value: Text;
}

/** What workflows, jobs, steps and containers of jobs set. */
export function githubVariables(subject: Subject): readonly SetVariable[] {
  const of = (source: Source, address: string, env: Settings | null): readonly SetVariable[] =>
    (env?.entries ?? []).map(({ name, value }) => ({ source, address, name: name.value, value }));
  return [
    ...workflowsOf(subject).flatMap(({ source, env }) => of(source, 'env', env)),
    ...jobsOf(subject).flatMap(({ workflow, job, address }) => [
      ...of(workflow.source, `${address}.env`, job.env),
      ...of(workflow.source, `${address}.container`, job.container?.env ?? null),
    ]),
    ...stepsOf(subject).flatMap((site) => of(site.of.source, site.address, site.step.env)),
  ];
}

/** What steps, sidecars and templates set. */
export function tektonVariables(subject: Subject): readonly SetVariable[] {
  return containersOf(subject).flatMap(({ resource, step, address }) =>
    step.env.flatMap(({ name, value }: EnvVar) =>
      name === null || value === null
        ? []
        : [{ source: resource.source, address, name: name.value, value: toldIn(step, value) }],
    ),
  );
}
