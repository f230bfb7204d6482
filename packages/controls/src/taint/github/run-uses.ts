import { parseUses, type Action, type Text, type WorkflowStep } from '@plumbline/pipeline';
import { codeIn, readsIn } from '../languages.js';
import { CLEAN, passed, signatureOf, union, worstOf, type Taint } from '../taint.js';
import type { CodeUse } from '../walk.js';
import { isCodeInput, isPathInput, isPromptInput, outputRules, passesInputs } from './actions.js';
import { bringFiles } from './foreign-files.js';
import type { Frame, Outputs, Run } from './frame.js';
import { entry, taintsAt, taintsOfText, withOwn } from './names.js';
import { payloadFields } from './payload.js';
import { startsKey } from './reach.js';
import type { StepResult } from './run-step.js';
import { addFlow } from './sinks.js';
import { expressionsOf, placeWithin } from './texts.js';

/** How steps are run; given by the caller, because actions contain steps. */
export type RunSteps = (run: Run, frame: Frame, steps: readonly WorkflowStep[]) => void;

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
  const { uses: reference } = step;
  if (reference !== null)
    for (const rule of outputRules(repository))
      outputs.set(`~${rule.output.source}`, [
        entry(
          `outputs of ${repository}`,
          placeWithin(frame.of, reference, { start: 0, end: reference.value.length }),
          rule,
        ),
      ]);
  if (passesInputs(repository)) outputs.set('*', union(given));
  bringFiles(run, frame, step, action);
  return { outputs };
}

interface Used {
  readonly step: WorkflowStep;
  readonly repository: string;
  readonly action: string;
}

function findInputs(run: Run, frame: Frame, { step, repository, action }: Used): readonly Taint[] {
  const all: Taint[] = [];
  const within = { ...frame, env: withOwn(frame, step) };
  for (const { name, value } of step.with) {
    const input = name.value.toLowerCase();
    const sink = isCodeInput(repository, input)
      ? 'input'
      : isPromptInput(action, input)
        ? 'prompt'
        : isPathInput(action, input)
          ? 'path'
          : null;
    for (const occurrence of expressionsOf(value)) {
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
  const env = withOwn(frame, step);
  const value = (part: string): readonly Taint[] =>
    union(
      readsIn(part, 'javascript', env),
      fromPayload(frame, text, part),
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
      payloadFields(
        path.filter((name) => name !== 'trim' && name !== 'tostring'),
        event,
      ).map((field) =>
        entry(
          `github.event.${field.path.join('.')}`,
          placeWithin(frame.of, text, { start, end: start + part.length }),
          field,
        ),
      ),
    ),
  );
}

interface Composite {
  readonly step: WorkflowStep;
  readonly action: Action;
  readonly runSteps: RunSteps;
}

/** A composite action of the target: its steps with the inputs that this step gives. */
function runAction(run: Run, frame: Frame, { step, action, runSteps }: Composite): Outputs {
  if (frame.depth > 8) return NOTHING;
  const given = new Map(
    step.with.map(
      ({ name, value }) => [name.value.toLowerCase(), passedInto(frame, value, action)] as const,
    ),
  );
  const job = frame.site === null ? '' : `${frame.site.workflow.path} ${frame.site.address}`;
  const key = [
    action.path,
    job,
    startsKey(frame.starts),
    signatureOf(given),
    signatureOf(frame.env),
    String(frame.files.taints.length),
  ].join('\n');
  const known = run.done.get(key);
  if (known !== undefined) return known;
  const inner: Frame = {
    ...frame,
    of: action,
    job: null,
    matrix: frame.matrix,
    inputs: (name) => given.get(name) ?? CLEAN,
    outputsOf: () => null,
    steps: new Map(),
    env: new Map(frame.env),
    depth: frame.depth + 1,
  };
  for (const { name, value } of step.env?.entries ?? [])
    inner.env.set(name.value, taintsOfText(frame, value));
  runSteps(run, inner, action.steps);
  const outputs = new Map(
    action.outputs.map(
      ({ name, value }) => [name.value.toLowerCase(), taintsOfText(inner, value)] as const,
    ),
  );
  run.done.set(key, outputs);
  return outputs;
}

function passedInto(frame: Frame, value: Text, action: Action): readonly Taint[] {
  const place = placeWithin(frame.of, value, { start: 0, end: Math.max(value.value.length, 1) });
  const name = action.name?.value ?? action.path;
  return passed(
    taintsOfText(frame, value),
    { ...place, message: `given to the action \`${name}\`` },
    'boundary',
  );
}
