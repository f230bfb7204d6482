import { canonicalJson, sha256Hex } from '@plumbline/core';
import { parseImage } from '../image.js';
import type { Step, TaskSpec } from '../tekton/task.js';
import type { DefinedFunction } from './defined.js';

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
  return {
    name: name?.value || `unnamed-${String(at)}`,
    role: role === 'sidecar' ? 'sidecar' : 'step',
    kind,
    uri: null,
    digest: digestOf(image?.value ?? ''),
    command: role === 'sidecar' || kind === 'unknown' ? null : commandOf(step),
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

/** As records of functions have it; null where a value of the run stands in it, or where there is nothing. */
function commandOf({ script, command, args }: Step): DefinedFunction['command'] {
  const texts = script === null ? [...command, ...args] : [script];
  const isFixed = texts.every(
    ({ value, node }) => typeof node.value === 'string' && !value.includes('$('),
  );
  if (!isFixed || texts.length === 0) return null;
  if (script !== null) return { sha256: sha256Hex(script.value) };
  const values = (all: Step['command']) => all.map(({ value }) => value);
  return { sha256: sha256Hex(canonicalJson({ command: values(command), args: values(args) })) };
}
