import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import type { Control, Judgement } from '../control.js';
import { documentAt, type Document } from '../files.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { renovateOf } from './renovate.js';

/** 1.4.2: a bad version is mostly found in its first days, by others. */
export const updateCooldown: Control = {
  id: '1.4.2',
  slug: 'update-cooldown',
  title: 'Updates wait before they are proposed',
  level: 2,
  assessment: 'automated',
  rationale:
    'A version that somebody published with a stolen account is mostly taken back within days. A bot that proposes it within hours, and a reviewer who trusts the bot, bring it in before that. A bot that runs code of packages while it looks for updates gives them its credentials.',
  audit:
    'Each entry of `updates` in `.github/dependabot.yml` has a `cooldown` of at least seven days and no `insecure-external-code-execution: allow`; Renovate has a `minimumReleaseAge` of as much.',
  remediation:
    'Write `cooldown: { default-days: 7 }` into each entry, or `"minimumReleaseAge": "7 days"` for Renovate. Security updates do not wait.',
  impact: 'Updates come a week later.',
  references: [
    'OWASP CICD-SEC-3',
    'CIS SSC 3.1.8',
    'zizmor dependabot-cooldown, dependabot-execution',
  ],
  legs: { G: { judge } },
};

const DAYS = 7;

function judge(subject: Subject): Judgement {
  const file = ['.github/dependabot.yml', '.github/dependabot.yaml'].flatMap(
    (path) => documentAt(subject, path) ?? [],
  )[0];
  if (file === undefined) return judgeRenovate(subject);
  return seqItems(mapGet(file.root, 'updates')).flatMap((entry) => [
    ...hasty(file, entry),
    ...executes(file, entry),
  ]);
}

const AGE = /^\s*(\d+)\s*(days?|weeks?|months?|hours?|d|w|h)?\s*$/i;

/** Renovate waits for the age that it is told, by default not at all. */
function judgeRenovate(subject: Subject): Judgement {
  const renovate = renovateOf(subject);
  if (renovate === null || renovate === 'unknown') return 'not-applicable';
  const places = [renovate.root, ...seqItems(mapGet(renovate.root, 'packageRules'))];
  const ages = places.flatMap((node) => mapGet(node, 'minimumReleaseAge') ?? []);
  if (ages.some((age) => daysOf(age) >= DAYS)) return [];
  return [
    violation(renovate, ages[0] ?? renovate.root, {
      address: 'minimumReleaseAge',
      subject: 'minimumReleaseAge',
      message:
        'Whoever publishes a bad version of a package has it proposed here before anybody has found it.',
      hint: `"minimumReleaseAge": "${DAYS} days"`,
    }),
  ];
}

function daysOf(age: Node): number {
  const [, number = '0', unit = 'days'] = AGE.exec(stringOf(age) ?? '') ?? [];
  const factor = /^w/i.test(unit) ? 7 : /^m/i.test(unit) ? 30 : /^h/i.test(unit) ? 1 / 24 : 1;
  return Number(number) * factor;
}

function hasty(file: Document, entry: Node): readonly Violation[] {
  const days = mapGet(mapGet(entry, 'cooldown'), 'default-days');
  const value = days?.kind === 'scalar' ? Number(days.value) : 0;
  if (value >= DAYS) return [];
  return [
    violation(file, days ?? entry, {
      address: nameOf(entry),
      subject: 'cooldown',
      message: `Whoever publishes a bad version of a package has it proposed here ${value === 0 ? 'within days' : `after ${value} days`}, before anybody has found it.`,
      hint: `cooldown: { default-days: ${DAYS} }`,
    }),
  ];
}

function executes(file: Document, entry: Node): readonly Violation[] {
  const allowed = mapGet(entry, 'insecure-external-code-execution');
  if (allowed === undefined || stringOf(allowed) !== 'allow') return [];
  return [
    violation(file, allowed, {
      address: nameOf(entry),
      subject: 'insecure-external-code-execution',
      message:
        'Code of a package runs while the bot looks for updates, with its access to private registries.',
      hint: 'insecure-external-code-execution: deny',
    }),
  ];
}

function nameOf(entry: Node): string {
  return stringOf(mapGet(entry, 'package-ecosystem')) ?? '';
}

function violation(
  file: Document,
  node: Node,
  text: Pick<Violation, 'address' | 'subject' | 'message' | 'hint'>,
): Violation {
  return { at: placeIn(file, { node }), severity: 'low', ...text };
}
