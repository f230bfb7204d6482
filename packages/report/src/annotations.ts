import { printable, type Location } from '@plumbline/core';
import { isFailed, openFindings, type Report, type ReportCheck } from './report.js';
import { decisiveChecks, placesWords } from './wording.js';

/** A note beside a line of the change; the face escapes it for its workflow command. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly location: Location | null;
}

/** The annotations to show, and how many checks have none. */
export interface Annotations {
  readonly items: readonly Annotation[];
  readonly hidden: number;
}

/** GitHub shows ten annotations of a kind per step and drops the others without a word. */
const LIMIT = 10;

/** One annotation for each check that decides the verdict, most severe first, at most ten. */
export function annotations(report: Report): Annotations {
  const decisive = decisiveChecks(report);
  return {
    items: decisive.slice(0, LIMIT).map((check) => annotation(check, report)),
    hidden: Math.max(decisive.length - LIMIT, 0),
  };
}

function annotation(check: ReportCheck, { mode }: Report): Annotation {
  const finding = openFindings(check)[0];
  const places = placesWords(check);
  const what =
    finding?.message ?? (check.needs.length > 0 ? `needs ${check.needs.join(', ')}` : check.title);
  const fix = finding?.hint === undefined ? '' : ` Fix: ${finding.hint}`;
  return {
    level: isFailed(check) && mode === 'enforce' ? 'error' : 'warning',
    title: printable(`${check.id} ${check.title}${places === '' ? '' : ` (${places})`}`),
    message: printable(firstSentence(what) + fix),
    location: finding?.locations[0] ?? null,
  };
}

/** Who could do what; the report has the whole text. */
function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/su.exec(text)?.[0] ?? text;
}
