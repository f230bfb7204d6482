import { paramTypeOf } from './param-value.js';
import { member, type MapMember, type MapValue, type StringValue, type Value } from './value.js';

/** A map with the defaults set that Tekton's controller sets before it verifies, or why that cannot be told. */
export type Defaulted = { readonly map: MapValue } | { readonly reason: string };

type Rule = (map: MapValue) => Defaulted;

const RULES: Readonly<Record<string, Rule>> = {
  'v1.ParamSpec': defaultParam,
  'v1beta1.ParamSpec': defaultParam,
  'v1.TaskResult': defaultResult,
  'v1beta1.TaskResult': defaultResult,
  'v1.TaskRef': defaultTaskRef,
  'v1beta1.TaskRef': defaultTaskRef,
  // Only v1 Tasks default the resolver of a step's reference.
  'v1.Ref': (map) => (isEmptyRef(map) ? DEPENDS : { map }),
};

/** Applies SetDefaults to one struct; `parent` is the struct around it. */
export function withDefaults(map: MapValue, type: string, parent: string): Defaulted {
  // The results of a step have defaults in a StepAction, not in a Task.
  if (type === 'v1.StepResult' && parent === 'v1beta1.StepActionSpec') return defaultResult(map);
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  return rule === undefined ? { map } : rule(map);
}

const DEPENDS = {
  reason: 'a reference has neither name nor resolver: what it means depends on the cluster',
} as const;

function defaultParam(map: MapValue): Defaulted {
  const given = textOf(map, 'type') !== '';
  const properties = present(map, 'properties');
  if (given || properties !== undefined) {
    const typed = given ? map : set(map, 'type', 'object');
    return { map: withPropertyTypes(typed) };
  }
  const value = present(map, 'default');
  return { map: set(map, 'type', value === undefined ? 'string' : paramTypeOf(value)) };
}

function defaultResult(map: MapValue): Defaulted {
  if (textOf(map, 'type') !== '') return { map: withPropertyTypes(map) };
  const type = present(map, 'properties') === undefined ? 'string' : 'object';
  return { map: withPropertyTypes(set(map, 'type', type)) };
}

function defaultTaskRef(map: MapValue): Defaulted {
  if (isEmptyRef(map)) return DEPENDS;
  if (textOf(map, 'kind') !== '' || textOf(map, 'resolver') !== '') return { map };
  return { map: set(map, 'kind', 'Task') };
}

function isEmptyRef(map: MapValue): boolean {
  return textOf(map, 'name') === '' && textOf(map, 'resolver') === '';
}

function withPropertyTypes(map: MapValue): MapValue {
  const properties = present(map, 'properties');
  if (properties?.type !== 'map') return map;
  const entries = new Map<string, MapMember>();
  for (const [key, entry] of properties.entries) {
    entries.set(key, { keyAt: entry.keyAt, value: withType(entry.value) });
  }
  return put(map, 'properties', { ...properties, entries });
}

function withType(property: Value): Value {
  if (property.type !== 'map' && property.type !== 'null') return property;
  const map: MapValue = property.type === 'map' ? property : emptyMap(property);
  return textOf(map, 'type') === '' ? set(map, 'type', 'string') : map;
}

function emptyMap({ at }: Value): MapValue {
  return { type: 'map', entries: new Map(), at };
}

/** A value that is there and not null: null leaves Go's pointers and maps nil. */
function present(map: MapValue, key: string): Value | undefined {
  const value = member(map, key);
  return value?.type === 'null' ? undefined : value;
}

/** The text of a string field; of another type it is an error that the encoder reports. */
function textOf(map: MapValue, key: string): string {
  const value = member(map, key);
  return value?.type === 'string' ? value.text : '';
}

function set(map: MapValue, key: string, text: string): MapValue {
  const old = member(map, key);
  if (old !== undefined && old.type !== 'null' && old.type !== 'string') return map;
  const value: StringValue = { type: 'string', text, at: map.at };
  return put(map, key, value);
}

function put(map: MapValue, key: string, value: Value): MapValue {
  const keyAt = map.entries.get(key)?.keyAt ?? map.at;
  return { ...map, entries: new Map([...map.entries, [key, { keyAt, value }]]) };
}
