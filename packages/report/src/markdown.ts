import type { Finding } from '@plumbline/core';
import { markdownCode, markdownText } from './escape/markdown.js';
import { openFindings, type Report, type ReportCheck } from './report.js';
import { severityOf } from './order.js';
import {
  counted,
  decisiveChecks,
  notAskedLine,
  policyWords,
  statusLine,
  verdictLine,
} from './wording.js';

const ROWS = 10;

/** The job summary (GFM): one line for a pass, else at most ten rows and the rest folded. */
export function renderMarkdown(report: Report): string {
  const verdict = markdownText(verdictLine(report));
  if (report.verdict === 'pass') return `**${markdownText(report.step)}** · ${verdict}\n`;
  const rows = decisiveChecks(report).map(rowOf);
  const hidden = rows.length - ROWS;
  return [
    `### ${markdownText(report.step)} · ${verdict}`,
    '',
    ...(rows.length === 0
      ? []
      : ['| check | where | what is wrong | do this |', '|---|---|---|---|']),
    ...rows.slice(0, ROWS),
    ...(hidden > 0 ? ['', `${counted(hidden, 'row')} hidden: the JSON report has all.`] : []),
    '',
    ...details(report),
    '',
  ].join('\n');
}

/** One row per check: its first finding stands for all, and says how many there are. */
function rowOf(check: ReportCheck): string {
  const [first, ...others] = openFindings(check);
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const severity = severityOf(check);
  const title = `${markdownCode(check.id)} ${markdownText(check.title)}${severity === null ? '' : ` · ${severity}`}`;
  const cells = [
    title,
    whereOf(first),
    whatOf(check, first) + more,
    markdownText(first?.hint ?? ''),
  ];
  return `| ${cells.join(' | ')} |`;
}

function whereOf(finding: Finding | undefined): string {
  const place = finding?.locations[0];
  if (place !== undefined) return markdownCode(`${place.path}:${place.line}`);
  return finding?.subject === undefined ? '' : markdownCode(finding.subject);
}

function whatOf(check: ReportCheck, finding: Finding | undefined): string {
  if (finding !== undefined) return markdownText(finding.message);
  return check.needs.length === 0 ? '' : `needs ${markdownText(check.needs.join(', '))}`;
}

function details(report: Report): readonly string[] {
  const { headline, notes } = report.summary;
  const lines = [policyWords(report), headline, ...notes, notAskedLine(report) ?? ''];
  return [
    `<details><summary>${markdownText(statusLine(report))}</summary>`,
    '',
    ...lines.filter((line) => line !== '').map((line) => `- ${markdownText(line)}`),
    '',
    '</details>',
  ];
}
