import { isFailed, isUndecided, openFindings, type Report, type ReportCheck } from './report.js';

/** `1 check`, `2 checks`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The line that a run ends with; begins with the verdict. */
export function verdictLine(report: Report): string {
  const { failed, undecided, next } = report.summary;
  const also = undecided > 0 ? `, ${undecided} cannot be decided` : '';
  const said = {
    pass: `pass: ${passed(report)}`,
    fail: `fail: ${counted(failed, 'check')}${also}`,
    undecidable: `cannot decide: ${undecided > 0 ? counted(undecided, 'check') : 'nothing was checked'}`,
  }[report.verdict];
  const command = next === null ? '' : `. Next: ${next}`;
  return `${said}${command}${report.mode === 'audit' ? ' (audit: not enforced)' : ''}`;
}

function passed({ summary, checks }: Report): string {
  const { pass, waived } = summary.byStatus;
  const known = checks
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.known).length;
  if (known > 0) return `0 new, ${known} known and not counted`;
  return counted(pass, 'check') + (waived > 0 ? `, ${waived} waived` : '');
}

/** All checks by status, in words; statuses that do not occur are left out. */
export function statusLine({ summary, checks }: Report): string {
  const { pass, fail, manual, waived, error } = summary.byStatus;
  const notAsked = checks.filter(isNotAsked).length;
  const undecided = error + summary.byStatus.unknown - notAsked;
  const uncounted = checks.filter((check) => check.status === 'fail' && !check.counted).length;
  const parts: readonly (readonly [number, string])[] = [
    [pass, 'pass'],
    [fail, uncounted > 0 ? `fail (${uncounted} not counted)` : 'fail'],
    [undecided, 'cannot be decided'],
    [waived, 'waived'],
    [manual, 'to check by hand'],
    [summary.byStatus['not-applicable'], 'not applicable'],
    [notAsked, 'not asked'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} ${words}`)
    .join(' · ');
}

/** What the checks that were not asked would need; null when all were asked. */
export function notAskedLine(report: Report): string | null {
  const needs = new Map<string, number>();
  for (const check of report.checks.filter(isNotAsked)) {
    const need = check.needs.join(' and ') || 'a source that was not offered';
    needs.set(need, (needs.get(need) ?? 0) + 1);
  }
  const parts = [...needs].map(
    ([need, number]) => `${number} ${number === 1 ? 'needs' : 'need'} ${need}`,
  );
  return parts.length === 0 ? null : `Not asked: ${parts.join(', ')}.`;
}

/** Where the policy came from, in words. */
export function policyWords({ policy }: Report): string {
  const at = policy.commit === null ? '' : ` at ${policy.commit.slice(0, 7)}`;
  const path = policy.path ?? '.plumbline.yaml';
  return {
    'built-in': `built-in policy (no ${path})`,
    target: `policy ${path} of the target${at}`,
    'command-line': `policy ${path}`,
    pinned: `policy ${path} pinned by digest`,
    'default-branch': `policy ${path} of the default branch${at}`,
  }[policy.source];
}

/** `1 place`, `31 places in 12 files`. */
export function placesWords(check: ReportCheck): string {
  const locations = openFindings(check).flatMap((finding) => finding.locations);
  const files = new Set(locations.map((location) => location.path)).size;
  if (locations.length === 0) return '';
  return counted(locations.length, 'place') + (files > 1 ? ` in ${files} files` : '');
}

/** The checks that decided the verdict, most urgent first. */
export function decisiveChecks(report: Report): readonly ReportCheck[] {
  return report.checks.filter((check) => isFailed(check) || isUndecided(check));
}

function isNotAsked(check: ReportCheck): boolean {
  return check.status === 'unknown' && !check.counted;
}
