import { parseUses, type Text, type WorkflowStep } from '@plumbline/pipeline';
import { codeIn, readsIn } from '../languages.js';
import { CLEAN, union, worstOf, type Taint } from '../taint.js';
import type { CodeUse } from '../walk.js';
import {
  isCodeInput,
  isPathInput,
  isPromptInput,
  loadsVariables,
  outputRules,
  passesInputs,
  readsFile,
} from './actions.js';
import { bringFiles, inputNamed } from './foreign-files.js';
import type { Frame, Outputs, Run } from './frame.js';
import { entry, taintsAt, withOwn } from './names.js';
import { payloadFields } from './payload.js';
import { answerOf, asksGitHub, fromAnswer } from './rest-answers.js';
import { runAction, type RunSteps } from './run-action.js';
import type { StepResult } from './run-step.js';
import { addFlow } from './sinks.js';
import { expressionsOf, placeWithin } from './texts.js';

const NOTHING: Outputs = new Map();

/** A `uses`: what its inputs become, what its outputs hand on. */
export function runUses(
  run: Run,
  frame: Frame,
  step: WorkflowStep,
  runSteps: RunSteps,
): StepResult {
  const outputs = new Map<string, readonly Taint[]>();
  const uses = step.uses === null ? null : parseUses(step.uses.value);
  if (uses?.kind === 'local') {
    const action = run.actions.get(uses.path);
    const found =
      action === undefined ? NOTHING : runAction(run, frame, { step, action, runSteps });
    return { outputs: new Map(found) };
  }
  if (uses?.kind !== 'remote') return { outputs };
  const repository = `${uses.owner}/${uses.repository}`.toLowerCase();
  const action = uses.path === '' ? repository : `${repository}/${uses.path.toLowerCase()}`;
  const given = findInputs(run, frame, { step, repository, action });
  if (repository === 'actions/github-script') runScriptInput(run, frame, step, outputs);
  bringFiles(run, frame, step, action);
  handOn(frame, step, { repository, given, outputs });
  if (loadsVariables(repository)) loadVariables(run, frame, step);
  return { outputs };
}

interface HandedOn {
  readonly repository: string;
  readonly given: readonly Taint[];
  readonly outputs: Map<string, readonly Taint[]>;
}

/** What the outputs of a public action hold. */
function handOn(frame: Frame, step: WorkflowStep, { repository, given, outputs }: HandedOn): void {
  const { uses } = step;
  if (uses === null) return;
  const at = placeWithin(frame.of, uses, { start: 0, end: uses.value.length });
  for (const rule of outputRules(repository)) {
    const asked = rule.only === undefined ? null : inputNamed(step, rule.only.input);
    if (rule.only?.value.test(asked?.value ?? '') === false) continue;
    outputs.set(`~${rule.output.source}`, [entry(`outputs of ${repository}`, at, rule)]);
  }
  if (passesInputs(repository)) outputs.set('*', union(given));
  if (readsFile(repository)) outputs.set('*', frame.files.taints);
  if (asksGitHub(repository)) outputs.set('data', answerOf(frame, step));
}

/** Each line of a file of somebody outside becomes a variable. */
function loadVariables(run: Run, frame: Frame, step: WorkflowStep): void {
  const { uses: text } = step;
  if (text === null) return;
  const part = { start: 0, end: text.value.length };
  const [name = ''] = text.value.split('@');
  const taint = worstOf(frame.files.taints);
  addFlow(run, frame, { step, sink: 'environment', taint, text, part, subject: name, by: name });
}

interface Used {
  readonly step: WorkflowStep;
  readonly repository: string;
  readonly action: string;
}

function findInputs(run: Run, frame: Frame, { step, repository, action }: Used): readonly Taint[] {
  const all: Taint[] = [];
  const within = { ...frame, env: withOwn(frame, step) };
  findNamed(run, within, { step, repository, action });
  for (const { name, value } of step.with) {
    const occurrences = expressionsOf(value);
    if (occurrences.length === 0) continue;
    const input = name.value.toLowerCase();
    const sink = isCodeInput(repository, input)
      ? 'input'
      : isPromptInput(action, input)
        ? 'prompt'
        : isPathInput(action, input)
          ? 'path'
          : null;
    for (const occurrence of occurrences) {
      const taints = taintsAt(within, value, occurrence);
      all.push(...taints);
      if (sink !== null)
        addFlow(run, frame, {
          step,
          sink,
          taint: worstOf(taints),
          text: value,
          part: occurrence,
          subject: occurrence.text,
          by: `\`${input}\` of ${action}`,
        });
    }
  }
  return all;
}

