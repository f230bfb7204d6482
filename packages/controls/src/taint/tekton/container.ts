import type { ScalarNode, Source } from '@plumbline/core';
import type { EnvVar, Text } from '@plumbline/pipeline';
import { parseShell } from '../../shell/parse.js';
import { isShell, programOf } from '../../shell/programs.js';
import type { Word } from '../../shell/syntax.js';
import { commandLine, inlineScript, wordOf } from '../../tekton/command-line.js';
import type { ContainerSite } from '../../tekton/specs.js';
import { codeIn, languageOf, shebang } from '../languages.js';
import { isAgentProgram } from '../rereads.js';
import { walkScript } from '../script.js';
import type { FileWrite } from '../walk.js';
import { resultWrites } from './result-writes.js';
import { nameOf } from './sourced.js';
import { CLEAN, passed, union, worstOf, type Taint } from '../taint.js';
import { broughtIn } from './brought-in.js';
import type { TektonFlow, TektonSink } from './flow.js';
import { filledIn, placeAt, taintsOfNode, type Filled, type Scope } from './values.js';

/** What a container leaves: results of the task and of the step, by name. */
export interface Written {
  readonly results: Map<string, readonly Taint[]>;
  readonly stepResults: Map<string, readonly Taint[]>;
}

interface Room extends Entering {
  readonly site: ContainerSite;
  readonly source: Source;
  readonly env: ReadonlyMap<string, readonly Taint[]>;
  readonly files: ReadonlyMap<string, string>;
  readonly written: Written;
}

/** Prefix of the names of results of the step among files with a meaning. */
const STEP = 'step ';
/** The same of files that another step takes its variables from. */
const SOURCED = 'sourced ';

/** What is known where a container starts. */
export interface Entering {
  readonly scope: Scope;
  /** Names of files that other steps take their variables from. */
  readonly sourced: ReadonlySet<string>;
  readonly add: (flow: TektonFlow) => void;
}

/** Follows values into a container: its script, or the program that its command hands to an interpreter. */
export function runContainer(site: ContainerSite, { scope, sourced, add }: Entering): Written {
  const { source } = site.resource;
  const written: Written = { results: new Map(), stepResults: new Map() };
  const variables = [...(site.task?.spec.stepTemplate?.env ?? []), ...site.step.env];
  const room: Room = {
    site,
    source,
    ...{ scope, sourced, add },
    written,
    env: new Map(variables.flatMap((variable) => valueOf(source, variable, scope))),
    files: new Map(variables.flatMap(fileOf)),
  };
  const { script } = site.step;
  const workingDir = site.step.workingDir ?? site.task?.spec.stepTemplate?.workingDir ?? null;
  if (workingDir !== null) reportHoles(room, [workingDir], { sink: 'folder', by: 'the folder' });
  if (script === null) runCommand(room);
  else runScript(room, script);
  return written;
}

function valueOf(source: Source, { name, value }: EnvVar, scope: Scope) {
  return name === null || value === null
    ? []
    : [[name.value, taintsOfNode(source, value.node, scope)] as const];
}

/** A variable that holds the file of a result. */
function fileOf({ name, value }: EnvVar): readonly (readonly [string, string])[] {
  const file = /^\$\((step\.)?results(?:\.([\w-]+)|\[["']([^"']+)["']\])\.path\)$/.exec(
    value?.value ?? '',
  );
  if (name === null || file === null) return [];
  return [[name.value, `${file[1] === undefined ? '' : STEP}${file[2] ?? file[3] ?? ''}`]];
}

function holeFiles(filled: readonly Filled[]): readonly (string | null)[] {
  return filled.map(({ variable }) =>
    variable?.kind === 'result-path' ? `${variable.step ? STEP : ''}${variable.name}` : null,
  );
}

function runScript(room: Room, script: Text): void {
  const filled = filledIn(room.source, script.node, room.scope);
  for (const hole of filled)
    report(room, { ...holeOf(hole), sink: 'script', node: script.node, by: 'the script' });
  const program = shebang(script.value);
  const language = program === null ? 'shell' : languageOf(program);
  if (language === 'shell') return walkShell(room, script.node, filled);
  for (const { taints, at, by } of codeIn(script.value, language, room.env))
    report(room, { sink: 'reread', taints, node: script.node, part: at, subject: by, by });
  if (language !== 'python' && language !== 'javascript') return;
  writesAnywhere(room, script.value, filled);
  reportWrites(room, script);
}

/** A text that a shell runs, after everything is filled in. */
function walkShell(room: Room, node: ScalarNode, filled: readonly Filled[]): void {
  const facts = walkScript(parseShell(node.text, filled), {
    holes: filled.map(({ taints }) => taints),
    holeFiles: holeFiles(filled),
    env: room.env,
    files: room.files,
    fileNamed: (word) => sourcedBy(room, node, word),
    source: (program, words) => broughtIn(room.source, node, { program, words }),
    parse: parseShell,
  });
  for (const { taints, at, by } of facts.code)
    report(room, { sink: 'reread', taints, node, part: at, subject: by, by });
  for (const { taints, at, by } of facts.prompts)
    report(room, { sink: 'prompt', taints, node, part: at, subject: by, by });
  for (const write of facts.writes) addWrite(room, node, write);
}

