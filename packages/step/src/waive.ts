import { globMatch, type Check, type Finding } from '@plumbline/core';
import type { PolicyWaiver } from './policy/policy.js';

const NOTICE_DAYS = 14;
const DAY = 86_400_000;

/** The checks after the policy's waivers, and what is to be said about the waivers. */
export interface Waived {
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
}

/** When it is, and which checks the step speaks for: a policy is read by several, and each is silent on waivers of another. */
export interface Waiving {
  readonly now: Date;
  readonly isOwn: (what: string) => boolean;
}

/**
 * Applies waivers to findings: a check whose findings are all waived is `waived`.
 * A waiver counts up to and including its day (UTC). Checks of the manifest cannot be waived:
 * a release gate is all or nothing.
 */
export function applyWaivers(
  checks: readonly Check[],
  waivers: readonly PolicyWaiver[],
  { now, isOwn }: Waiving,
): Waived {
  const inForce = waivers.filter((waiver) => daysLeft(waiver, now) >= 0);
  const used = new Set<PolicyWaiver>();
  const waived = checks.map((check) => waiveCheck(check, inForce, used));
  const own = waivers.filter((waiver) => used.has(waiver) || isOwn(waiver.what));
  return { checks: waived, notes: own.flatMap((waiver) => noteOn(waiver, used, now)) };
}

function waiveCheck(
  check: Check,
  waivers: readonly PolicyWaiver[],
  used: Set<PolicyWaiver>,
): Check {
  if (check.id.startsWith('manifest/') || check.findings.length === 0) return check;
  const findings = check.findings.map((finding) => waiveFinding(finding, check, { waivers, used }));
  const open = findings.some((finding) => finding.waiver === undefined);
  return { ...check, findings, status: open ? check.status : 'waived' };
}

function waiveFinding(
  finding: Finding,
  check: Check,
  state: { readonly waivers: readonly PolicyWaiver[]; readonly used: Set<PolicyWaiver> },
): Finding {
  const waiver = state.waivers.find(
    ({ what, where }) =>
      (what === check.id || what === check.slug) &&
      finding.locations.length > 0 &&
      finding.locations.every((location) => globMatch(where, location.path)),
  );
  if (waiver === undefined) return finding;
  state.used.add(waiver);
  return { ...finding, waiver: { why: waiver.why, who: waiver.who, until: waiver.until } };
}

function noteOn(waiver: PolicyWaiver, used: ReadonlySet<PolicyWaiver>, now: Date): string[] {
  const name = `the waiver of ${waiver.what} in ${waiver.where}`;
  const left = daysLeft(waiver, now);
  if (left < 0) return [`${name} ended on ${waiver.until}`];
  if (!used.has(waiver)) return [`${name} matches nothing`];
  return left <= NOTICE_DAYS ? [`${name} ends on ${waiver.until}`] : [];
}

/** Whole days until the end of the waiver's last day; negative once it is over. */
function daysLeft(waiver: PolicyWaiver, now: Date): number {
  const end = Date.parse(`${waiver.until}T00:00:00Z`) + DAY;
  return Number.isNaN(end) ? -1 : Math.ceil((end - now.getTime()) / DAY) - 1;
}
