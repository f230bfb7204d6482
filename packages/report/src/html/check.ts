import type { Finding, Location } from '@plumbline/core';
import { alike } from '../alike.js';
import { xmlText } from '../escape/xml.js';
import { excerptOf, type ReadLine } from '../excerpt.js';
import { severityOf } from '../order.js';
import { isFailed, isUndecided, type ReportCheck } from '../report.js';
import { placesWords } from '../wording.js';

/** The kinds of outcome that the page tells apart; each has a sign and a word beside its colour. */
export const OUTCOMES = {
  fail: { sign: '✗', word: 'fails' },
  doubt: { sign: '?', word: 'cannot decide' },
  pass: { sign: '✓', word: 'in order' },
  other: { sign: '·', word: 'does not count' },
} as const;

export type Outcome = keyof typeof OUTCOMES;

/** More than this of one check are a number: the JSON form has all. */
const GROUPS_SHOWN = 200;
const PLACES_SHOWN = 10;

/** Characters of a line of an excerpt. */
const WIDTH = 110;

/** As what a check counts. */
export function outcomeOf(check: ReportCheck): Outcome {
  if (isFailed(check)) return 'fail';
  if (isUndecided(check)) return 'doubt';
  return check.status === 'pass' || check.status === 'waived' ? 'pass' : 'other';
}

/** One check with its findings, the most severe first, those that say the same as one. */
export function checkHtml(check: ReportCheck, readLine?: ReadLine): string {
  const outcome = outcomeOf(check);
  const { sign } = OUTCOMES[outcome];
  const groups = alike(check.findings);
  const hidden = groups.slice(GROUPS_SHOWN).flat().length;
  const facts = [check.status, severityOf(check) ?? '', placesWords(check)];
  return [
    `<article class="is-${outcome}" id="${xmlText(check.id)}">`,
    `<h3>${sign} <code>${xmlText(check.id)}</code> ${xmlText(check.title)}</h3>`,
    `<p class="faint">${xmlText(facts.filter((fact) => fact !== '').join(' · '))}</p>`,
    ...(check.needs.length === 0 ? [] : [`<p>needs ${xmlText(check.needs.join(', '))}</p>`]),
    ...groups.slice(0, GROUPS_SHOWN).map((group) => groupHtml(group, readLine)),
    ...(hidden > 0 ? [`<p>${String(hidden)} more hidden: the JSON report has all.</p>`] : []),
    '</article>',
  ].join('\n');
}

function groupHtml(group: readonly Finding[], readLine?: ReadLine): string {
  const { message = '', expected, actual, hint, waiver, known, flow } = group[0] ?? {};
  const way = flow?.map((stop) => stop.message).join(' → ');
  return [
    '<div class="finding">',
    `<p>${xmlText(message)}</p>`,
    ...placesHtml(group, readLine),
    ...callsHtml(group),
    ...(way === undefined ? [] : [`<p>via ${xmlText(way)}</p>`]),
    ...(expected === undefined ? [] : [`<p>expected <code>${xmlText(expected)}</code></p>`]),
    ...(actual === undefined ? [] : [`<p>found <code>${xmlText(actual)}</code></p>`]),
    ...(hint === undefined ? [] : [`<p>Fix: <code>${xmlText(hint)}</code></p>`]),
    ...(known === true ? ['<p>known before the change, so it does not count</p>'] : []),
    ...(waiver === undefined
      ? []
      : [`<p>waived by ${xmlText(`${waiver.who}: ${waiver.why}`)}</p>`]),
    '</div>',
  ].join('\n');
}

/** Where it stands, or what it is about where it has no place; of the first place the line itself. */
function placesHtml(group: readonly Finding[], readLine?: ReadLine): readonly string[] {
  const locations = group.flatMap((finding) => finding.locations);
  const subjects = new Set(group.flatMap(({ subject }) => subject ?? []));
  const places = locations.length > 0 ? locations.map(placeOf) : [...subjects];
  if (places.length === 0) return [];
  const more = places.length - PLACES_SHOWN;
  const words = places.slice(0, PLACES_SHOWN).map((place) => `<code>${xmlText(place)}</code>`);
  return [
    `<p>${words.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}</p>`,
    ...(locations[0] === undefined ? [] : excerptHtml(locations[0], readLine)),
  ];
}

/** The calls that bring the files of a group into workflows. */
function callsHtml(group: readonly Finding[]): readonly string[] {
  const calls = [...new Set(group.flatMap(({ calledFrom = [] }) => calledFrom.map(placeOf)))];
  const more = calls.length - PLACES_SHOWN;
  const words = calls.slice(0, PLACES_SHOWN).map((call) => `<code>${xmlText(call)}</code>`);
  if (words.length === 0) return [];
  return [`<p>called from ${words.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}</p>`];
}

function excerptHtml(place: Location, readLine?: ReadLine): readonly string[] {
  const line = readLine?.(place.path, place.line);
  const excerpt = line === undefined ? null : excerptOf(place, line, WIDTH);
  if (excerpt === null) return [];
  const { gutter, before, cause, after } = excerpt;
  return [`<pre>${xmlText(gutter + before)}<mark>${xmlText(cause)}</mark>${xmlText(after)}</pre>`];
}

function placeOf({ path, line }: Location): string {
  return `${path}:${String(line)}`;
}
