import type { Node } from '@plumbline/core';
import type { Param, ParamSpec, Step, Text } from '@plumbline/pipeline';
import { variablesIn } from '../variables/variables.js';

/** What params hold where the target says it: defaults, and constants that a Pipeline or a run gives; null: only a run tells. */
export type KnownParams = ReadonlyMap<string, string | null>;

export const NOTHING_KNOWN: KnownParams = new Map();

/** What is known inside of a definition: what is given to it, else what is around it. */
export function withGiven(around: KnownParams, given: readonly Param[]): KnownParams {
  return new Map([...around, ...given.flatMap(({ name, value }) => told(name, value, around))]);
}

/** The same with its defaults, where nothing is given. */
export function withDefaults(around: KnownParams, specs: readonly ParamSpec[]): KnownParams {
  const declared = specs.flatMap(({ name, default: value }) => told(name, value, around));
  return new Map([...declared, ...around]);
}

function told(
  name: Text | null,
  value: Node | null,
  around: KnownParams,
): readonly (readonly [string, string | null])[] {
  const text = value?.kind === 'scalar' ? filledFrom(around, value.text) : '$(';
  return name === null ? [] : [[name.value, /\$\(|\{\{/.test(text) ? null : text]];
}

/** Longer values are no words of a command line. */
const LONGEST = 4096;

const knownOf = new WeakMap<Step, { readonly params: KnownParams; readonly image: Text | null }>();

/** Notes what is known where a step stands, and the image of the template of its Task. */
export function standsIn(step: Step, params: KnownParams, image: Text | null): Step {
  knownOf.set(step, { params, image });
  return step;
}

/** A text of a step with the values of its params, as far as they are known; one of several words is a script and stays. */
export function toldIn(step: Step, text: Text): Text {
  const params = knownOf.get(step)?.params;
  if (params === undefined || !text.value.includes('$(') || /\s/.test(text.value)) return text;
  return { ...text, value: filledFrom(params, text.value) };
}

/** The image of a step, or that of the template of its Task. */
export function imageOf(step: Step): Text | null {
  const image = step.image ?? knownOf.get(step)?.image ?? null;
  return image === null ? null : toldIn(step, image);
}

function filledFrom(params: KnownParams, text: string): string {
  let filled = '';
  let at = 0;
  for (const { start, end, variable } of variablesIn(text)) {
    const isPlain = variable.kind === 'param' && !variable.template && variable.key === undefined;
    const value = isPlain ? (params.get(variable.name) ?? null) : null;
    if (value === null || filled.length + value.length > LONGEST) continue;
    filled += text.slice(at, start) + value;
    at = end;
  }
  return filled + text.slice(at);
}
