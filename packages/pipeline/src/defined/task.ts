import { canonicalJson, redact, sha256Hex } from '@plumbline/core';
import { parseImage } from '../image.js';
import type { Step, TaskSpec } from '../tekton/task.js';
import type { DefinedFunction } from './defined.js';
import { variablesIn } from './variables.js';

/** The steps of a Task and its sidecars, as the status of a TaskRun will show them. */
export function functionsOfTask({
  steps,
  sidecars,
  stepTemplate,
}: TaskSpec): readonly DefinedFunction[] {
  return [
    ...steps.map((step, at) => definedContainer(step, at, step.image ?? stepTemplate?.image)),
    ...sidecars.map((step, at) => definedContainer(step, at, step.image)),
  ];
}

function definedContainer(
  step: Step,
  at: number,
  image: Step['image'] | undefined,
): DefinedFunction {
  const { name, role, script, ref, when, onError } = step;
  // A StepAction is part of the Task by the time that it runs: what it is made of is not told here.
  const kind = ref !== null ? 'unknown' : script === null ? 'image' : 'script';
  const isTold = role !== 'sidecar' && kind !== 'unknown';
  return {
    name: name?.value || `unnamed-${String(at)}`,
    role: role === 'sidecar' ? 'sidecar' : 'step',
    kind,
    uri: null,
    digest: digestOf(image?.value ?? ''),
    ...(isTold ? commandOf(textOf(step)) : UNTOLD),
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

/** The script, or command and arguments as canonical JSON; null where Tekton would refuse them. */
function textOf({ script, command, args }: Step): string | null {
  const texts = script === null ? [...command, ...args] : [script];
  if (texts.some(({ node }) => typeof node.value !== 'string')) return null;
  if (script !== null) return script.value;
  const values = (all: Step['command']) => all.map(({ value }) => value);
  return canonicalJson({ command: values(command), args: values(args) });
}

/** By its digest, or where values of the run stand in it as it is written: what looks like a secret is not told. */
export function commandOf(text: string | null): Command {
  if (text === null) return UNTOLD;
  if (text !== NO_COMMAND && variablesIn(text).length === 0)
    return { command: { sha256: sha256Hex(text) }, template: null };
  return { command: null, template: redact(text, []) === text ? text : null };
}
