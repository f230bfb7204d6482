/** What is absent is left out, at every depth: records know no null. */
export function withoutNulls(fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]: [string, unknown]) =>
      value === null || value === undefined ? [] : [[name, clean(value)]],
    ),
  );
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  return typeof value === 'object' && value !== null ? withoutNulls(value) : value;
}
