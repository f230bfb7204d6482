const LONGEST_WAIT_MS = 86_400_000;

/** When to try again, by seconds or a date (RFC 9110 §10.2.3), not beyond a day; null where it is neither. */
export function retryAfter(value: string | null, now: Date): Date | null {
  const text = value ?? '';
  const wait = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  if (Number.isNaN(wait)) return null;
  return new Date(now.getTime() + Math.min(Math.max(wait, 0), LONGEST_WAIT_MS));
}
