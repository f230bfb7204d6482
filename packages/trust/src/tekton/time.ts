const RFC3339 =
  /^([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})T((?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2})(?:\.[0-9]{1,9})?(Z|[-+](?:[01][0-9]|2[0-3]):[0-5][0-9])$/;

/** What metav1.Time writes for an RFC 3339 text: whole seconds in UTC. Nothing for what is no such time. */
export function canonicalTime(text: string): string | undefined {
  const [, year = '', month = '', day = '', clock = '', zone = ''] = RFC3339.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  // JavaScript takes the 30th of February for the 1st of March.
  const exists = toUtc(`${date}T00:00:00Z`)?.startsWith(`${date}T`) === true;
  return exists ? toUtc(`${date}T${clock}${zone}`) : undefined;
}

function toUtc(text: string): string | undefined {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return undefined;
  const utc = time.toISOString().replace('.000Z', 'Z');
  return /^[0-9]{4}-/.test(utc) ? utc : undefined;
}
