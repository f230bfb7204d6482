import { printable, type Finding, type Location } from '@plumbline/core';
import { alike } from './alike.js';
import { logLine } from './escape/log-line.js';
import { cut, excerptOf, type ReadLine } from './excerpt.js';
import { severityOf } from './order.js';
import {
  isFailed,
  openFindings,
  type Report,
  type ReportCheck,
  type ReportDisplay,
} from './report.js';
import { painter, type Paint } from './paint.js';
import {
  counted,
  decisiveChecks,
  notAskedLine,
  placesWords,
  policyWords,
  statusLine,
  verdictLine,
} from './wording.js';

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Everything: all places, all checks, all notes. */
  readonly verbose: boolean;
  readonly readLine?: ReadLine;
}

const CHECKS_SHOWN = 20;
const GROUPS_SHOWN = 3;
const PLACES_SHOWN = 2;
const SUBJECTS_SHOWN = 6;
const CALLS_SHOWN = 3;
const NOTES_SHOWN = 5;
const INDENT = '       ';

/** The form for people: what failed and why, the rest in numbers; the last line begins with the verdict. */
export function renderText(report: Report, options: TextOptions): string {
  const paint = painter(options.colour);
  const blocks = shown(decisiveChecks(report), options.verbose ? Infinity : CHECKS_SHOWN, 'check');
  const lines = [
    ...header(report, options),
    ...blocks.kept.flatMap((check) => checkLines(check, options, paint)),
    ...blocks.hidden,
    ...(options.verbose ? otherLines(report) : []),
    ...(report.display === undefined ? [statusLine(report)] : standing(report.display)),
    ...noteAtEnd(report, options),
    paint(report.verdict === 'pass' ? 'good' : 'bad', printable(verdictLine(report))),
  ];
  return `${lines
    .filter((line) => line !== '')
    .map(logLine)
    .join('\n')}\n`;
}

function header(report: Report, { verbose }: TextOptions): readonly string[] {
  const { headline, notes } = report.summary;
  const first = [`${report.step} ${report.version}`, policyWords(report), headline];
  const some = shown(notes, verbose ? Infinity : NOTES_SHOWN, 'note');
  return [
    printable(first.filter((part) => part !== '').join(' · ')),
    ...some.kept.map((note) => `note   ${printable(note)}`),
    ...some.hidden,
  ];
}

function checkLines(check: ReportCheck, options: TextOptions, paint: Paint): readonly string[] {
  const groups = alike(openFindings(check));
  const limit = options.verbose ? Infinity : GROUPS_SHOWN;
  const left = groups.slice(limit).flat();
  return [
    headLine(check, options, paint),
    ...(check.needs.length > 0 ? [`needs ${printable(check.needs.join(', '))}`] : []),
    ...groups.slice(0, limit).flatMap((group) => groupLines(group, options, paint)),
    ...subjectsLine(left, options),
    ...(left.length > 0 ? [hiddenLine(left.length, 'finding')] : []),
  ].map((line, index) => (index === 0 ? line : INDENT + line));
}

function headLine(check: ReportCheck, options: TextOptions, paint: Paint): string {
  const tag = isFailed(check) ? '[FAIL]' : '[CANNOT DECIDE]';
  const title = cut(printable(check.title), Math.max(options.width - 36, 30));
  const waived = check.findings.filter(({ waiver }) => waiver !== undefined).length;
  const known = check.findings.filter(({ known }) => known === true).length;
  const facts = [
    severityOf(check) ?? '',
    placesWords(check),
    waived > 0 ? `${waived} waived` : '',
    known > 0 ? `${known} known` : '',
  ].filter((fact) => fact !== '');
  const head = `${paint('bad', tag)} ${printable(check.id)}  ${paint('strong', title)}`;
  return [head, ...facts].join('  ');
}

/** What the findings that are not shown are about, the most frequent first, as far as the line goes. */
function subjectsLine(findings: readonly Finding[], { width }: TextOptions): readonly string[] {
  const counts = Map.groupBy(
    findings.flatMap(({ subject }) => subject ?? []),
    (subject) => subject,
  );
  const often = [...counts].sort(([, one], [, other]) => other.length - one.length);
  const words = often
    .slice(0, SUBJECTS_SHOWN)
    .map(([subject, { length }]) => printable(subject) + (length > 1 ? ` (${length}×)` : ''));
  return words.length === 0 ? [] : [cut(`and ${words.join('  ')}`, width - INDENT.length)];
}

