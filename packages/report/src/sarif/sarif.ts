import { sarifText } from '../escape/sarif.js';
import { isUndecided, nothingDecided, type Report, type ReportCheck } from '../report.js';
import { verdictLine } from '../wording.js';
import { resultsOf } from './results.js';
import { ruleIndexes, rulesOf } from './rules.js';

/** SARIF 2.1.0 (OASIS, errata 01): one run, a rule per slug, a result per finding. */
export function renderSarif(report: Report): string {
  const { checks, verdict, mode, summary } = report;
  const indexes = ruleIndexes(checks);
  const run = {
    tool: {
      driver: { name: 'plumbline', semanticVersion: report.version, rules: rulesOf(report) },
    },
    automationDetails: { id: `plumbline/${report.step}/` },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the target.' } } },
    invocations: [invocation(report, indexes)],
    results: checks.flatMap((check) => resultsOf(check, indexes.get(check.slug) ?? -1)),
    properties: { verdict, mode, byStatus: summary.byStatus },
  };
  const $schema =
    'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
  return `${JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

/** A run that left something undecided did not succeed (§3.20.14); each such check is notified. */
function invocation(report: Report, indexes: ReadonlyMap<string, number>): object {
  const notifications = report.checks
    .filter(isUndecided)
    .map((check) => notification(check, indexes.get(check.slug) ?? -1));
  const nothing = { level: 'error', message: { text: sarifText(verdictLine(report)) } };
  const all = nothingDecided(report) ? [nothing] : notifications;
  return { executionSuccessful: all.length === 0, toolExecutionNotifications: all };
}

function notification(check: ReportCheck, index: number): object {
  const needs = check.needs.length === 0 ? '' : ` It needs ${check.needs.join(', ')}.`;
  return {
    level: 'error',
    message: { text: sarifText(`Cannot decide ${check.id}: ${check.title}.${needs}`) },
    associatedRule: { id: check.slug, index },
  };
}
