import { parseArgs } from 'node:util';
import { usageFault, type Fault } from '@plumbline/core';
import type { CommandDefinition } from './define.js';
import { isPositional, type Input, type Inputs, type SecretInput } from './input.js';
import type { GivenInputs } from './parse-inputs.js';

/** What is not of this form is a value, however it begins: a PEM text begins with dashes. */
const FLAG = /^(-\w|--\w[\w-]*(=|$))/;

/** One flag as it was written; `value` is null where nothing was joined to it by `=`. */
type Word = { readonly flag: string; readonly value: string | null } | { readonly text: string };

/**
 * Reads `--flag value`, `--flag=value`, `--switch` and the positional input.
 * A list flag takes no value (an empty array of a Task), one, or, once the positional input has been given, several.
 */
export function readArgv(
  definition: CommandDefinition,
  argv: readonly string[],
  environment: (name: string) => string | undefined,
): GivenInputs {
  const reader = new ArgvReader(definition.inputs);
  for (const word of wordsOf(argv)) reader.take(word);
  reader.close();
  reader.takeEnvironment(environment);
  return { face: 'cli', values: reader.values, faults: reader.faults };
}

/** With no option declared, the tokenizer consumes no values: which flag takes one is decided here, for all errors at once. */
function wordsOf(argv: readonly string[]): readonly Word[] {
  const { tokens } = parseArgs({
    args: [...argv],
    options: {},
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.flatMap((token): readonly Word[] => {
    if (token.kind === 'positional') return [{ text: token.value }];
    if (token.kind === 'option-terminator') return [];
    const word = argv[token.index] ?? '';
    if (!FLAG.test(word)) return [{ text: word }];
    return [{ flag: token.rawName, value: token.value ?? null }];
  });
}

class ArgvReader {
  readonly values = new Map<string, string[]>();
  readonly faults: Fault[] = [];
  readonly #inputs: Inputs;
  readonly #positional: string | null;
  /** The flag whose value is expected, and how many it has taken. */
  #open: { readonly name: string; taken: number } | null = null;

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
    this.#positional = Object.keys(inputs).find((name) => isPositional(inputs[name])) ?? null;
  }

  take(word: Word): void {
    if ('text' in word) this.#takeText(word.text);
    else this.#takeFlag(word.flag, word.value);
  }

  takeEnvironment(environment: (name: string) => string | undefined): void {
    for (const [name, input] of Object.entries(this.#inputs)) {
      if (input.kind !== 'secret' || !('environment' in input.cli)) continue;
      const value = input.cli.environment.map(environment).find((text) => Boolean(text));
      if (value !== undefined) this.values.set(name, [value]);
    }
  }

  close(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null || open.taken > 0) return;
    const input = this.#inputOf(open.name);
    if (input === undefined) this.#add(open.name, '');
    else if (input.kind !== 'list') {
      this.faults.push(usageFault('INPUT_INVALID', `--${open.name} has no value`, `give one`));
    }
  }

  #takeFlag(flag: string, value: string | null): void {
    this.close();
    const name = flag.replace(/^--/, '');
    const input = this.#inputOf(name);
    if (!flag.startsWith('--')) {
      this.faults.push(
        usageFault('INPUT_UNKNOWN', `${flag} is no flag`, 'write it in full: --name'),
      );
    } else if (value !== null) this.#add(name, value);
    else if (input?.kind === 'boolean') this.#add(name, 'true');
    else this.#open = { name, taken: 0 };
  }

  #takeText(text: string): void {
    const open = this.#open;
    if (open !== null && this.#takesMore(open)) {
      open.taken += 1;
      this.#add(open.name, text);
    } else if (this.#positional !== null) {
      this.#add(this.#positional, text);
    } else {
      this.faults.push(usageFault('INPUT_UNKNOWN', `${JSON.stringify(text)} is not expected here`));
    }
  }

  #takesMore(open: { readonly name: string; readonly taken: number }): boolean {
    if (open.taken === 0) return true;
    const isTargetGiven = this.#positional !== null && this.values.has(this.#positional);
    return this.#inputOf(open.name)?.kind === 'list' && isTargetGiven;
  }

  #add(name: string, text: string): void {
    const input = this.#inputOf(name);
    if (input?.kind === 'secret' && isSecretItself(input, text)) {
      this.faults.push(secretArgument(name, input));
    } else {
      this.values.set(name, [...(this.values.get(name) ?? []), text]);
    }
  }

  #inputOf(name: string): Input | undefined {
    return Object.hasOwn(this.#inputs, name) ? this.#inputs[name] : undefined;
  }
}

function isSecretItself(input: SecretInput, text: string): boolean {
  return 'environment' in input.cli || /[\r\n]|-----BEGIN|^\s*\{/.test(text);
}

function secretArgument(name: string, input: SecretInput): Fault {
  const instead =
    'environment' in input.cli
      ? `set the environment variable ${input.cli.environment[0] ?? ''}`
      : `write it to a file and give --${name} ${input.cli.reference}`;
  return usageFault(
    'INPUT_SECRET',
    `--${name} holds a secret; arguments can be read by every process of the machine`,
    instead,
  );
}