/** By the name of the file: its folder has another name in each task. */
function sourcedBy({ sourced }: Room, { text }: ScalarNode, word: Word): string | null {
  const name = nameOf(text.slice(word.start, word.end).replaceAll(/["']/g, ''));
  return name !== '' && sourced.has(name) ? `${SOURCED}${name}` : null;
}

function addWrite(room: Room, node: ScalarNode, write: FileWrite): void {
  const { file, taints, at } = write;
  if (file.startsWith(SOURCED)) {
    const subject = file.replace(SOURCED, '');
    const part = { node, part: at, subject, by: `the variables in \`${subject}\`` };
    return report(room, { sink: 'sourced', taints, ...part });
  }
  const name = file.replace(STEP, '');
  const stop = { ...placeAt(room.source, node, at), message: `written to the result \`${name}\`` };
  put(
    file.startsWith(STEP) ? room.written.stepResults : room.written.results,
    name,
    passed(taints, stop, 'boundary'),
  );
  report(room, {
    sink: 'result',
    taints,
    node,
    part: at,
    subject: name,
    by: `the result \`${name}\``,
  });
}

function put(into: Map<string, readonly Taint[]>, name: string, taints: readonly Taint[]): void {
  into.set(name, union(into.get(name) ?? CLEAN, taints));
}

/** A script of another language that writes a result: it may write anything that it is given. */
function writesAnywhere(room: Room, text: string, filled: readonly Filled[]): void {
  const given = union(
    ...filled.map(({ taints }) => taints),
    ...[...room.env].filter(([name]) => text.includes(name)).map(([, taints]) => taints),
  );
  if (given.length === 0) return;
  for (const file of [...holeFiles(filled), ...room.files.values()]) {
    if (file === null) continue;
    put(
      file.startsWith(STEP) ? room.written.stepResults : room.written.results,
      file.replace(STEP, ''),
      given.map((taint) => ({ ...taint, crossed: true })),
    );
  }
}

/** A line of Python or JavaScript that writes a variable of the environment into a result as it is. */
function reportWrites(room: Room, { value, node }: Text): void {
  for (const { line, start, result, names } of resultWrites(value))
    report(room, {
      sink: 'result',
      taints: union(...names.map((name) => room.env.get(name) ?? CLEAN)),
      node,
      part: { start, end: start + line.length },
      subject: result,
      by: `the result \`${result}\``,
    });
}

/** `command` and `args`: a program that is handed to an interpreter is code, everything else is data. */
function runCommand(room: Room): void {
  const inline = inlineScript(room.site.step);
  if (inline === null) {
    runEval(room);
    runAgent(room);
    return;
  }
  const { program, text } = inline;
  const filled = withEnvironment(room, text, filledIn(room.source, text.node, room.scope));
  for (const hole of filled)
    report(room, {
      ...holeOf(hole),
      sink: 'inline',
      node: text.node,
      by: `\`${program} -c\``,
    });
  if (isShell(program)) walkShell(room, text.node, filled);
}

/** A value that stands as the program itself: `command: ["$(params.tool)"]` is data for whoever starts the container. */
function runEval(room: Room): void {
  const { command, args } = room.site.step;
  const texts = [...command, ...args];
  const at = texts.findIndex(({ value }) => programOf(wordOf(value)) === 'eval');
  if (at !== -1) reportHoles(room, texts.slice(at + 1), { sink: 'inline', by: '`eval`' });
}

/** An agent as the program of the container: its arguments tell it what to do. */
function runAgent(room: Room): void {
  const [program, ...rest] = commandLine(room.site.step);
  const name = program?.value.replace(/^.*\//, '') ?? '';
  if (isAgentProgram(name)) reportHoles(room, rest, { sink: 'prompt', by: `\`${name}\`` });
}

function reportHoles(
  room: Room,
  texts: readonly Text[],
  reached: Pick<Reached, 'sink' | 'by'>,
): void {
  for (const text of texts)
    for (const hole of withEnvironment(room, text, filledIn(room.source, text.node, room.scope)))
      report(room, { ...reached, ...holeOf(hole), node: text.node });
}

function holeOf(hole: Filled): Pick<Reached, 'taints' | 'part' | 'subject'> {
  return { taints: hole.taints, part: hole, subject: hole.text };
}

/** Kubernetes fills `$(NAME)` of the environment into `command` and `args`. */
function withEnvironment(room: Room, text: Text, filled: readonly Filled[]): readonly Filled[] {
  const names = [...text.value.matchAll(/(?<!\$)\$\(([A-Za-z_]\w*)\)/g)].flatMap((found) => {
    const taints = room.env.get(found[1] ?? '') ?? CLEAN;
    const range = { start: found.index, end: found.index + found[0].length };
    return taints.length === 0 ? [] : [{ ...range, text: found[0], taints, variable: null }];
  });
  return names.length === 0 ? filled : [...filled, ...names].sort((a, b) => a.start - b.start);
}

interface Reached {
  readonly sink: TektonSink;
  readonly taints: readonly Taint[];
  readonly node: ScalarNode;
  readonly part: { readonly start: number; readonly end: number };
  readonly subject: string;
  readonly by: string;
}

function report(room: Room, { sink, taints, node, part, subject, by }: Reached): void {
  const taint = worstOf(taints);
  if (taint === null) return;
  const { site } = room;
  room.add({
    sink,
    taint,
    at: placeAt(room.source, node, part),
    address: site.address,
    subject,
    by,
    site,
  });
}
