import { occurrencesIn } from '../expression/occurrences.js';
import { valuesOf, type Literal, type Possible } from '../expression/truth.js';

/** What a text is once its expressions are filled in, where they hold nothing but constants and what is known; null if that is open. */
export function constantText(text: string, possible: Possible = () => null): string | null {
  let at = 0;
  let filled = '';
  for (const { start, end, expression } of occurrencesIn(text)) {
    const values = expression === null ? null : valuesOf(expression, possible);
    const [value] = values ?? [];
    if (value === undefined || values?.length !== 1) return null;
    filled += text.slice(at, start) + spelled(value);
    at = end;
  }
  return filled + text.slice(at);
}

function spelled(value: Literal): string {
  return value === null ? '' : String(value);
}

/** How an input or a switch stands: `open` if only the run knows. */
export type Position = 'on' | 'off' | 'open';

/** Reads a switch as the toolkit of actions does: whatever is not `true` is off. */
export function positionOf(text: string): Position {
  const value = constantText(text);
  if (value === null) return 'open';
  return value.trim().toLowerCase() === 'true' ? 'on' : 'off';
}
