import { paramTypeOf } from './param-value.js';
import { member, type MapMember, type MapValue, type StringValue, type Value } from './value.js';

type Rule = (map: MapValue) => MapValue;

const RULES: Readonly<Record<string, Rule>> = {
  'v1.ParamSpec': defaultParam,
  'v1beta1.ParamSpec': defaultParam,
  'v1.TaskResult': defaultResult,
  'v1beta1.TaskResult': defaultResult,
  'v1.TaskRef': defaultTaskRef,
  'v1beta1.TaskRef': defaultTaskRef,
};

/**
 * A map with the defaults that Tekton's controller sets before it verifies; `parent` is the struct around it. A cluster that
 * has a default resolver sets it in references with neither name nor resolver; this is the payload of one that has none.
 */
export function withDefaults(map: MapValue, type: string, parent: string): MapValue {
  // The results of a step have defaults in a StepAction, not in a Task.
  if (type === 'v1.StepResult' && parent === 'v1beta1.StepActionSpec') return defaultResult(map);
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  return rule === undefined ? map : rule(map);
}

function defaultParam(map: MapValue): MapValue {
  const given = textOf(map, 'type') !== '';
  const properties = present(map, 'properties');
  if (given || properties !== undefined) {
    const typed = given ? map : set(map, 'type', 'object');
    return withPropertyTypes(typed);
  }
  const value = present(map, 'default');
  return set(map, 'type', value === undefined ? 'string' : paramTypeOf(value));
}

function defaultResult(map: MapValue): MapValue {
  if (textOf(map, 'type') !== '') return withPropertyTypes(map);
  const type = present(map, 'properties') === undefined ? 'string' : 'object';
  return withPropertyTypes(set(map, 'type', type));
}

function defaultTaskRef(map: MapValue): MapValue {
  if (textOf(map, 'kind') !== '' || textOf(map, 'resolver') !== '') return map;
  return set(map, 'kind', 'Task');
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
