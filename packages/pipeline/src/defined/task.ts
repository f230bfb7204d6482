import { sha256Hex } from '@plumbline/core';
import type { Step, TaskSpec } from '../tekton/task.js';
import type { DefinedFunction } from './defined.js';

/** The steps of a Task and its sidecars, as the status of a TaskRun will show them. */
export function functionsOfTask({ steps, sidecars }: TaskSpec): readonly DefinedFunction[] {
  return [
    ...steps.map((step, at) => definedContainer(step, step.name?.value ?? `unnamed-${String(at)}`)),
    ...sidecars.map((step, at) =>
      definedContainer(step, step.name?.value ?? `unnamed-${String(at)}`),
    ),
  ];
}

function definedContainer(step: Step, name: string): DefinedFunction {
  const { role, script, ref, when, onError } = step;
  // A StepAction is part of the Task by the time that it runs: what it is made of is not told here.
  const kind = ref !== null ? 'unknown' : script === null ? 'image' : 'script';
  const isFixed = script !== null && !script.value.includes('$(');
  return {
    name,
    role: role === 'sidecar' ? 'sidecar' : 'step',
    kind,
    uri: null,
    digest: null,
    command: kind === 'script' && isFixed ? { sha256: sha256Hex(script.value) } : null,
    conditional: when.length > 0,
    mayFail: onError !== null && onError.value !== 'stopAndFail',
  };
}
