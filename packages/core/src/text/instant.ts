const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Whether the text is a calendar date `2026-12-31` (ISO 8601, RFC 3339 full-date). */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/**
 * The instant of `2026-12-31` (its first moment, UTC) or of `2026-12-31T23:59:59Z` (RFC 3339, offset required,
 * no leap second); null for all else.
 */
export function parseInstant(text: string): Date | null {
  const date = TIME.exec(text)?.[1] ?? text;
  return isDate(date) ? new Date(text) : null;
}
