import type { GivenInputs } from './parse-inputs.js';

const PREFIX = 'INPUT_';

/** Reads `INPUT_*` as the runner sets them for `with:` (upper case, spaces as underscores, dashes kept). */
export function readInputVariables(
  environment: Readonly<Record<string, string | undefined>>,
): GivenInputs {
  const values = new Map<string, readonly string[]>();
  for (const [variable, text] of Object.entries(environment)) {
    const isGiven = variable.startsWith(PREFIX) && text !== undefined && text.trim() !== '';
    if (isGiven) values.set(variable.slice(PREFIX.length).toLowerCase(), [text.trim()]);
  }
  return { face: 'action', values, faults: [] };
}
