import type { Severity } from '@plumbline/core';
import { markdownText } from '../escape/markdown.js';
import { sarifText } from '../escape/sarif.js';
import { severityOf } from '../order.js';
import type { Report, ReportCheck } from '../report.js';

export type SarifLevel = 'none' | 'note' | 'warning' | 'error';

const LEVELS: Readonly<Record<Severity, SarifLevel>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** The middle of GitHub's bands: critical over 9, high from 7, medium from 4, low above 0. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.1',
};

/** The level of a result of this severity. */
export function levelOf(severity: Severity): SarifLevel {
  return LEVELS[severity];
}

/** A rule per slug (§3.49), in the order of the checks. */
export function rulesOf({ checks, display }: Report): readonly object[] {
  const known = display?.rules() ?? {};
  return [...slugs(checks)].map(([slug, check]) => {
    return rule(check, Object.hasOwn(known, slug) ? known[slug] : undefined);
  });
}

/** The position of each slug's rule. */
export function ruleIndexes(checks: readonly ReportCheck[]): ReadonlyMap<string, number> {
  return new Map([...slugs(checks).keys()].map((slug, index) => [slug, index]));
}

/** The most urgent check stands for its slug. */
function slugs(checks: readonly ReportCheck[]): ReadonlyMap<string, ReportCheck> {
  const first = new Map<string, ReportCheck>();
  for (const check of checks) if (!first.has(check.slug)) first.set(check.slug, check);
  return first;
}

type Help = ReturnType<NonNullable<Report['display']>['rules']>[string];

function rule(check: ReportCheck, known: Help | undefined): object {
  const severity = severityOf(check) ?? 'medium';
  const title = sarifText(check.title);
  const help = `Check ${sarifText(check.id)}, level ${check.level}.`;
  return {
    id: check.slug,
    name: pascalCase(check.slug),
    shortDescription: { text: title },
    fullDescription: { text: title },
    ...(known === undefined ? {} : { helpUri: known.uri }),
    help: {
      text: `${title}. ${help}`,
      markdown: known?.help ?? `**${markdownText(check.title)}**\n\n${markdownText(help)}`,
    },
    defaultConfiguration: { level: levelOf(severity) },
    properties: {
      'security-severity': SECURITY_SEVERITY[severity],
      tags: ['security', ...(known?.tags ?? [])],
      id: check.id,
    },
  };
}

function pascalCase(slug: string): string {
  return slug.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_match, letter: string) =>
    letter.toUpperCase(),
  );
}
