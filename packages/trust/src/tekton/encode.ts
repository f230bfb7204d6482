import type { Span } from '@plumbline/core';
import { encodeCustom, integerText, wrong } from './custom.js';
import { withDefaults } from './defaults.js';
import { byUtf8, goString } from './go-json.js';
import { quote } from './from-node.js';
import type { Doubts } from './doubts.js';
import type { Style } from './style.js';
import { fieldsOf, type Era, type Field, type TypeRef } from './tables.js';
import { member, type ListValue, type MapValue, type Value } from './value.js';

export interface EncodeOptions {
  readonly era: Era;
  /** The controller refuses fields that it does not know; tkn passes over them. */
  readonly strict: boolean;
  /** Whether defaults are set first. */
  readonly defaults: boolean;
  readonly doubts: Doubts;
  /** Collects the fields that tkn passes over, which its signature therefore does not cover. */
  readonly uncovered: Doubts;
  readonly style?: Style;
}

/** JSON text, and whether `omitempty` leaves it out. */
interface Encoded {
  readonly json: string;
  readonly empty: boolean;
}

const NIL: Encoded = { json: 'null', empty: true };
const EMPTY_OBJECT = { type: 'map', entries: new Map(), at: { start: 0, end: 0 } } as const;

/** Writes a value as encoding/json of Go writes the struct that the decoder filled from it. */
export class Encoder {
  readonly #options: EncodeOptions;
  /** The struct that is being written: where to point to for what is not there. */
  #around: Span = EMPTY_OBJECT.at;

  constructor(options: EncodeOptions) {
    this.#options = options;
  }

  struct(value: Value | undefined, name: string, parent: string): string {
    const given = value === undefined || value.type === 'null' ? EMPTY_OBJECT : value;
    if (given.type === 'map') {
      const map = this.#options.defaults ? withDefaults(given, name, parent) : given;
      this.#options.style?.struct({ written: given, defaulted: map, type: name });
      return this.#members(map, name);
    }
    this.#doubt(wrong('a map', given).reason, given);
    return '{}';
  }

  /** Tekton sets no defaults in a pipeline inside a pipeline. */
  #inner(name: string, parent: string): Encoder {
    const nested = name.endsWith('.PipelineSpec') && parent.endsWith('.PipelineTask');
    return nested ? new Encoder({ ...this.#options, defaults: false }) : this;
  }

  #members(map: MapValue, name: string): string {
    const fields = fieldsOf(name, this.#options.era);
    this.#checkKeys(map, fields);
    const written = fields.flatMap((field) => {
      this.#around = map.at;
      const { json, empty } = this.#value(member(map, field.name), field.type, name);
      const omitted = (field.omitEmpty && empty) || (field.omitZero && json === 'null');
      return omitted ? [] : [`${goString(field.name)}:${json}`];
    });
    return `{${written.join(',')}}`;
  }

  /** encoding/json, which tkn uses, takes `Image` for `image` and passes over what it does not know. */
  #checkKeys(map: MapValue, fields: readonly Field[]): void {
    const names = new Set(fields.map(({ name }) => name));
    for (const [key, { keyAt }] of map.entries) {
      if (names.has(key)) continue;
      if (this.#options.strict) {
        this.#options.doubts.add(`unknown field ${quote(key)}`, keyAt);
      } else if (fields.some(({ name }) => fold(name) === fold(key))) {
        this.#options.doubts.add(`${quote(key)} is taken for a field of other case`, keyAt);
      } else {
        this.#options.uncovered.add(`the signature does not cover ${quote(key)}`, keyAt);
      }
    }
  }

  #value(value: Value | undefined, type: TypeRef, parent: string): Encoded {
    switch (type.kind) {
      case 'string':
        return this.#styled(value, this.#string(value));
      case 'boolean':
        return this.#styled(value, this.#boolean(value));
      case 'integer':
        return this.#styled(value, this.#integer(value, type.bits));
      case 'pointer':
        if (value === undefined || value.type === 'null') return NIL;
        return { json: this.#value(value, type.of, parent).json, empty: false };
      case 'list':
        return this.#list(value, type.of, parent);
      case 'map':
        return this.#map(value, type.of, parent);
      case 'struct':
        return {
          json: this.#inner(type.name, parent).struct(value, type.name, parent),
          empty: false,
        };
      case 'custom': {
        const custom = encodeCustom(type.name, value);
        if ('json' in custom) {
          this.#options.style?.custom(type.name, value, custom.json);
          return { json: custom.json, empty: false };
        }
        this.#doubt(custom.reason, value);
        return NIL;
      }
    }
  }

  #styled(value: Value | undefined, encoded: Encoded): Encoded {
    if (value !== undefined) this.#options.style?.scalar(value, encoded.json);
    return encoded;
  }

  #string(value: Value | undefined): Encoded {
    if (value === undefined || value.type === 'null') return { json: '""', empty: true };
    if (value.type === 'string') return { json: goString(value.text), empty: value.text === '' };
    this.#doubt(wrong('text', value).reason, value);
    return NIL;
  }

  #boolean(value: Value | undefined): Encoded {
    if (value === undefined || value.type === 'null') return { json: 'false', empty: true };
    if (value.type === 'boolean') return { json: String(value.value), empty: !value.value };
    this.#doubt(wrong('a boolean', value).reason, value);
    return NIL;
  }

  #integer(value: Value | undefined, bits: number): Encoded {
    if (value === undefined || value.type === 'null') return { json: '0', empty: true };
    const text = value.type === 'number' ? integerText(value.text, bits) : undefined;
    if (text !== undefined) return { json: text, empty: text === '0' };
    this.#doubt(wrong(`an integer of ${String(bits)} bits`, value).reason, value);
    return NIL;
  }

  #list(value: Value | undefined, of: TypeRef, parent: string): Encoded {
    if (value === undefined || value.type === 'null') return NIL;
    if (value.type !== 'list') {
      this.#doubt(wrong('a list', value).reason, value);
      return NIL;
    }
    return { json: this.#items(value, of, parent), empty: value.items.length === 0 };
  }

  #items(list: ListValue, of: TypeRef, parent: string): string {
    return `[${list.items.map((item) => this.#value(item, of, parent).json).join(',')}]`;
  }

  #map(value: Value | undefined, of: TypeRef, parent: string): Encoded {
    if (value === undefined || value.type === 'null') return NIL;
    if (value.type !== 'map') {
      this.#doubt(wrong('a map', value).reason, value);
      return NIL;
    }
    const keys = [...value.entries.keys()].sort(byUtf8);
    const members = keys.map(
      (key) => `${goString(key)}:${this.#value(member(value, key), of, parent).json}`,
    );
    return { json: `{${members.join(',')}}`, empty: keys.length === 0 };
  }

  #doubt(reason: string, value: Value | undefined): void {
    this.#options.doubts.add(reason, value?.at ?? this.#around);
  }
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll('\u017f', 's').replaceAll('\u212a', 'k');
}
