import type { MapNode } from '@plumbline/core';
import {
  complain,
  maps,
  namedTexts,
  text,
  type NamedText,
  type Shape,
  type Text,
} from '../document/shape.js';
import { readSettings, type Settings } from './settings.js';

/** A step of a job or of a composite action. */
export interface WorkflowStep {
  readonly node: MapNode;
  /** Position in `steps`, from 0. */
  readonly index: number;
  readonly id: Text | null;
  readonly name: Text | null;
  readonly condition: Text | null;
  readonly uses: Text | null;
  readonly with: readonly NamedText[];
  readonly run: Text | null;
  readonly shell: Text | null;
  readonly workingDirectory: Text | null;
  readonly env: Settings | null;
  readonly continueOnError: Text | null;
  readonly timeout: Text | null;
}

export function readSteps(shape: Shape, map: MapNode): readonly WorkflowStep[] {
  return maps(shape, map, 'steps').map((node, index) => readStep(shape, node, index));
}

function readStep(shape: Shape, node: MapNode, index: number): WorkflowStep {
  const step: WorkflowStep = {
    node,
    index,
    id: text(shape, node, 'id'),
    name: text(shape, node, 'name'),
    condition: text(shape, node, 'if'),
    uses: text(shape, node, 'uses'),
    with: namedTexts(shape, node, 'with'),
    run: text(shape, node, 'run'),
    shell: text(shape, node, 'shell'),
    workingDirectory: text(shape, node, 'working-directory'),
    env: readSettings(shape, node, 'env'),
    continueOnError: text(shape, node, 'continue-on-error'),
    timeout: text(shape, node, 'timeout-minutes'),
  };
  if (step.uses !== null && step.run !== null)
    complain(shape, node, 'a step has `uses` and `run`; expected one of them');
  return step;
}

/** The value of an input that the step passes, by its name (GitHub compares names without case). */
export function inputOf(step: WorkflowStep, name: string): Text | null {
  return step.with.find((input) => input.name.value.toLowerCase() === name)?.value ?? null;
}
