import type { Action, Text, Workflow } from '@plumbline/pipeline';
import { CLEAN, type Taint } from '../taint.js';
import type { Frame } from './frame.js';
import { entry } from './names.js';
import { UNKNOWN_STARTS } from './reach.js';
import { placeWithin } from './texts.js';

/** What is no text has no free characters. */
export function isText(type: Text | null): boolean {
  return type === null || type.value === 'string';
}

/** What the input of a workflow may hold that starts by itself. */
export function rootInput(workflow: Workflow, name: string): readonly Taint[] {
  return workflow.triggers.flatMap(({ event, inputs }) => {
    const input = inputs.find((known) => known.name.value.toLowerCase() === name);
    if (input === undefined || !isText(input.type)) return [];
    const who =
      event.value === 'workflow_call'
        ? 'Whoever calls the workflow'
        : 'Whoever starts the workflow';
    return [
      entry(`inputs.${name}`, placeOfName(workflow, input.name), {
        grade: 'caller',
        who,
        lines: true,
      }),
    ];
  });
}

function placeOfName(of: Workflow | Action, name: Text) {
  return placeWithin(of, name, { start: 0, end: name.value.length });
}

/** An action that anybody may use: its inputs are the user's, the event is not known. */
export function frameOfAction(action: Action): Frame {
  const inputs = (name: string): readonly Taint[] => {
    const input = action.inputs.find((known) => known.name.value.toLowerCase() === name);
    return input === undefined
      ? CLEAN
      : [
          entry(`inputs.${name}`, placeOfName(action, input.name), {
            grade: 'caller',
            who: 'Whoever uses the action',
            lines: true,
          }),
        ];
  };
  return {
    of: action,
    site: null,
    job: null,
    matrix: null,
    starts: UNKNOWN_STARTS,
    inputs,
    outputsOf: () => null,
    steps: new Map(),
    env: new Map(),
    files: { taints: CLEAN },
    depth: 0,
  };
}
