import { fieldsOf, rootType } from '../../../packages/trust/lib/tekton/tables.js';
import { Plain, Values } from './values.mjs';

const ROOTS = [
  ['v1', 'Task'],
  ['v1', 'Pipeline'],
  ['v1beta1', 'Task'],
  ['v1beta1', 'Pipeline'],
  ['v1beta1', 'StepAction'],
];

/** Makes resources from the field tables; each is aimed at one field, so that all of them come up. */
export class Resources {
  #era;
  #random;
  #values;
  #targets;

  constructor(era, random) {
    this.#era = era;
    this.#random = random;
    this.#values = new Values(random);
    this.#targets = reachable(era);
  }

  get targets() {
    return this.#targets;
  }

  /** Resource number `index`, with the fields that it holds. */
  make(index) {
    const { root, path } = this.#targets[index % this.#targets.length];
    const [version, kind] = root;
    this.hits = new Set();
    const map = this.#struct(rootType(`tekton.dev/${version}`, kind), path, 0);
    map.set('apiVersion', `tekton.dev/${version}`);
    map.set('kind', kind);
    return { document: shuffled(map, this.#random), hits: this.hits };
  }

  #struct(type, path, depth) {
    const map = new Map();
    const wanted = path[0];
    for (const field of fieldsOf(type, this.#era)) {
      const aimed = wanted?.field === field.name;
      if (
        !aimed &&
        !NEEDED.has(`${type}.${field.name}`) &&
        !this.#random.chance(0.35 / (depth + 0.6))
      )
        continue;
      const rest = aimed ? path.slice(1) : [];
      map.set(
        field.name,
        this.#value(field.type, { type, field: field.name, path: rest, depth, aimed }),
      );
      this.hits.add(`${type}.${field.name}`);
    }
    return map;
  }

  #value(ref, where) {
    const { aimed, depth } = where;
    if (this.#isLeftNull(ref, where)) return null;
    switch (ref.kind) {
      case 'string':
        return this.#text(where);
      case 'boolean':
        return aimed ? new Plain('true') : this.#values.boolean();
      case 'integer':
        return this.#values.integer(ref.bits);
      case 'pointer':
        return this.#value(ref.of, where);
      case 'custom':
        return this.#values.custom(ref.name);
      case 'struct':
        return this.#struct(ref.name, where.path, depth + 1);
      case 'list':
        return this.#list(ref.of, where);
      case 'map':
        return this.#map(ref.of, where);
    }
    throw new Error(`no values for ${ref.kind}`);
  }

  #isLeftNull({ kind }, { aimed, field }) {
    return !aimed && !REQUIRED_TEXT.has(field) && kind !== 'custom' && this.#random.chance(0.03);
  }

  #list(of, where) {
    const more = this.#random.chance(0.3) ? 1 : 0;
    const length = where.aimed ? 1 + more : this.#random.below(where.depth > 4 ? 2 : 3);
    const item = (_, at) => this.#value(of, at === 0 ? where : { ...where, path: [] });
    return Array.from({ length }, item);
  }

  #map(of, where) {
    const length = where.aimed ? 1 + this.#random.below(3) : this.#random.below(3);
    const map = new Map();
    for (let at = 0; at < length; at += 1) map.set(this.#values.key(), this.#value(of, where));
    return map;
  }

  #text({ type, field, aimed }) {
    if (REQUIRED_TEXT.has(field)) return `name-${this.#random.below(1000)}`;
    if (field === 'type' && PARAMS.test(type))
      return this.#random.pick(['string', 'array', 'object']);
    return aimed ? `value-${this.#random.below(1000)}` : this.#values.string();
  }
}

const NEEDED = new Set([
  'v1.Param.value',
  'v1.PipelineResult.value',
  'v1beta1.PipelineResult.value',
  'v1beta1.Param.value',
]);
const REQUIRED_TEXT = new Set(['name', 'resolver']);
const PARAMS = /ParamSpec|TaskResult|StepResult|PropertySpec/;

/** Every field that a resource can hold, with the shortest way to it. */
function reachable(era) {
  const found = new Map();
  for (const root of ROOTS) {
    const start = rootType(`tekton.dev/${root[0]}`, root[1]);
    const queue = [{ type: start, path: [] }];
    const seen = new Set([start]);
    for (const { type, path } of queue) {
      for (const field of fieldsOf(type, era)) {
        const way = [...path, { type, field: field.name }];
        const name = `${type}.${field.name}`;
        if (!found.has(name)) found.set(name, { name, root, path: way });
        const inner = structIn(field.type);
        if (inner !== undefined && !seen.has(inner)) {
          seen.add(inner);
          queue.push({ type: inner, path: way });
        }
      }
    }
  }
  return [...found.values()];
}

function structIn(ref) {
  return ref.kind === 'struct' ? ref.name : ref.of && structIn(ref.of);
}

function shuffled(map, random) {
  const entries = [...map];
  for (let at = entries.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [entries[at], entries[other]] = [entries[other], entries[at]];
  }
  return new Map(entries);
}
