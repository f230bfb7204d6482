const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/** Milliseconds of `90d`: a whole number without leading zero and one unit of ms, s, m, h, d, w; null for all else. */
export function parseDuration(text: string): number | null {
  const match = /^(0|[1-9][0-9]{0,14})(ms|[smhdw])$/.exec(text);
  const milliseconds = Number(match?.[1]) * (UNITS.get(match?.[2] ?? '') ?? Number.NaN);
  return Number.isSafeInteger(milliseconds) ? milliseconds : null;
}
