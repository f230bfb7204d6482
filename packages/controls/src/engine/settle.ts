import type { Check, Finding } from '@plumbline/core';
import { weighs } from './judge.js';

/** What the base revision says: its findings by fingerprint, each with whether a comment ignores it there. */
export type BaseFindings = ReadonlyMap<string, { readonly ignored: boolean }>;

/** What counts as standing before the change: the base, nothing (all counts), or the files themselves. */
export type Before =
  | { readonly kind: 'base'; readonly findings: BaseFindings }
  /** Part of a run, which nobody may weaken from within: ignore comments do not count. */
  | { readonly kind: 'nothing' }
  /** A look by the owner of the files. */
  | { readonly kind: 'trusted' };

/** Marks what the base has too, and takes back the ignore comments that the change itself adds. */
export function compareWith(before: Before, check: Check): Check {
  if (before.kind === 'trusted' || check.findings.length === 0) return check;
  const findings = check.findings.map((finding) => {
    const known = before.kind === 'base' ? before.findings.get(finding.fingerprint) : undefined;
    const { waiver, ...bare } = finding;
    const kept = waiver !== undefined && known?.ignored === true ? { ...bare, waiver } : bare;
    return known === undefined ? kept : { ...kept, known: true };
  });
  return { ...check, findings };
}

/** The state that follows from the findings once they are waived and compared: only what is open and new counts. */
export function settle(check: Check): Check {
  if (check.status === 'error')
    return { ...check, counted: check.findings.length === 0 || check.findings.some(isNew) };
  if (!['pass', 'fail', 'waived'].includes(check.status)) return check;
  const weighing = check.findings.filter(weighs);
  const open = weighing.filter(({ waiver }) => waiver === undefined);
  if (open.length > 0) return { ...check, status: 'fail', counted: open.some(isNew) };
  return { ...check, status: weighing.length > 0 ? 'waived' : 'pass', counted: true };
}

function isNew({ known }: Finding): boolean {
  return known !== true;
}

/** The findings of a base that was judged like the target. */
export function baseFindings(checks: readonly Check[]): BaseFindings {
  return new Map(
    checks.flatMap(({ findings }) =>
      findings.map(({ fingerprint, waiver }) => [fingerprint, { ignored: waiver !== undefined }]),
    ),
  );
}