function groupLines(
  group: readonly Finding[],
  options: TextOptions,
  paint: Paint,
): readonly string[] {
  const places = group.flatMap((finding) => finding.locations);
  const [first] = places;
  const { message = '', expected, actual, hint, flow } = group[0] ?? {};
  return [
    ...(first === undefined ? [] : [paint('place', placeWords(first))]),
    ...(first === undefined ? [] : excerptLines(first, options, paint)),
    printable(message),
    ...(flow === undefined ? [] : [wayLine(flow)]),
    ...callLine(group),
    ...(expected === undefined ? [] : [`expected ${printable(expected)}`]),
    ...(actual === undefined ? [] : [`found    ${printable(actual)}`]),
    ...(hint === undefined ? [] : [`Fix: ${printable(hint)}${fixWords(group)}`]),
    ...otherPlaces(places.slice(1), options),
  ];
}

/** The calls that bring the files of a group into workflows. */
function callLine(group: readonly Finding[]): readonly string[] {
  const calls = [...new Set(group.flatMap(({ calledFrom = [] }) => calledFrom.map(placeWords)))];
  const more = calls.length - CALLS_SHOWN;
  const words = calls.slice(0, CALLS_SHOWN).join(', ');
  return words === '' ? [] : [`called from ${words}${more > 0 ? ` and ${more} more` : ''}`];
}

/** Which of the findings the command mends by itself. */
function fixWords(group: readonly Finding[]): string {
  const safe = group.filter(({ fix }) => fix?.safe === true).length;
  if (safe === 0) return '';
  return safe === group.length
    ? '    --fix safe does it'
    : `    --fix safe does ${safe} of ${group.length}`;
}

/** The way of a value: each stop by what it is, the last by its place. */
function wayLine(flow: NonNullable<Finding['flow']>): string {
  const stops = flow.map(({ message }) => printable(message));
  const last = flow.at(-1);
  return `via ${stops.join(' → ')}${last === undefined ? '' : ` at ${placeWords(last.location)}`}`;
}

function otherPlaces(places: readonly Location[], { verbose }: TextOptions): readonly string[] {
  const some = shown(places, verbose ? Infinity : PLACES_SHOWN, 'place');
  return [...some.kept.map((place) => `also at ${placeWords(place)}`), ...some.hidden];
}

function excerptLines(place: Location, options: TextOptions, paint: Paint): readonly string[] {
  const line = options.readLine?.(place.path, place.line);
  const excerpt = line === undefined ? null : excerptOf(place, line, options.width - INDENT.length);
  if (excerpt === null) return [];
  const { gutter, before, cause, after, underlineAt } = excerpt;
  const marks = '^'.repeat(Math.max([...cause].length, 1));
  return [`${gutter}${before}${cause}${after}`, `${underlineAt}${paint('bad', marks)}`];
}

/** The table of a step, and what it says below. */
function standing({ table, lines }: ReportDisplay): readonly string[] {
  return [...(table === undefined ? [] : tableLines(table)), ...lines.map(printable)];
}

function tableLines(table: NonNullable<ReportDisplay['table']>): readonly string[] {
  const rows = [table.head, ...table.rows];
  const widths = table.head.map((_title, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => printable(row.map(cell).join('  ').trimEnd()));
}

/** Checks that did not decide the verdict, one line each. */
function otherLines(report: Report): readonly string[] {
  const decisive = new Set(decisiveChecks(report));
  return report.checks
    .filter((check) => !decisive.has(check))
    .map((check) => {
      const needs = check.needs.length > 0 ? `needs ${check.needs.join(', ')}` : '';
      return printable(
        `${check.status.padEnd(14)} ${check.id}  ${check.title}  ${needs}`,
      ).trimEnd();
    });
}

function noteAtEnd(report: Report, { verbose }: TextOptions): readonly string[] {
  const line = notAskedLine(report);
  return line === null ? [] : [printable(verbose ? line : `${line} --verbose lists them.`)];
}

function placeWords({ path, line, column }: Location): string {
  return `${printable(path)}:${line}:${column}`;
}

/** The first of many, and a line that says how many are hidden. */
function shown<T>(
  all: readonly T[],
  limit: number,
  noun: string,
): { kept: readonly T[]; hidden: readonly string[] } {
  const hidden = all.length - limit;
  return { kept: all.slice(0, limit), hidden: hidden > 0 ? [hiddenLine(hidden, noun)] : [] };
}

function hiddenLine(count: number, noun: string): string {
  return `… ${counted(count, noun)} hidden; --verbose lists all`;
}
