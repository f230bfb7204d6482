import { err, nearestName, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { InputsOf, CommandDefinition } from './define.js';
import { defaultText, isOffered, isPositional, type Face, type Input } from './input.js';
import { parseValue } from './parse-value.js';
import { secretPartsOf } from './secret.js';

/** What was given, as texts by input name; an empty text is the same as none. */
export interface GivenInputs {
  readonly face: Face;
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What was wrong with the form in which it was given. */
  readonly faults: readonly Fault[];
}

/**
 * The typed inputs of a step, or everything that is wrong with them at once
 * (`INPUT_UNKNOWN`, `INPUT_MISSING`, `INPUT_INVALID`, `INPUT_DUPLICATE`).
 * Secrets are handed to `mask` before anything else happens.
 */
export function parseInputs<D extends CommandDefinition>(
  definition: D,
  given: GivenInputs,
  mask: (secret: string) => void,
): Result<InputsOf<D>, readonly Fault[]> {
  maskSecrets(definition, given, mask);
  const faults: Fault[] = [...given.faults, ...unknownNames(definition, given)];
  const parsed: Record<string, unknown> = {};
  for (const [name, input] of Object.entries<Input>(definition.inputs)) {
    const texts = isOffered(input, given.face) ? textsOf(input, given, name) : [];
    const value = parseInput(input, texts, shownName(name, input, given.face));
    if (value.ok) parsed[name] = value.value;
    else faults.push(value.error);
  }
  return faults.length > 0 ? err(faults) : ok(parsed as InputsOf<D>);
}

function maskSecrets(
  definition: CommandDefinition,
  given: GivenInputs,
  mask: (secret: string) => void,
): void {
  for (const [name, input] of Object.entries<Input>(definition.inputs)) {
    if (input.kind !== 'secret') continue;
    for (const text of given.values.get(name) ?? [])
      secretPartsOf(input, given.face, text).forEach(mask);
  }
}

function unknownNames(definition: CommandDefinition, given: GivenInputs): readonly Fault[] {
  const offered = Object.entries<Input>(definition.inputs).filter(([, input]) =>
    isOffered(input, given.face),
  );
  const known = new Set(offered.map(([name]) => name));
  return [...given.values.keys()]
    .filter((name) => !known.has(name))
    .map((name) => unknownInput(name, definition, given.face));
}

function unknownInput(name: string, definition: CommandDefinition, face: Face): Fault {
  const names = Object.keys(definition.inputs);
  if (names.includes(name)) {
    return usageFault('INPUT_UNKNOWN', `${flagName(name, face)} cannot be given here`, `remove it`);
  }
  const offered = Object.entries<Input>(definition.inputs).filter(([, i]) => isOffered(i, face));
  const meant = nearestName(
    name,
    offered.map(([other]) => other),
  );
  return usageFault(
    'INPUT_UNKNOWN',
    `${definition.name} has no input ${flagName(name, face)}`,
    meant === undefined ? `plumbline ${definition.name} --help` : `write ${flagName(meant, face)}`,
  );
}

function textsOf(input: Input, given: GivenInputs, name: string): readonly string[] {
  const texts = given.values.get(name) ?? [];
  const items = input.kind === 'list' && given.face === 'action' ? texts.flatMap(lines) : texts;
  return items.filter((text) => text !== '');
}

function lines(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => line.trim());
}

function parseInput(input: Input, texts: readonly string[], name: string): Result<unknown, Fault> {
  if (input.kind === 'list') return parseList(input, texts, name);
  if (texts.length > 1) {
    return err(
      usageFault('INPUT_DUPLICATE', `${name} is given ${texts.length} times`, `give it once`),
    );
  }
  const text = texts[0] ?? defaultText(input);
  if (text !== null) return parseOne(input, text, name);
  return input.required === true
    ? err(usageFault('INPUT_MISSING', `${name} is missing: ${input.description}`, `add ${name}`))
    : ok(null);
}

function parseList(input: Input, texts: readonly string[], name: string): Result<unknown, Fault> {
  if (input.required === true && texts.length === 0) {
    return err(
      usageFault('INPUT_MISSING', `${name} is missing: ${input.description}`, `add ${name}`),
    );
  }
  const items = texts.map((text) => parseOne(input, text, name));
  return (
    items.find((item) => !item.ok) ?? ok(items.flatMap((item) => (item.ok ? [item.value] : [])))
  );
}

/** A wrong value is quoted; a secret is never wrong here. */
function parseOne(input: Input, text: string, name: string): Result<unknown, Fault> {
  const value = parseValue(input, text);
  if (value.ok) return value;
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  const hint = input.kind === 'choice' ? `write ${name} ${input.choices[0] ?? ''}` : undefined;
  return err(usageFault('INPUT_INVALID', `${name} is ${shown}; expected ${value.error}`, hint));
}

function shownName(name: string, input: Input, face: Face): string {
  return isPositional(input) && face === 'cli' ? name.toUpperCase() : flagName(name, face);
}

function flagName(name: string, face: Face): string {
  return face === 'cli' ? `--${name}` : name;
}
