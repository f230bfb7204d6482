import { Doubts } from './doubts.js';
import { paramTypeOf } from './param-value.js';
import type { CustomName } from './tables.js';
import { member, type MapValue, type Value } from './value.js';
import { eraOf, isBefore, type TektonVersion } from './versions.js';

interface StructForm {
  readonly written: MapValue;
  readonly defaulted: MapValue;
  readonly type: string;
}

/** The first version that writes no empty name of a stepTemplate of v1beta1. */
const WITHOUT_TEMPLATE_NAME: TektonVersion = { major: 1, minor: 14 };

/**
 * Canonical or refused: what is signed must be written as every reader and every version takes it, so that the signature says
 * what the author sees.
 */
export class Style {
  readonly objections = new Doubts();
  readonly #version: TektonVersion;

  constructor(version: TektonVersion) {
    this.#version = version;
  }

  /** Every default is written out: it would enter the signature unseen, and depends on the version. */
  struct({ written, defaulted, type }: StructForm): void {
    this.#reference(written, type);
    this.#template(written, type);
    for (const field of ['type', 'kind']) {
      const value = member(defaulted, field);
      if (member(written, field) === value || value?.type !== 'string') continue;
      const reason = `${subject(written, type)} has no ${field}: its default depends on the version`;
      this.#object(reason, written, `${field}: ${value.text}`);
    }
    this.#properties(written, defaulted);
  }

  /** A scalar with a type of its own: without quotes it stands as Go writes it, and nobody reads it otherwise. */
  scalar(value: Value, json: string): void {
    if (value.type === 'string') this.#text(value);
    else if (value.type === 'null') this.#null(value);
    else if (value.plain !== undefined && value.plain !== json) {
      this.#object(`Tekton reads ${json} here`, value, json);
    }
  }

  custom(name: CustomName, value: Value | undefined, json: string): void {
    if (value === undefined) return;
    if (name === 'ParamValue') this.#param(value, json);
    else if (name === 'RawExtension' || name === 'FieldsV1') this.#tree(value);
    else if (name === 'IntOrString') this.scalar(value, json);
    else if (value.type === 'null') this.#null(value);
    else if (value.type === 'string' || value.type === 'number') {
      if (JSON.stringify(value.plain ?? value.text) === json) this.#text(value);
      else this.#object(`Tekton rewrites this before it verifies`, value, json);
    }
  }

  #param(value: Value, json: string): void {
    const type = paramTypeOf(value);
    if (type === 'string' && value.type !== 'string') {
      const what =
        value.type === 'list' || value.type === 'map'
          ? 'a value of another shape'
          : NAMES[value.type];
      const simple = value.type === 'boolean' || value.type === 'number';
      const text = simple && value.plain !== undefined ? JSON.stringify(value.plain) : json;
      this.#object(`Tekton may read ${what} or a text`, value, text);
    } else this.#tree(value);
  }

  #tree(value: Value): void {
    if (value.type === 'list') for (const item of value.items) this.#tree(item);
    else if (value.type === 'map')
      for (const entry of value.entries.values()) this.#tree(entry.value);
    else this.scalar(value, value.type === 'number' ? value.text : JSON.stringify(scalarOf(value)));
  }

  #text(value: Value): void {
    if (value.ambiguity === undefined || value.plain === undefined) return;
    this.#object(`readers differ: this is ${value.ambiguity}`, value, JSON.stringify(value.plain));
  }

  #null(value: Value): void {
    if (value.ambiguity !== undefined) this.#object('readers differ on this', value, 'null');
  }

  #reference(map: MapValue, type: string): void {
    if (!/\.(?:TaskRef|Ref)$/.test(type)) return;
    const isEmpty = (field: string): boolean => textOf(map, field) === '';
    if (!isEmpty('name') || !isEmpty('resolver')) return;
    const reason =
      'a reference with neither name nor resolver: what it means depends on the cluster';
    this.#object(reason, map, 'name: …');
  }

  /** v1beta1.StepTemplate: Tekton 1.10 to 1.13 sign an empty name, 1.14 and later none. */
  #template(map: MapValue, type: string): void {
    const between =
      eraOf(this.#version) === 'ct-omit' && isBefore(this.#version, WITHOUT_TEMPLATE_NAME);
    if (type !== 'v1beta1.StepTemplate' || !between || textOf(map, 'name') !== '') return;
    const reason =
      'a stepTemplate of v1beta1 is signed in two ways by Tekton 1.10 to 1.13 and 1.14';
    this.#object(reason, map, 'apiVersion: tekton.dev/v1');
  }

  #properties(written: MapValue, defaulted: MapValue): void {
    const before = member(written, 'properties');
    const after = member(defaulted, 'properties');
    if (after?.type !== 'map' || before?.type !== 'map') return;
    for (const [key, { value, keyAt }] of before.entries) {
      if (member(after, key) === value) continue;
      const reason = `property ${key} has no type: its default depends on the version`;
      this.objections.add(reason, keyAt, 'type: string');
    }
  }

  #object(reason: string, value: Value, instead: string): void {
    this.objections.add(reason, value.at, `write ${instead}`);
  }
}

const NAMES = {
  boolean: 'a boolean',
  number: 'a number',
  null: 'nothing',
  string: 'a text',
} as const;

function scalarOf(value: Value): string | boolean | null {
  if (value.type === 'string') return value.text;
  return value.type === 'boolean' ? value.value : null;
}

function textOf(map: MapValue, field: string): string {
  const value = member(map, field);
  return value?.type === 'string' ? value.text : '';
}

function subject(map: MapValue, type: string): string {
  const kind = type.endsWith('Ref') ? 'taskRef' : type.endsWith('ParamSpec') ? 'param' : 'result';
  const name = textOf(map, 'name');
  return name === '' ? kind : `${kind} ${name}`;
}
