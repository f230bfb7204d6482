import type { Fault, Result } from '@plumbline/core';
import type { commonInputs } from './common-inputs.js';
import type { Inputs, InputValues } from './input.js';
import type { Ports } from './ports.js';
import type { StepResult } from './result.js';

/** The stages of the life cycle that a step can guard. */
export type Stage =
  'trigger' | 'composition' | 'configuration' | 'monitoring' | 'attestation' | 'auditing';

/** A line to copy, and what it does. */
export interface Example {
  readonly does: string;
  /** What follows the name of the command. */
  readonly args: string;
}

/** What a step is, for every face; free of code, so that a generator loads it in milliseconds. */
export interface StepDefinition<I extends Inputs = Inputs> {
  readonly name: string;
  readonly stage: Stage;
  readonly summary: string;
  /** In the order in which they are shown. Hold all of `commonInputs`. */
  readonly inputs: I & CommonInputs;
  /** The step's own outputs; `commonOutputs` are added by the faces. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Permissions of the job's token on GitHub, by scope: `read`, or `write` with the condition under which. */
  readonly permissions: Readonly<Record<string, string>>;
  /** The hosts that it may connect to, in words; empty: none. */
  readonly network: readonly string[];
  readonly examples: readonly Example[];
}

type CommonInputs = { readonly [K in keyof typeof commonInputs]: Inputs[string] };

/** The inputs that `run` of this definition receives. */
export type InputsOf<D extends StepDefinition> = InputValues<D['inputs']>;

/** The code of a step. */
export type Run<D extends StepDefinition> = (
  inputs: InputsOf<D>,
  ports: Ports,
) => Promise<Result<StepResult, Fault>>;

/** Checks the definition's type and keeps its literal types, from which those of `run` follow. */
export function defineStep<const I extends Inputs>(
  definition: StepDefinition<I>,
): StepDefinition<I> {
  return definition;
}
