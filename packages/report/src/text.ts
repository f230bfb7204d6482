import type { Finding, Location } from '@plumbline/core';
import { logLine, printable } from './escape/terminal.js';
import { cut, excerptOf } from './excerpt.js';
import { severityOf } from './order.js';
import { isFailed, openFindings, type Report, type ReportCheck } from './report.js';
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
  /** The text of a file of the target, for excerpts. */
  readonly readLine?: (path: string, line: number) => string | undefined;
}

const CHECKS_SHOWN = 20;
const FINDINGS_SHOWN = 3;
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
    statusLine(report),
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
  const findings = openFindings(check);
  const some = shown(findings, options.verbose ? Infinity : FINDINGS_SHOWN, 'finding');
  const tag = isFailed(check) ? '[FAIL]' : '[CANNOT DECIDE]';
  const waived = check.findings.length - findings.length;
  const facts = [severityOf(check) ?? '', placesWords(check), waived > 0 ? `${waived} waived` : ''];
  const room = Math.max(options.width - 50, 30);
  return [
    `${paint('bad', tag)} ${printable(check.id)}  ${paint('strong', cut(printable(check.title), room))}  ${facts.filter((fact) => fact !== '').join('  ')}`,
    ...(check.needs.length > 0 ? [`${INDENT}needs ${printable(check.needs.join(', '))}`] : []),
    ...some.kept.flatMap((finding, index) => findingLines(finding, index, options, paint)),
    ...some.hidden.map((line) => INDENT + line),
  ];
}

function findingLines(
  finding: Finding,
  index: number,
  options: TextOptions,
  paint: Paint,
): readonly string[] {
  const [place, ...others] = finding.locations;
  const also = others.length > 0 ? ` and ${counted(others.length, 'place')} more` : '';
  const { expected, actual, hint } = finding;
  return [
    place === undefined ? '' : paint('place', `${placeWords(place)}${also}`),
    ...(place === undefined || (index > 0 && !options.verbose)
      ? []
      : excerptLines(place, options, paint)),
    printable(finding.message),
    expected === undefined ? '' : `expected ${printable(expected)}`,
    actual === undefined ? '' : `found    ${printable(actual)}`,
    hint === undefined ? '' : `Fix: ${printable(hint)}`,
  ]
    .filter((line) => line !== '')
    .map((line) => INDENT + line);
}

function excerptLines(place: Location, options: TextOptions, paint: Paint): readonly string[] {
  const line = options.readLine?.(place.path, place.line);
  const excerpt = line === undefined ? null : excerptOf(place, line, options.width - INDENT.length);
  if (excerpt === null) return [];
  const { gutter, before, cause, after, underlineAt } = excerpt;
  const marks = '^'.repeat(Math.max([...cause].length, 1));
  return [`${gutter}${before}${cause}${after}`, `${underlineAt}${paint('bad', marks)}`];
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
  return {
    kept: all.slice(0, limit),
    hidden: hidden > 0 ? [`… ${counted(hidden, noun)} hidden; --verbose lists all`] : [],
  };
}
