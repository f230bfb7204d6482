import type { ParamSpec } from '../tekton/param.js';
import type { Reference } from '../tekton/reference.js';
import type { Step } from '../tekton/task.js';
import { paramOf, textPieces } from './variables.js';

/** A StepAction of the target. */
export interface DefinedAction {
  readonly spec: Step;
  readonly params: readonly ParamSpec[];
}

/** The StepAction that a reference means; null: it is of elsewhere. */
export type FindAction = (reference: Reference) => DefinedAction | null;

/** What a step runs by itself, or by the StepAction that it uses. */
export interface StepContent {
  readonly step: Step;
  /** Puts what is given to the StepAction into its texts; null: that is not known. */
  readonly fill: (text: string) => string | null;
}

/** What of a step is that of its StepAction (Tekton, docs/stepactions.md); null: it is of elsewhere. */
export function contentOfStep(step: Step, find: FindAction): StepContent | null {
  if (step.ref === null) return { step, fill: (text) => text };
  const action = find(step.ref);
  if (action === null) return null;
  const { image, script, command, args } = action.spec;
  const merged = {
    ...step,
    image,
    script: script ?? step.script,
    command: command.length > 0 ? command : step.command,
    args: args.length > 0 ? args : step.args,
  };
  return { step: merged, fill: (text) => fill(text, step, action) };
}

/** In a StepAction `$(params.x)` is a param of its own, which the step gives, with variables of the Task in it. */
function fill(text: string, { params }: Step, action: DefinedAction): string | null {
  const pieces = textPieces(text).map((piece) => {
    if ('literal' in piece) return piece.literal;
    const param = paramOf(piece.variable);
    if (param === null) return `$(${piece.variable})`;
    const given = params.find(({ name }) => name.value === param.name);
    const declared = action.params.find(({ name }) => name?.value === param.name);
    const value = given === undefined ? declared?.default : given.value;
    const isText = param.part === '' && value?.kind === 'scalar';
    const isOpen = given === undefined && isText && String(value.value).includes('$(');
    return isText && !isOpen ? String(value.value) : null;
  });
  return pieces.includes(null) ? null : pieces.join('');
}
