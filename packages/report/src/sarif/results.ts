import type { Finding, Location } from '@plumbline/core';
import { sarifText } from '../escape/sarif.js';
import { isUndecided, type ReportCheck } from '../report.js';
import { levelOf } from './rules.js';
import { relativeUri } from './uri.js';

/** Code scanning refuses a whole file for one result without a place, so such a result names what it lacks. */
const NO_FILE = 'no file associated with this finding';

/** The findings of a check as results (§3.27): failures, what cannot be decided (`open`), and what is for people (`review`). */
export function resultsOf(check: ReportCheck, ruleIndex: number): readonly object[] {
  const kind = kindOf(check);
  return kind === null
    ? []
    : check.findings.map((finding) => result(check, finding, { kind, ruleIndex }));
}

type Kind = 'fail' | 'open' | 'review';

function kindOf(check: ReportCheck): Kind | null {
  if (isUndecided(check)) return 'open';
  if (check.status === 'fail' || check.status === 'waived') return 'fail';
  return check.status === 'manual' || check.status === 'pass' ? 'review' : null;
}

function result(
  check: ReportCheck,
  finding: Finding,
  at: { kind: Kind; ruleIndex: number },
): object {
  const [place, ...others] = finding.locations;
  const kind = at.kind === 'fail' && finding.confidence === 'low' ? 'review' : at.kind;
  return {
    ruleId: check.slug,
    ruleIndex: at.ruleIndex,
    kind,
    level: kind === 'fail' ? levelOf(finding.severity) : 'none',
    message: { text: sarifText(`${finding.message}${fixOf(finding)}`) },
    locations: [place === undefined ? { physicalLocation: physical(NO_FILE) } : location(place)],
    ...related(others, finding.calledFrom ?? []),
    ...(finding.flow === undefined ? {} : { codeFlows: [codeFlow(finding.flow)] }),
    partialFingerprints: { 'plumbline/v1': finding.fingerprint },
    ...(finding.waiver === undefined ? {} : { suppressions: [suppression(finding.waiver)] }),
    properties: {
      check: check.id,
      counted: check.counted && finding.known !== true,
      confidence: finding.confidence,
    },
  };
}

/** Other places, and those that call the file of the first (§3.27.22). */
function related(others: readonly Location[], calls: readonly Location[]): object {
  const message = { text: 'called from here' };
  const all = [...others.map(location), ...calls.map((place) => ({ ...location(place), message }))];
  return all.length === 0 ? {} : { relatedLocations: all };
}

function fixOf({ hint }: Finding): string {
  return hint === undefined ? '' : ` Fix: ${hint}`;
}

function location(place: Location): object {
  const { line, column, endLine, endColumn, path } = place;
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  return { physicalLocation: { ...physical(path), region } };
}

/** The way of a value, its entry first (§3.36). */
function codeFlow(flow: NonNullable<Finding['flow']>): object {
  const locations = flow.map((stop) => ({
    location: { ...location(stop.location), message: { text: sarifText(stop.message) } },
  }));
  return { threadFlows: [{ locations }] };
}

function physical(path: string): object {
  return { artifactLocation: { uri: relativeUri(path), uriBaseId: '%SRCROOT%' } };
}

function suppression({ why, who, until }: NonNullable<Finding['waiver']>): object {
  return {
    kind: until === null ? 'inSource' : 'external',
    status: 'accepted',
    justification: sarifText(why),
    properties: { who: sarifText(who), until },
  };
}
