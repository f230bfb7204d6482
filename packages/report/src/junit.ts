import { xmlText } from './escape/xml.js';
import {
  isFailed,
  isUndecided,
  nothingDecided,
  openFindings,
  type Report,
  type ReportCheck,
} from './report.js';
import { verdictLine } from './wording.js';

/** JUnit XML as CI servers read it: a test case per check; failure and error as the verdict counts them, the rest skipped. */
export function renderJunit(report: Report): string {
  const { checks, summary, step } = report;
  const nothing = nothingDecided(report) ? [nothingCase(report)] : [];
  const skipped = checks.filter((check) => skipReason(check) !== null).length;
  const tests = checks.length + nothing.length;
  const errors = summary.undecided + nothing.length;
  const counts = `tests="${tests}" failures="${summary.failed}" errors="${errors}" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="plumbline" ${counts}>`,
    `  <testsuite name="${xmlText(step)}" ${counts}>`,
    ...nothing,
    ...checks.map((check) => testCase(check, step)),
    `    <system-out>${xmlText(verdictLine(report))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** A suite without failures and errors is green, and a result that decided nothing is not. */
function nothingCase(report: Report): string {
  const step = xmlText(report.step);
  const error = `<error type="verdict" message="${xmlText(verdictLine(report))}"/>`;
  return `    <testcase classname="${step}" name="verdict">${error}</testcase>`;
}

function testCase(check: ReportCheck, step: string): string {
  const open = `    <testcase classname="${xmlText(step)}" name="${xmlText(`${check.id} ${check.title}`)}"`;
  const outcome = outcomeOf(check);
  return outcome === '' ? `${open}/>` : `${open}>${outcome}</testcase>`;
}

function outcomeOf(check: ReportCheck): string {
  if (isFailed(check)) return outcome('failure', check);
  if (isUndecided(check)) return outcome('error', check);
  const reason = skipReason(check);
  return reason === null ? '' : `<skipped message="${xmlText(reason)}"/>`;
}

function outcome(element: 'failure' | 'error', check: ReportCheck): string {
  const findings = openFindings(check);
  const message = findings[0]?.message ?? check.title;
  const lines = findings.map(({ locations: [at], ...finding }) => {
    const place = at === undefined ? '' : `${at.path}:${at.line}:${at.column} `;
    return xmlText(
      `${place}${finding.message}${finding.hint === undefined ? '' : ` Fix: ${finding.hint}`}`,
    );
  });
  const attributes = `type="${xmlText(check.slug)}" message="${xmlText(message)}"`;
  return `<${element} ${attributes}>${lines.join('\n')}</${element}>`;
}

/** Why a check is neither passed nor failed in the eyes of the verdict; null when it is. */
function skipReason(check: ReportCheck): string | null {
  if (isFailed(check) || isUndecided(check)) return null;
  if (check.status === 'pass') return null;
  if (check.status === 'unknown') return `not asked: needs ${check.needs.join(', ')}`;
  return check.status === 'fail' || check.status === 'error'
    ? `${check.status}, not counted`
    : check.status;
}
