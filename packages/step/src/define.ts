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

/** What a command takes, and what its help shows. */
export interface CommandDefinition<I extends Inputs = Inputs> {
  readonly name: string;
  readonly summary: string;
  /** In the order in which they are shown. */
  readonly inputs: I;
  readonly examples: readonly Example[];
}

/** What a step is, for every face; free of code, so that a generator loads it in milliseconds. */
export interface StepDefinition<I extends Inputs = Inputs> extends CommandDefinition<I> {
  readonly stage: Stage;
  /** The step's own outputs; `commonOutputs` are added by the faces. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Permissions of the job's token on GitHub, by scope: `read`, or `write` with the condition under which. */
  readonly permissions: Readonly<Record<string, string>>;
  /** The hosts that it may connect to, in words; empty: none. */
  readonly network: readonly string[];
  /** `target`: it writes below the target, which a Task then mounts writable. */
  readonly writes?: 'target';
}

/** What every step takes. A name alone is demanded, so that a step may say more of it (`required`). */
type CommonInputs = Readonly<Record<keyof typeof commonInputs, Inputs[string]>>;

/** The inputs that the code behind a definition receives. */
export type InputsOf<D extends CommandDefinition> = InputValues<D['inputs']>;

/** The code of a step. */
export type Run<D extends StepDefinition> = (
  inputs: InputsOf<D>,
  ports: Ports,
) => Promise<Result<StepResult, Fault>>;

/** Checks the type of a command that is no step, and keeps its literal types. */
export function defineCommand<const I extends Inputs>(
  definition: CommandDefinition<I>,
): CommandDefinition<I> {
  return definition;
}

/** Checks the definition's type and keeps its literal types, from which those of `run` follow. */
export function defineStep<const I extends Inputs & CommonInputs>(
  definition: StepDefinition<I>,
): StepDefinition<I> {
  return definition;
}
