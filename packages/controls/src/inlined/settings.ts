import { mapGet, type Node } from '@plumbline/core';
import { changed, withParts, type Pieces } from './fill.js';

/** Variables of the environment with the texts that they are set to. */
export type Settings = ReadonlyMap<string, string>;

/** A word that stays one word or several, whatever quotes stand around it. */
const PLAIN = /^[\w./:@=,+%*^-]{1,200}(?: [\w./:@=,+%*^-]{1,200}){0,20}$/;
const NAME = /^[A-Za-z_]\w*$/;
const VARIABLE = /(?<!\\)\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** The settings of both; what the inner one sets to something that is not plain is not known. */
export function settingsOf(outer: Settings, env: Node | undefined): Settings {
  if (env?.kind !== 'map') return outer;
  const all = new Map(outer);
  for (const { key, value } of env.entries) {
    const isPlain = value.kind === 'scalar' && NAME.test(key.text) && PLAIN.test(value.text);
    if (isPlain) all.set(key.text, value.text);
    else all.delete(key.text);
  }
  return all;
}

/** A step with the settings of its environment and of its script in the place of variables that are set nowhere else. */
export function withSettings(step: Node, outer: Settings): Node {
  const settings = settingsOf(outer, mapGet(step, 'env'));
  return changed(step, (text, key) => (key === 'run' ? filled(text, settings) : null), null);
}

function filled(text: string, settings: Settings): Pieces | null {
  const outer = [...settings].filter(([name]) => text.includes(name)).slice(0, MOST);
  const known = new Map([...outer.filter(([name]) => !isSet(name, text)), ...ownOf(text)]);
  if (known.size === 0) return null;
  const parts = [...text.matchAll(VARIABLE)].flatMap(({ 0: whole, 1: braced, 2: bare, index }) => {
    const value = known.get(braced ?? bare ?? '');
    return value === undefined ? [] : [{ start: index, end: index + whole.length, text: value }];
  });
  return withParts(text, parts);
}

/** More are not looked at: each is looked for in the whole script. */
const MOST = 100;

/** Whether a script sets a variable. */
function isSet(name: string, text: string): boolean {
  return (
    text.includes(`${name}=`) ||
    text.includes(`${name}+=`) ||
    new RegExp(
      `\\b(?:read|for|unset|local|declare|mapfile|readarray)\\b[^\\n]{0,400}\\b${name}\\b`,
    ).test(text)
  );
}

const OWN =
  /^[ \t]*(?:(?:readonly|export)[ \t]+)?([A-Za-z_]\w{0,80})=(["']?)((?:[\w./:@,+%-]|\$[A-Z_]|\$\{[A-Z_]\w{0,80}\}){1,200})\2[ \t]*$/gm;

/** The paths that a script keeps in variables, each set once and for all. */
function ownOf(text: string): Settings {
  const paths = [...text.matchAll(OWN)].filter(
    ([, name = '', , value = '']) => value.includes('/') && !value.includes(name),
  );
  const found = paths
    .slice(0, MOST)
    .filter(([whole, name = '']) => !isSet(name, text.replace(whole, '')));
  return new Map(found.map(([, name = '', , value = '']) => [name, value]));
}
