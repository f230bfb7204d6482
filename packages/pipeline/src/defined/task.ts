import { canonicalJson, redact, sha256Hex } from '@plumbline/core';
import { parseImage } from '../image.js';
import type { Step, TaskSpec } from '../tekton/task.js';
import type { DefinedFunction } from './defined.js';
import { contentOfStep, type FindAction, type StepContent } from './step-action.js';
import { variablesIn } from './variables.js';

/** The steps of a Task and its sidecars, as the status of a TaskRun will show them. */
export function functionsOfTask(
  { steps, sidecars, stepTemplate }: TaskSpec,
  find: FindAction,
): readonly DefinedFunction[] {
  const image = stepTemplate?.image ?? null;
  return [
    ...steps.map((step, at) => definedContainer(step, at, contentOfStep(step, find), image)),
    ...sidecars.map((step, at) => definedContainer(step, at, contentOfStep(step, find))),
  ];
}

function definedContainer(
  { name, role, when, onError }: Step,
  at: number,
  content: StepContent | null,
  image: Step['image'] = null,
): DefinedFunction {
  const told = content?.step;
  return {
    name: name?.value || `unnamed-${String(at)}`,
    role: role === 'sidecar' ? 'sidecar' : 'step',
    kind: told === undefined ? 'unknown' : told.script === null ? 'image' : 'script',
    uri: null,
    digest: digestOf((told?.image ?? image)?.value ?? ''),
    ...commandOf(content === null ? null : textOf(content)),
    conditional: when.length > 0,
    mayFail: onError !== null && onError.value !== 'stopAndFail',
  };
}

/** Of an image that is held by its digest. */
function digestOf(text: string): DefinedFunction['digest'] {
  const image = parseImage(text);
  const digest = image.kind === 'image' ? image.digest : null;
  return digest === null ? null : { sha256: digest.slice('sha256:'.length) };
}

type Command = Pick<DefinedFunction, 'command' | 'template'>;

const UNTOLD: Command = { command: null, template: null };

/** Of a step that leaves to its image what is run. */
export const NO_COMMAND = canonicalJson({ command: [], args: [] });

/** The script, or command and arguments as canonical JSON; null where it is not known, or Tekton would refuse it. */
function textOf({ step: { script, command, args }, fill }: StepContent): string | null {
  const isText = ({ node }: Step['command'][number]) => typeof node.value === 'string';
  if (![...(script === null ? [] : [script]), ...command, ...args].every(isText)) return null;
  if (script !== null) return fill(script.value);
  const values = [command, args].map((all) => all.map(({ value }) => fill(value)));
  return values.flat().includes(null)
    ? null
    : canonicalJson({ command: values[0], args: values[1] });
}

/** By its digest, or where values of the run stand in it as it is written: what looks like a secret is not told. */
export function commandOf(text: string | null): Command {
  if (text === null) return UNTOLD;
  if (text !== NO_COMMAND && variablesIn(text).length === 0)
    return { command: { sha256: sha256Hex(text) }, template: null };
  return { command: null, template: redact(text, []) === text ? text : null };
}
