import { mapGet, scalarOf, stringOf } from '@plumbline/core';
import type { EnvVar, Step, Text } from '@plumbline/pipeline';
import type { Range } from '../expression/syntax.js';
import { replacedIn, type Replacement } from '../foreign.js';
import type { ConfigMaps } from './mounted-scripts.js';

/** What a shell takes as it is, in quotes or not. */
const PLAIN = /^(?:[\w./:@%+=,~ -]|\$\(workspaces\.[\w-]+\.path\))*$/;
/** `$NAME`, `${NAME}`, `${NAME:-default}`; in arguments Kubernetes fills in `$(NAME)`. */
const USES = /(?<!\\)\$(?:(\w+)|\{(\w+)(?::?-[^}$]*)?\}|\((\w+)\))/g;
const SETS =
  /(?:^|[\s;&|({])(?:(\w+)\+?=|(?:read(?:[ \t]+-\w+)*|for|unset|local|export)[ \t]+(\w+))/g;

/** A step whose script says what the constants of its environment hold, in the place of their names. */
export function withConstants(step: Step, template: Step | null, maps: ConfigMaps): Step {
  const all = [...constantsIn(template, maps), ...constantsIn(step, maps)];
  if (all.length === 0) return step;
  const values = new Map(all);
  const script = step.script;
  const isShell = script !== null && !/^#!(?!.*\b(?:ba|da|z|k|a)?sh\b)/.test(script.value);
  return {
    ...step,
    script: isShell ? filled(script, values, false) : script,
    command: step.command.map((word) => filled(word, values, true)),
    args: step.args.map((word) => filled(word, values, true)),
  };
}

type Constants = readonly (readonly [string, string | null])[];

function constantsIn(step: Step | null, maps: ConfigMaps): Constants {
  if (step === null) return [];
  const data = (name: string | undefined) => {
    const [object, second] = maps.get(name) ?? [];
    const node = second === undefined ? mapGet(object?.node, 'data') : undefined;
    return node?.kind === 'map' ? node.entries : [];
  };
  const brought = step.envFrom.flatMap((from): Constants => {
    const prefix = stringOf(mapGet(from, 'prefix')) ?? '';
    return data(stringOf(mapGet(mapGet(from, 'configMapRef'), 'name'))).map(({ key, value }) => [
      prefix + key.text,
      plain(scalarOf(value)?.text),
    ]);
  });
  const own = step.env.flatMap(({ name, value, valueFrom }: EnvVar): Constants => {
    const ref = mapGet(valueFrom, 'configMapKeyRef');
    const key = stringOf(mapGet(ref, 'key'));
    const found = data(stringOf(mapGet(ref, 'name'))).find((one) => one.key.text === key)?.value;
    return name === null ? [] : [[name.value, plain(value?.value ?? scalarOf(found)?.text)]];
  });
  return [...brought, ...own];
}

function plain(text: string | undefined): string | null {
  if (text === undefined || text.length > 500) return null;
  return PLAIN.test(text) || !/[\n$`]|\{\{/.test(text) ? text : null;
}

/** More is no script, but a trap. */
const LONGEST = 20_000;

function filled(text: Text, values: ReadonlyMap<string, string | null>, isWord: boolean): Text {
  if (!text.value.includes('$')) return text;
  const set = new Set([...text.value.matchAll(SETS)].map(([, a, b]) => a ?? b));
  let left = LONGEST;
  const parts = [...text.value.matchAll(USES)].flatMap((use): readonly Replacement[] => {
    const { 0: whole, 1: bare, 2: braced, 3: word, index: start } = use;
    const name = bare ?? braced ?? word ?? '';
    const isOpen = set.has(name) || (word !== undefined && !isWord);
    const value = isOpen ? null : (values.get(name) ?? null);
    left -= value?.length ?? 0;
    if (value === null || left < 0 || inSingleQuotes(text.value, start)) return [];
    const end = start + whole.length;
    const written = asWord(value, text.value, { start, end });
    return written === null ? [] : [{ start, end, text: written, given: null }];
  });
  if (parts.length === 0) return text;
  const node = replacedIn(text.node, parts);
  return { value: node.text, node };
}

/** A value as it may stand in a script: as it is, or escaped within quotes; null where it would be several words. */
function asWord(value: string, script: string, { start, end }: Range): string | null {
  if (PLAIN.test(value) || end - start === script.length) return value;
  const isQuoted = script[start - 1] === '"' && script[end] === '"';
  return isQuoted ? value.replace(/["\\]/g, '\\$&') : null;
}

/** Within its line: a script that quotes over lines is rare. */
function inSingleQuotes(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at).replace(/"[^"]*"/g, '');
  return line.split("'").length % 2 === 0;
}
