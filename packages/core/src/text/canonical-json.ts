/**
 * The one JSON text of a value (RFC 8785): keys by UTF-16 code units, numbers as ECMAScript writes them.
 * Throws a TypeError for what I-JSON (RFC 7493) cannot carry: that is a bug of the caller, not of an input.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return number(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : structure(value);
    default:
      throw new TypeError(`no JSON for a ${typeof value}`);
  }
}

function structure(value: object): string {
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError('no JSON for an object that is more than its fields');
  }
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${quoted(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function quoted(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('no JSON for half of a surrogate pair');
  return JSON.stringify(text);
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`no JSON for ${String(value)}`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new TypeError('no JSON for an integer beyond 2^53-1');
  }
  return JSON.stringify(value);
}
