import type { MapNode } from '../document/node.js';
import { nearestName } from '../text/nearest-name.js';
import { INVALID, refuse, within, type JsonSchema, type Reading, type Shape } from './shape.js';

/** A field that may be left out, with the value that it has then. */
export interface OptionalField<T> {
  readonly optional: Shape<T>;
  readonly fallback: T;
}

/** Lets a field be left out. The schema names the fallback as default, unless it is null or structured. */
export function optional<T, F>(shape: Shape<T>, fallback: F): OptionalField<T | F> {
  const scalar = fallback !== null && typeof fallback !== 'object';
  const schema = scalar ? { ...shape.schema, default: fallback } : shape.schema;
  return { optional: { read: shape.read, schema }, fallback };
}

export type Fields = Readonly<Record<string, Shape<unknown> | OptionalField<unknown>>>;

export type ObjectOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends OptionalField<infer T>
    ? T
    : F[K] extends Shape<infer T>
      ? T
      : never;
};

/** A map of exactly these fields. */
export function object<const F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const names = Object.keys(fields);
  const read: Shape<ObjectOf<F>>['read'] = (node, reading) => {
    if (node.kind !== 'map')
      return refuse(node, reading, { code: 'WRONG_TYPE', expected: 'a map' });
    reportUnknown(node, names, reading);
    const values = new Map(
      names.map((name) => [name, readField(name, fields[name], node, reading)]),
    );
    if ([...values.values()].includes(INVALID)) return INVALID;
    return Object.fromEntries(values) as ObjectOf<F>;
  };
  return { read, schema: objectSchema(fields) };
}

function readField(
  name: string,
  field: Fields[string] | undefined,
  map: MapNode,
  reading: Reading,
): unknown {
  const entry = map.entries.find(({ key }) => key.text === name);
  if (field === undefined) return INVALID;
  const shape = 'optional' in field ? field.optional : field;
  if (entry) return shape.read(entry.value, within(reading, name));
  if ('optional' in field) return field.fallback;
  const problem = { code: 'MISSING_KEY', expected: `the key \`${name}\``, actual: 'none' } as const;
  reading.report({ ...problem, path: reading.path }, map.span);
  return INVALID;
}

function reportUnknown(map: MapNode, names: readonly string[], reading: Reading): void {
  for (const { key } of map.entries) {
    if (names.includes(key.text)) continue;
    const nearest = nearestName(key.text, names);
    const problem = {
      code: 'UNKNOWN_KEY',
      path: reading.path,
      expected: `only the keys ${names.map((name) => `\`${name}\``).join(', ')}`,
      actual: `\`${key.text}\``,
    } as const;
    const hint = nearest && `did you mean \`${nearest}\`?`;
    reading.report(hint ? { ...problem, hint } : problem, key.span);
  }
}

function objectSchema(fields: Fields): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      'optional' in field ? field.optional.schema : field.schema,
    ]),
  );
  const required = Object.keys(fields).filter((name) => !('optional' in (fields[name] ?? {})));
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}