/** Variables that a prompt names: the action fills them in, or the agent looks them up. */
function findNamed(run: Run, frame: Frame, { step, action }: Used): void {
  for (const { name, value } of step.with) {
    if (!isPromptInput(action, name.value.toLowerCase())) continue;
    for (const [variable, taints] of frame.env) {
      if (taints.length === 0) continue;
      // Whoever writes the workflow chooses the names: none of them is a pattern.
      const named = new RegExp(`(?<!\\w)${variable.replace(/\W/g, '\\$&')}(?!\\w)`);
      const start = value.value.search(named);
      if (start === -1) continue;
      const end = start + variable.length;
      addFlow(run, frame, {
        ...{ step, sink: 'prompt', taint: worstOf(taints), text: value, part: { start, end } },
        ...{ subject: variable, by: `\`${name.value}\` of ${action}` },
      });
    }
  }
}

const SET_OUTPUT = /\bsetOutput\(\s*["'`]([\w-]+)["'`]\s*,\s*([^\n]*)/g;
const EXPORT = /\bexportVariable\(\s*["'`](\w+)["'`]\s*,\s*([^\n]*)/g;
const RETURN = /\breturn\s+([^\n;]+)/g;

/** The script of actions/github-script: what it reads of the event, hands on, and makes code of. */
function runScriptInput(
  run: Run,
  frame: Frame,
  step: WorkflowStep,
  outputs: Map<string, readonly Taint[]>,
): void {
  const text = step.with.find(({ name }) => name.value.toLowerCase() === 'script')?.value;
  if (text === undefined) return;
  const env = new Map(withOwn(frame, step));
  const value = (part: string): readonly Taint[] =>
    union(
      readsIn(part, 'javascript', env),
      fromPayload(frame, text, part),
      fromAnswer(frame, text, part),
      readsFiles(part) ? frame.files.taints : CLEAN,
    );
  for (const [, name = '', part = ''] of text.value.matchAll(SET_OUTPUT))
    put(outputs, name.toLowerCase(), value(part));
  for (const [, part = ''] of text.value.matchAll(RETURN)) put(outputs, 'result', value(part));
  for (const [, name = '', part = ''] of text.value.matchAll(EXPORT))
    put(frame.env, name, value(part));
  for (const { taints, at, by } of [
    ...codeIn(text.value, 'javascript', env),
    ...evaluated(frame, text),
  ])
    addFlow(run, frame, {
      step,
      sink: 'reread',
      taint: worstOf(taints),
      text,
      part: at,
      subject: by,
      by,
    });
}

/** Fields of the event that the script itself evaluates or gives to a shell. */
function evaluated(frame: Frame, text: Text): readonly CodeUse[] {
  return [...text.value.matchAll(/\b(?:eval|execSync)\s*\([^\n]*/g)].map((found) => ({
    taints: fromPayload(frame, text, found[0]),
    at: { start: found.index, end: found.index + found[0].length },
    by: '`eval` or a shell',
  }));
}

function put(into: Map<string, readonly Taint[]>, name: string, taints: readonly Taint[]): void {
  if (taints.length > 0) into.set(name, union(into.get(name) ?? CLEAN, taints));
}

function readsFiles(part: string): boolean {
  return /readFile/.test(part);
}

const PAYLOAD_PATH = /\bcontext\.payload((?:\??\.\w+|\[\w+\])+)/g;

const CALLS =
  /^(?:trim(?:start|end)?|tostring|split|slice|substr(?:ing)?|replace(?:all)?|match(?:all)?|tolowercase|touppercase|at|concat|normalize|padend|padstart)$/;

/** The field itself: `comment.body.split(' ')[1]` is a part of `comment.body`. */
function withoutCalls(path: readonly string[]): readonly string[] {
  const at = path.findIndex((name) => CALLS.test(name));
  return at === -1 ? path : path.slice(0, at);
}

function fromPayload(frame: Frame, text: Text, part: string): readonly Taint[] {
  const paths = [...part.matchAll(PAYLOAD_PATH)].map(([, path = '']) =>
    path
      .toLowerCase()
      .replaceAll('?', '')
      .replace(/\[\w+\]/g, '.*')
      .split('.')
      .slice(1),
  );
  const events = new Set(frame.starts.map(({ event }) => event));
  const start = Math.max(text.value.indexOf(part), 0);
  return paths.flatMap((path) =>
    [...events].flatMap((event) =>
      payloadFields(withoutCalls(path), event).map((field) =>
        entry(
          `github.event.${field.path.join('.')}`,
          placeWithin(frame.of, text, { start, end: start + part.length }),
          field,
        ),
      ),
    ),
  );
}
