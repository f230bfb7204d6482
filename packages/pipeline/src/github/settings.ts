import type { MapNode, Node } from '@plumbline/core';
import {
  asMap,
  asText,
  complain,
  field,
  listOf,
  mapField,
  namedTexts,
  text,
  textOf,
  texts,
  type NamedText,
  type Shape,
  type Text,
} from '../document/shape.js';

/** A map of settings that GitHub also takes as one expression. */
export interface Settings {
  readonly node: Node;
  readonly entries: readonly NamedText[];
  readonly expression: Text | null;
}

/** `permissions`: one word for all scopes, or a word for each that is named. */
export interface Permissions {
  readonly node: Node;
  readonly all: Text | null;
  readonly scopes: readonly NamedText[];
}

export interface Concurrency {
  readonly node: Node;
  readonly group: Text | null;
  readonly cancelInProgress: Text | null;
}

export interface Defaults {
  readonly node: MapNode;
  readonly shell: Text | null;
  readonly workingDirectory: Text | null;
}

export interface Container {
  readonly node: Node;
  readonly image: Text | null;
  readonly options: Text | null;
  readonly env: Settings | null;
  readonly ports: readonly Text[];
  readonly volumes: readonly Text[];
  readonly credentials: readonly NamedText[];
}

export interface Environment {
  readonly node: Node;
  readonly name: Text | null;
  readonly url: Text | null;
}

export interface RunsOn {
  readonly node: Node;
  readonly labels: readonly Text[];
  readonly group: Text | null;
}

export function readSettings(shape: Shape, map: MapNode, key: string): Settings | null {
  const node = field(map, key);
  if (node === null) return null;
  if (node.kind === 'scalar') return { node, entries: [], expression: textOf(node) };
  return { node, entries: namedTexts(shape, map, key), expression: null };
}

export function readPermissions(shape: Shape, map: MapNode): Permissions | null {
  const node = field(map, 'permissions');
  if (node === null) return null;
  if (node.kind === 'scalar') return { node, all: textOf(node), scopes: [] };
  return { node, all: null, scopes: namedTexts(shape, map, 'permissions') };
}

export function readConcurrency(shape: Shape, map: MapNode): Concurrency | null {
  const node = field(map, 'concurrency');
  if (node === null) return null;
  if (node.kind === 'scalar') return { node, group: textOf(node), cancelInProgress: null };
  const inner = asMap(shape, node, '`concurrency`');
  if (inner === null) return null;
  return {
    node,
    group: text(shape, inner, 'group'),
    cancelInProgress: text(shape, inner, 'cancel-in-progress'),
  };
}

export function readDefaults(shape: Shape, map: MapNode): Defaults | null {
  const outer = mapField(shape, map, 'defaults');
  const run = outer === null ? null : mapField(shape, outer, 'run');
  if (run === null) return null;
  return {
    node: run,
    shell: text(shape, run, 'shell'),
    workingDirectory: text(shape, run, 'working-directory'),
  };
}

/** `container` and each of `services`: an image alone, or a map. */
export function readContainer(shape: Shape, node: Node, what: string): Container | null {
  if (node.kind === 'scalar') {
    return {
      node,
      image: textOf(node),
      options: null,
      env: null,
      ports: [],
      volumes: [],
      credentials: [],
    };
  }
  const map = asMap(shape, node, what);
  if (map === null) return null;
  return {
    node,
    image: text(shape, map, 'image'),
    options: text(shape, map, 'options'),
    env: readSettings(shape, map, 'env'),
    ports: texts(shape, map, 'ports'),
    volumes: texts(shape, map, 'volumes'),
    credentials: namedTexts(shape, map, 'credentials'),
  };
}

export function readEnvironment(shape: Shape, map: MapNode): Environment | null {
  const node = field(map, 'environment');
  if (node === null) return null;
  if (node.kind === 'scalar') return { node, name: textOf(node), url: null };
  const inner = asMap(shape, node, '`environment`');
  return inner === null
    ? null
    : { node, name: text(shape, inner, 'name'), url: text(shape, inner, 'url') };
}

export function readRunsOn(shape: Shape, map: MapNode): RunsOn | null {
  const node = field(map, 'runs-on');
  if (node === null) return null;
  if (node.kind !== 'map') return { node, labels: listOf(shape, node, '`runs-on`'), group: null };
  return { node, labels: texts(shape, node, 'labels'), group: text(shape, node, 'group') };
}

/** `jobs.<id>.secrets`: the word `inherit`, or names with values. */
export interface PassedSecrets {
  readonly node: Node;
  readonly inherit: boolean;
  readonly values: readonly NamedText[];
}

export function readPassedSecrets(shape: Shape, map: MapNode): PassedSecrets | null {
  const node = field(map, 'secrets');
  if (node === null) return null;
  if (node.kind === 'map')
    return { node, inherit: false, values: namedTexts(shape, map, 'secrets') };
  const word = asText(shape, node, '`secrets`');
  if (word !== null && word.value !== 'inherit') {
    complain(shape, node, '`secrets` is neither `inherit` nor a map');
  }
  return { node, inherit: word?.value === 'inherit', values: [] };
}
