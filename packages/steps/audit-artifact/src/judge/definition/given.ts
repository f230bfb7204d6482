import { textPieces } from '@plumbline/pipeline';
import type { ExecutedFunction, VerifiedPart } from '@plumbline/records';
import type { Try } from './ran.js';
import { isFrom } from './template.js';

type Given = NonNullable<VerifiedPart['given']>[number];

/**
 * Whether a task was given what its pipeline gives to it, by the params that its functions have as inputs. A value that is
 * not recorded (it is empty, long, or looks like a secret) is not compared.
 */
export function judgeGiven({ scope, records }: Try, { given }: VerifiedPart): readonly string[] {
  if (given === null) return [];
  const all = records.flatMap(({ executed }) => differences(given, executed.inputs));
  return [...new Set(all)].map((what) => `${scope} was given ${what}`);
}

function differences(
  given: readonly Given[],
  inputs: ExecutedFunction['inputs'],
): readonly string[] {
  const extra = inputs.filter((each) => !given.some(({ name }) => name === each.name));
  const other = given.filter((each) => {
    const input = inputs.find(({ name }) => name === each.name);
    if (input === undefined) return each.value !== null || each.empty === true;
    return input.value !== null && !isGiven(each, input.value);
  });
  return [
    ...extra.map(({ name }) => `${name}, which the definition does not give`),
    ...other.map(({ name }) => `another ${name} than the definition gives`),
  ];
}

/** For a variable of the pipeline anything may stand. */
function isGiven({ value, empty }: Given, text: string): boolean {
  if (value === null) return empty !== true;
  return isFrom(textPieces(value), text, () => ({ any: 'text' })) !== false;
}
