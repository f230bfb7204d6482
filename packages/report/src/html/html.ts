import { createHash } from 'node:crypto';
import { xmlText } from '../escape/xml.js';
import type { ReadLine } from '../excerpt.js';
import { STYLE as DRAWING_STYLE } from '../graph/style.js';
import { renderGraph } from '../graph/svg.js';
import type { Report, ReportDisplay } from '../report.js';
import { notAskedLine, policyWords, statusLine, verdictLine } from '../wording.js';
import { checkHtml, outcomeOf, OUTCOMES, type Outcome } from './check.js';
import { STYLE } from './style.js';

/** No script, no connection, no style but the two that stand here (CSP 3). */
const CONTENT_POLICY = `default-src 'none'; style-src ${hashOf(STYLE)} ${hashOf(DRAWING_STYLE)}; base-uri 'none'; form-action 'none'`;

const VERDICT_CLASS = { pass: 'pass', fail: 'fail', undecidable: 'doubt' } as const;

/** The report as one page that needs and refers to nothing else, for the screen and for paper. */
export function renderHtml(report: Report, readLine?: ReadLine): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${xmlText(`${report.step}: ${report.target}`)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...headHtml(report),
    ...(report.figure === undefined
      ? []
      : [`<div class="drawing">${renderGraph(report.figure)}</div>`]),
    ...(report.display === undefined ? [] : displayHtml(report.display)),
    ...checksHtml(report, readLine),
    ...recordsHtml(report),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function headHtml(report: Report): readonly string[] {
  const { headline, notes } = report.summary;
  const policy = [
    policyWords(report),
    ...(report.policy.sha256 === null ? [] : [`sha256:${report.policy.sha256}`]),
  ];
  return [
    `<p class="verdict ${VERDICT_CLASS[report.verdict]}">${OUTCOMES[VERDICT_CLASS[report.verdict]].sign} ${xmlText(verdictLine(report))}</p>`,
    `<h1>${xmlText(report.target)}</h1>`,
    `<p>${xmlText(`${report.step} ${report.version}`)} · ${xmlText(policy.join(' '))}</p>`,
    ...(headline === '' ? [] : [`<p>${xmlText(headline)}</p>`]),
    ...listHtml(notes),
  ];
}

function displayHtml({ table, lines }: ReportDisplay): readonly string[] {
  return [
    ...(table === undefined ? [] : tableHtml(table)),
    // Their columns are spaces; a line break in one would look like one more of them.
    ...(lines.length === 0 ? [] : [`<pre>${lines.map(oneLine).join('\n')}</pre>`]),
  ];
}

function oneLine(line: string): string {
  return xmlText(line.replaceAll(/[\r\n\u2028\u2029]+/g, ' '));
}

function tableHtml({ head, rows }: NonNullable<ReportDisplay['table']>): readonly string[] {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${xmlText(cell)}</${tag}>`).join('')}</tr>`;
  return ['<table>', row(head, 'th'), ...rows.map((cells) => row(cells, 'td')), '</table>'];
}

function checksHtml(report: Report, readLine?: ReadLine): readonly string[] {
  const notAsked = notAskedLine(report);
  return [
    '<h2>Checks</h2>',
    `<p>${xmlText(statusLine(report))}</p>`,
    ...(notAsked === null ? [] : [`<p>${xmlText(notAsked)}</p>`]),
    filterHtml(report),
    ...report.checks.map((check) => checkHtml(check, readLine)),
  ];
}

/** Radio buttons and style alone: the page runs no script. */
function filterHtml({ checks }: Report): string {
  const counts = Map.groupBy(checks, outcomeOf);
  const choice = (id: string, words: string, checked = ''): string =>
    `<label><input type="radio" name="only" id="only-${id}"${checked}> ${words}</label>`;
  const choices = (Object.keys(OUTCOMES) as Outcome[]).flatMap((outcome) => {
    const number = counts.get(outcome)?.length ?? 0;
    const { sign, word } = OUTCOMES[outcome];
    return number === 0 ? [] : [choice(outcome, `${sign} ${word} (${String(number)})`)];
  });
  const all = choice('all', `all (${String(checks.length)})`, ' checked');
  return `<form class="filter">${[all, ...choices].join('')}</form>`;
}

function recordsHtml({ records }: Report): readonly string[] {
  if (records.length === 0) return [];
  const lines = records.map(({ kind, sha256, path }) => `${kind} sha256:${sha256} ${path}`);
  return ['<h2>Records written</h2>', ...listHtml(lines)];
}

function listHtml(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return ['<ul>', ...lines.map((line) => `<li>${xmlText(line)}</li>`), '</ul>'];
}

function hashOf(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
