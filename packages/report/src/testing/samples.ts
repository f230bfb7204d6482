import type { Check, Finding } from '@plumbline/core';
import type { ReportInput } from '../report.js';

/** Texts that act on one destination or another when they are not escaped. */
export const HOSTILE: readonly string[] = [
  '</script><script>alert(1)</script>',
  'a\u2028b\u2029c',
  '\u001b[31mred\u001b[0m\u009b1m\u0007',
  '::error file=a::pwned',
  '  ::set-output name=a::b',
  'x ##[error]pwned',
  'cell | cell | cell',
  '`code` ``more`` **bold** [link](https://evil.example) ![i](x) www.evil.example @team',
  'line one\nline two\r\n| a | b |\n\n# head',
  'right \u202Eto left\u2066 \u200Bzero \uFEFF',
  ']]>&amp;<!--',
  '\ud800 lone \udfff \ufffe \u0000',
  '${{ github.event.issue.title }} {0} $(id)',
];

/** A finding with a place in a file. */
export function finding(over: Partial<Finding> = {}): Finding {
  return {
    message: 'Whoever opens an issue runs commands in this job.',
    severity: 'high',
    confidence: 'high',
    locations: [{ path: 'a/ci.yml', line: 3, column: 12, endLine: 3, endColumn: 22 }],
    fingerprint: 'f1',
    ...over,
  };
}

/** A counted check of the status, with a finding where it fails. */
export function check(status: Check['status'], over: Partial<Check> = {}): Check {
  return {
    id: '2.1.1/G',
    slug: 'untrusted-text',
    title: 'Untrusted text becomes code',
    level: 1,
    status,
    counted: true,
    needs: [],
    findings: status === 'fail' ? [finding()] : [],
    ...over,
  };
}

/** What a step would hand over with these checks. */
export function input(checks: readonly Check[], over: Partial<ReportInput> = {}): ReportInput {
  return {
    step: 'config-benchmark',
    version: '1.0.0',
    mode: 'enforce',
    target: '.',
    policy: { source: 'built-in', path: null, sha256: null, commit: null },
    checks,
    headline: '12 workflows',
    notes: [],
    records: [],
    own: null,
    ...over,
  };
}
