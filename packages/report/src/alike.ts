import type { Finding } from '@plumbline/core';

/** Findings that say the same of different places, in the order of the first of each. */
export function alike(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const said = ({ message, expected, actual, hint, waiver, known }: Finding): string =>
    JSON.stringify([message, expected, actual, hint, waiver, known]);
  return [...Map.groupBy(findings, said).values()];
}
