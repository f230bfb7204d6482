import { mapGet, type Node } from '@plumbline/core';
import { documentAt } from '../files.js';
import { hasGitHub } from '../github/steps.js';
import type { Control, Judgement } from '../control.js';
import { itemsAt, scalarAt } from '../cluster/objects.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { ignoredFindings } from './ignored-findings.js';
import { policyExclusions } from './policy-exclusions.js';

/** 6.3.1: an exception without an end is a rule that nobody decided. */
export const validWaivers: Control = {
  id: '6.3.1',
  slug: 'valid-waivers',
  title: 'Waivers have owner, reason and end',
  level: 1,
  assessment: 'automated',
  rationale:
    'A waiver says that somebody takes a risk for a time. Without a name nobody answers for it, without an end it outlives its reason, and the next weakness at that place is never shown.',
  audit:
    'Every entry of `waivers` in `.plumbline.yaml` has `why`, `who` and an `until` that is to come; every entry of `.trivyignore.yaml` a `statement` and an `expired_at`, every one of `.snyk` a `reason` and an `expires`, every one of `osv-scanner.toml` a `reason` and an `ignoreUntil`, every line of `.trivyignore` a comment and an `exp:`, and every one of a list of your own (`waivers.yaml`, `exceptions.json`) its owner, reason and end. On Tekton every rule that a policy of Conforma leaves out stands in `volatileConfig`, with an `effectiveUntil` that is to come.',
  remediation:
    'Fix what was waived and remove the entry, or decide again: `until: <a date within a year>`.',
  impact: 'Somebody looks at each exception once in a while.',
  references: ['OWASP CICD-SEC-10', 'Conforma volatile_config'],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

const POLICY = '.plumbline.yaml';

function judgeGitHub(subject: Subject): Judgement {
  return hasGitHub(subject) ? judged(inFiles(subject)) : 'not-applicable';
}

/** Files of a repository with workflows are told there. */
function judgeTekton(subject: Subject): Judgement {
  const files = hasGitHub(subject) ? [] : inFiles(subject);
  return judged([...files, policyExclusions(subject)]);
}

function judged(found: readonly (readonly Violation[] | null)[]): Judgement {
  const known = found.filter((one) => one !== null);
  return known.length === 0 ? 'not-applicable' : known.flat();
}

function inFiles(subject: Subject): readonly (readonly Violation[] | null)[] {
  return [ownWaivers(subject), ignoredFindings(subject)];
}

function ownWaivers(subject: Subject): readonly Violation[] | null {
  const document = documentAt(subject, POLICY);
  const waivers = itemsAt(document?.root, 'waivers');
  if (document === null || waivers.length === 0) return null;
  return waivers.flatMap((waiver): readonly Violation[] => {
    const wrong = fault(waiver, subject.today);
    if (wrong === null) return [];
    const what = scalarAt(waiver, 'what')?.text ?? '';
    return [
      {
        at: placeIn(document, wrong.node),
        address: `waivers.${what}.${scalarAt(waiver, 'where')?.text ?? ''}`,
        subject: wrong.key,
        severity: 'medium',
        message: `Nobody answers any more for leaving out ${what === '' ? 'this' : `\`${what}\``}: ${wrong.why}.`,
        hint: wrong.hint,
      },
    ];
  });
}

interface Fault {
  readonly node: Node;
  readonly key: string;
  readonly why: string;
  readonly hint: string;
}

function fault(waiver: Node, today: string): Fault | null {
  for (const key of ['why', 'who']) {
    const text = scalarAt(waiver, key)?.text.trim() ?? '';
    if (text === '')
      return {
        node: mapGet(waiver, key) ?? waiver,
        key,
        why: `\`${key}\` is missing`,
        hint: `${key}: <text>`,
      };
  }
  const until = scalarAt(waiver, 'until');
  const hint = 'until: <a date within a year>';
  if (until === null) return { node: waiver, key: 'until', why: 'it has no end', hint };
  if (until.text.slice(0, 10) >= today) return null;
  return { node: until, key: 'until', why: `it ended on ${until.text}`, hint };
}
