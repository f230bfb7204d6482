import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import type { Control, Judgement } from '../control.js';
import { documentAt, type Document } from '../files.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

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
    'Each entry of `updates` in `.github/dependabot.yml` has a `cooldown` of at least seven days and no `insecure-external-code-execution: allow`.',
  remediation:
    'Write `cooldown: { default-days: 7 }` into each entry. Security updates do not wait.',
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
  if (file === undefined) return 'not-applicable';
  return seqItems(mapGet(file.root, 'updates')).flatMap((entry) => [
    ...hasty(file, entry),
    ...executes(file, entry),
  ]);
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
