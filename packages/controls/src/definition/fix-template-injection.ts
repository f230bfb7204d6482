import type { Edit } from '@plumbline/core';
import type { Text } from '@plumbline/pipeline';
import type { Occurrence } from '../expression/occurrences.js';
import { spanWithin } from '../expression/offsets.js';
import { UNUSUAL, type Fix } from '../fix/fix.js';
import { entryOf, hasAliases, intoMap, mapBefore } from '../fix/lines.js';
import { holesIn, type HolePlace } from '../shell/holes.js';
import { parseShell } from '../shell/parse.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { expressionsOf } from '../taint/github/texts.js';
import { runsInBash, whyNoVariable } from './quoted-variable.js';
import { variableFor, type Variable } from './variable-for.js';

/**
 * 2.1.1: expressions of a script go into the environment of its step, and the variable takes their place where it means
 * the same there. `flows`: what is found in one step; what can be mended of it shares its edits.
 */
export function handOver(flows: readonly GitHubFlow[]): ReadonlyMap<GitHubFlow, Fix> {
  if (flows.length > MOST) return new Map();
  const plans = new Map(plansOf(flows));
  const mended = [...plans.values()].filter((plan) => 'edits' in plan);
  const [first] = flows;
  const put = first === undefined ? null : environment(first, mended);
  const edits = put === null ? null : [...put, ...mended.flatMap((plan) => plan.edits)];
  const fixOf = (plan: Plan): Fix => {
    if ('left' in plan) return plan;
    return edits === null ? UNUSUAL : { edits, does: plan.does };
  };
  return new Map([...plans].map(([flow, plan]) => [flow, fixOf(plan)]));
}

/** Nobody writes more into one script by hand. */
const MOST = 30;

/** What happens to one expression of a script. */
interface Handed {
  readonly edits: readonly Edit[];
  readonly does: string;
  readonly variable: Variable;
}

type Plan = Handed | { readonly left: string };

function plansOf(flows: readonly GitHubFlow[]): readonly (readonly [GitHubFlow, Plan])[] {
  const taken = new Set<string>();
  return flows.map((flow) => {
    const plan = planOf(flow, taken);
    if ('variable' in plan) taken.add(plan.variable.name);
    return [flow, plan];
  });
}

function planOf(flow: GitHubFlow, taken: ReadonlySet<string>): Plan {
  const { step, of, sink, subject } = flow;
  if (sink !== 'script' || step.run === null) return { left: 'it is no expression in a `run`' };
  if (!runsInBash(flow)) return { left: 'its shell is not known to be bash or sh' };
  if (hasAliases(of.node)) return UNUSUAL;
  const places = placesOf(step.run, subject);
  if (typeof places === 'string') return { left: places };
  const variable = variableFor(flow, taken);
  if (variable === null)
    return { left: 'it is more than the name of a value, or its name is taken' };
  const edits = places.map((place) => editOf(flow, step.run, place, variable.name));
  if (edits.some((edit) => edit === null)) return UNUSUAL;
  const does = `\${{ ${subject} }} → "$${variable.name}"`;
  return { edits: edits.filter((edit) => edit !== null), does, variable };
}

/** The variables that the step does not have yet; null where its `env` is in a form that is not edited. */
function environment(
  { of: { source }, step }: GitHubFlow,
  handed: readonly Handed[],
): readonly Edit[] | null {
  const added = handed.flatMap(({ variable }) => (variable.entry === null ? [] : [variable.entry]));
  const given = entryOf(step.node, 'env');
  const run = entryOf(step.node, 'run');
  if (added.length === 0 || run === null) return [];
  const edit =
    given === null
      ? mapBefore(source, step.node, { key: run.key, name: 'env', added })
      : intoMap(source, given, added);
  return edit === null ? null : [edit];
}

/** An expression in a script, and how it stands in the words of its commands. */
interface Place {
  readonly at: Occurrence;
  readonly quote: HolePlace['quote'];
}

/** Where an expression stands; or why a quoted variable is not the same at one of the places. */
function placesOf(run: Text, expression: string): readonly Place[] | string {
  const all = expressionsOf(run);
  const holes = Map.groupBy(holesIn(run.value, parseShell(run.value, all)), ({ hole }) => hole);
  const places: Place[] = [];
  for (const [index, at] of all.entries()) {
    if (at.text !== expression) continue;
    const standing = holes.get(index) ?? [];
    const [first] = standing;
    if (first === undefined) return 'it stands in no plain word of a command';
    const why = standing.map(whyNoVariable).find((reason) => reason !== null);
    if (why !== undefined) return why;
    places.push({ at, quote: first.quote });
  }
  return places;
}

/** The variable in place of the expression; null where YAML would read the file otherwise. */
function editOf(
  { of: { source } }: GitHubFlow,
  run: Text | null,
  { at, quote }: Place,
  name: string,
): Edit | null {
  if (run === null) return null;
  const { node, value } = run;
  const span = spanWithin(source, node, at);
  if (source.text.slice(span.start, span.end) !== value.slice(at.start, at.end)) return null;
  const goesOn = /^(?:\w|\$\{\{)/.test(value.slice(at.end, at.end + 3));
  const bare = quote === 'double' && goesOn ? `\${${name}}` : `$${name}`;
  if (quote === 'double') return { ...span, text: bare };
  return node.style === 'single' || node.style === 'double' ? null : { ...span, text: `"${bare}"` };
}
