/** How an input reaches a step: `with:` of an Action, flags of the command, or params of a Tekton Task. */
export type Face = 'action' | 'cli' | 'tekton';

interface InputBase {
  readonly description: string;
  readonly required?: true;
  /** The faces that offer it; all of them if left out. */
  readonly faces?: readonly Face[];
}

export interface TextInput extends InputBase {
  readonly kind: 'text';
  readonly default?: string;
}

/** The name of a file or folder; whether it exists is for the port that opens it. */
export interface PathInput extends InputBase {
  readonly kind: 'path';
  readonly default?: string;
  /** On the command line it stands without a flag. */
  readonly positional?: true;
}

export interface ChoiceInput extends InputBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default?: string;
}

/** False unless given. */
export interface BooleanInput extends InputBase {
  readonly kind: 'boolean';
}

/** Lines in an Action, a repeated flag on the command line; empty unless given. */
export interface ListInput extends InputBase {
  readonly kind: 'list';
  /** What one item is called in help texts. */
  readonly item: string;
  /** On the command line its items stand without a flag. */
  readonly positional?: true;
}

/**
 * A secret, masked as it is read. Never the text itself in an argument (any process of the machine can read those):
 * the command line takes a reference to it, or the named environment variables.
 */
export interface SecretInput extends InputBase {
  readonly kind: 'secret';
  readonly cli: { readonly reference: string } | { readonly environment: readonly string[] };
  /** Value that `action.yml` gives by default; an expression of the runner, never a literal. */
  readonly actionDefault?: string;
}

/** `90d`, `12h`; parsed to milliseconds. */
export interface DurationInput extends InputBase {
  readonly kind: 'duration';
  readonly default?: string;
}

/** A point in time, RFC 3339 or a date (its start in UTC). */
export interface TimeInput extends InputBase {
  readonly kind: 'time';
}

/** One input of a step. Every face carries strings, and these kinds are the whole truth about them. */
export type Input =
  | TextInput
  | PathInput
  | ChoiceInput
  | BooleanInput
  | ListInput
  | SecretInput
  | DurationInput
  | TimeInput;

export type Inputs = Readonly<Record<string, Input>>;

type Parsed<I> = I extends { kind: 'boolean' }
  ? boolean
  : I extends { kind: 'list' }
    ? readonly string[]
    : I extends { kind: 'choice'; choices: readonly (infer C)[] }
      ? C
      : I extends { kind: 'duration' }
        ? number
        : I extends { kind: 'time' }
          ? Date
          : string;

type Present = { required: true } | { default: string } | { kind: 'boolean' | 'list' };

/** What `run` receives for one input: null where it is optional, has no default and was not given. */
export type InputValue<I> = I extends Present ? Parsed<I> : Parsed<I> | null;

/** What `run` receives, by the names of the definition (`inputs['valid-for']`). */
export type InputValues<I extends Inputs> = { readonly [K in keyof I]: InputValue<I[K]> };

/** The default as text, the form in which faces and documents state it; null: none. */
export function defaultText(input: Input): string | null {
  if (input.kind === 'boolean') return 'false';
  return 'default' in input ? (input.default ?? null) : null;
}

/** Whether the input stands without a flag on the command line. */
export function isPositional(input: Input | undefined): boolean {
  return (input?.kind === 'path' || input?.kind === 'list') && input.positional === true;
}

/** Whether a face offers the input. */
export function isOffered(input: Input, face: Face): boolean {
  return input.faces?.includes(face) ?? true;
}
