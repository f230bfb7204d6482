import type { Finding, Location } from '@plumbline/core';
import { xmlText } from '../escape/xml.js';
import { severityOf } from '../order.js';
import { isFailed, isUndecided, type ReportCheck } from '../report.js';

/** The kinds of outcome that the page tells apart; each has a sign and a word beside its colour. */
export const OUTCOMES = {
  fail: { sign: '✗', word: 'fails' },
  doubt: { sign: '?', word: 'cannot decide' },
  pass: { sign: '✓', word: 'in order' },
  other: { sign: '·', word: 'does not count' },
} as const;

export type Outcome = keyof typeof OUTCOMES;

/** More findings than this of one check are a number: the JSON form has all. */
const FINDINGS_SHOWN = 200;

/** As what a check counts. */
export function outcomeOf(check: ReportCheck): Outcome {
  if (isFailed(check)) return 'fail';
  if (isUndecided(check)) return 'doubt';
  return check.status === 'pass' || check.status === 'waived' ? 'pass' : 'other';
}

/** One check with its findings, the most severe first. */
export function checkHtml(check: ReportCheck): string {
  const outcome = outcomeOf(check);
  const { sign } = OUTCOMES[outcome];
  const hidden = check.findings.length - FINDINGS_SHOWN;
  const facts = [check.status, severityOf(check) ?? ''].filter((fact) => fact !== '').join(' · ');
  return [
    `<article class="is-${outcome}" id="${xmlText(check.slug)}">`,
    `<h3>${sign} <code>${xmlText(check.id)}</code> ${xmlText(check.title)}</h3>`,
    `<p class="faint">${xmlText(facts)}</p>`,
    ...(check.needs.length === 0 ? [] : [`<p>needs ${xmlText(check.needs.join(', '))}</p>`]),
    ...check.findings.slice(0, FINDINGS_SHOWN).map(findingHtml),
    ...(hidden > 0 ? [`<p>${String(hidden)} more hidden: the JSON report has all.</p>`] : []),
    '</article>',
  ].join('\n');
}

function findingHtml(finding: Finding): string {
  const { message, subject, locations, expected, actual, hint, waiver } = finding;
  const place = locations.length > 0 ? locations.slice(0, 10).map(placeOf).join(', ') : subject;
  const more = locations.length > 10 ? ` and ${String(locations.length - 10)} more` : '';
  return [
    '<div class="finding">',
    `<p>${xmlText(message)}</p>`,
    ...(place === undefined ? [] : [`<p><code>${xmlText(place)}</code>${more}</p>`]),
    ...(expected === undefined ? [] : [`<p>expected <code>${xmlText(expected)}</code></p>`]),
    ...(actual === undefined ? [] : [`<p>found <code>${xmlText(actual)}</code></p>`]),
    ...(hint === undefined ? [] : [`<p>Fix: <code>${xmlText(hint)}</code></p>`]),
    ...(waiver === undefined
      ? []
      : [`<p>waived by ${xmlText(`${waiver.who}: ${waiver.why}`)}</p>`]),
    '</div>',
  ].join('\n');
}

function placeOf({ path, line }: Location): string {
  return `${path}:${String(line)}`;
}
