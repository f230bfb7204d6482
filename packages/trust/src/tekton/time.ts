const RFC3339 =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?(?:Z|([-+])([0-9]{2}):([0-9]{2}))$/;

/** What metav1.Time writes for an RFC 3339 text: whole seconds in UTC. Nothing for what is no such time. */
export function canonicalTime(text: string): string | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  // Years before 1000 and offsets of a day come only from people who test readers.
  if (year < 1000 || day < 1 || day > daysOf(year, month)) return undefined;
  const [hours, minutes] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * (match[7] === '-' ? -1 : 1);
  const time = Date.UTC(year, month - 1, day, hour, minute - offset, second);
  const utc = new Date(time).toISOString();
  return /^[0-9]{4}-/.test(utc) ? utc.replace('.000Z', 'Z') : undefined;
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
