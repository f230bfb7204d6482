import { mapGet, scalarOf, type MapNode, type Node, type ScalarNode } from '@plumbline/core';
import { writtenBy } from './constants.js';
import { changed, fillerOf, instead, merged, withEntries, withText, type Stands } from './fill.js';
import { handedOn, pathOf } from './outputs.js';

/** Steps with what steps in front of them gave to the environment or to files and nothing else (GitHub, "Setting an environment variable"). */
export function withVariables(steps: readonly Node[]): readonly Node[] {
  const variables = new Map<string, string>();
  const files = new Map<string, string>();
  return steps.map((step) => {
    const known = variables.size === 0 ? step : withKnown(withRead(step, files), variables);
    const run = scalarOf(mapGet(known, 'run'))?.text ?? '';
    const handed = handedOn(known);
    for (const name of writtenBy(known)) variables.delete(name);
    for (const [, , path = ''] of run.matchAll(WRITES)) files.delete(pathOf(path));
    for (const [name, text] of handed.variables) variables.set(name, text);
    for (const [path, text] of handed.files) {
      const name = `TEXT_OF_FILE_${variables.size}`;
      files.set(path, name);
      variables.set(name, text);
    }
    return known;
  });
}

const WRITES = />[ \t]*(["']?)([^\s"'<>|&;()]+)\1/g;
const READS = /\$\((?:cat[ \t]+|<[ \t]*)(["']?)([^\s"'<>|&;()]+)\1[ \t]*\)/g;

/** A script with the texts of files as variables. */
function withRead(step: Node, files: ReadonlyMap<string, string>): Node {
  if (files.size === 0) return step;
  const read = (text: string): string =>
    text.replace(READS, (whole, _quote, path: string) => {
      const name = files.get(pathOf(path));
      return name === undefined ? whole : `\${${name}}`;
    });
  return changed(step, (text, key) => (key === 'run' ? instead(text, read(text)) : null), null);
}

function withKnown(step: Node, variables: ReadonlyMap<string, string>): Node {
  const env = mapGet(step, 'env');
  const own = new Set(env?.kind === 'map' ? env.entries.map(({ key }) => key.text) : []);
  const known = [...variables].filter(([name]) => !own.has(name));
  const byName = new Map(known.map(([name, text]) => [name.toLowerCase(), text]));
  const stands: Stands = ([context, name = '', ...rest]) =>
    context === 'env' && rest.length === 0 ? byName.get(name) : undefined;
  const filled = changed(step, fillerOf(stands), null);
  const run = scalarOf(mapGet(filled, 'run'));
  const read = known.filter(([name]) => run?.text.includes(name));
  if (filled.kind !== 'map' || run === undefined || read.length === 0) return filled;
  return withEntries(filled, { env: merged(mapOf(read, run), mapGet(filled, 'env')) });
}

function mapOf(values: readonly (readonly [string, string])[], place: ScalarNode): MapNode {
  const entries = values.map(([name, text]) => ({
    key: withText(place, name),
    value: withText(place, text),
  }));
  return { kind: 'map', entries, span: place.span };
}
