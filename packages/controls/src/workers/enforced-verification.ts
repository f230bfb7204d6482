import { advisories, affects } from '../cluster/advisories.js';
import {
  itemsAt,
  nameNode,
  objectsOfKind,
  scalarAt,
  type ClusterObject,
} from '../cluster/objects.js';
import { FEATURE_FLAGS, settingOf, settingsOf, type Settings } from '../cluster/settings.js';
import { installedPipelines } from '../cluster/versions.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.3.5: a policy that warns, matches anything or is skipped refuses nothing. */
export const enforcedVerification: Control = {
  id: '4.3.5',
  slug: 'enforced-verification',
  title: 'What no verification policy covers is refused',
  level: 2,
  assessment: 'automated',
  rationale:
    'A VerificationPolicy holds for the sources that its patterns match. What none matches runs unverified unless `trusted-resources-verification-no-match-policy` is `fail`; a policy with `mode: warn` only writes a log. Before the fix of CVE-2026-25542 a pattern without `^` and `$` also matched addresses that merely contain the trusted one.',
  audit:
    '`kubectl get configmap feature-flags -n tekton-pipelines -o yaml` and `kubectl get verificationpolicies -A -o yaml`: the flag is `fail`, every policy has `mode: enforce` or none, patterns name one source.',
  remediation:
    'Set `trusted-resources-verification-no-match-policy: "fail"`, `mode: enforce`, and patterns such as `^https://github\\.com/example/tasks\\.git$`.',
  impact: 'Remote tasks and pipelines without a signature no longer run.',
  references: ['OWASP CICD-SEC-9', 'CVE-2026-25542', 'Tekton trusted resources'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const flags = settingsOf(subject, FEATURE_FLAGS);
  const policies = objectsOfKind(subject, 'VerificationPolicy').filter(
    ({ group }) => group === 'tekton.dev',
  );
  if (flags.length + policies.length === 0) return 'not-offered';
  const matching = matchingOf(subject);
  return [
    ...flags.flatMap((settings) => judgeFlag(settings)),
    ...policies.flatMap((policy) => [...judgeMode(policy), ...judgePatterns(policy, matching)]),
  ];
}

function judgeFlag(settings: Settings): readonly Violation[] {
  const key = 'trusted-resources-verification-no-match-policy';
  const { text, at } = settingOf(settings, key);
  if (text === 'fail') return [];
  return [
    {
      at,
      address: settings.object.address,
      subject: key,
      severity: 'medium',
      message: 'Whoever may create a run executes remote tasks that nobody signed.',
      hint: `${key}: "fail"`,
      expected: 'fail',
      actual: text ?? 'not set, so ignore',
    },
  ];
}

function judgeMode(policy: ClusterObject): readonly Violation[] {
  const mode = scalarAt(policy.node, 'spec', 'mode');
  if (mode?.text !== 'warn') return [];
  return [
    {
      at: placeIn(policy, mode),
      address: policy.address,
      subject: 'mode',
      severity: 'medium',
      message: 'What this policy cannot verify runs all the same; only a log says so.',
      hint: 'mode: enforce',
      expected: 'enforce',
      actual: mode.text,
    },
  ];
}

/** How the installed controllers match a pattern. */
type Matching = 'whole' | 'part' | 'unknown';

function matchingOf(subject: Subject): Matching {
  const [advisory] = advisories.filter(({ id }) => id === 'CVE-2026-25542');
  const installed = installedPipelines(subject);
  if (advisory === undefined || installed.length === 0) return 'unknown';
  return installed.some(({ version }) => affects(advisory, version)) ? 'part' : 'whole';
}

function judgePatterns(policy: ClusterObject, matching: Matching): readonly Violation[] {
  const resources = itemsAt(policy.node, 'spec', 'resources');
  return resources.flatMap((resource): readonly Violation[] => {
    const node = scalarAt(resource, 'pattern') ?? nameNode(policy);
    const pattern = scalarAt(resource, 'pattern')?.text ?? '';
    const wrong = weakness(pattern, matching);
    if (wrong === null) return [];
    return [
      {
        at: placeIn(policy, node),
        address: `${policy.address}.resources`,
        subject: pattern,
        severity: wrong === 'unanchored' ? 'medium' : 'low',
        confidence: wrong === 'unanchored' && matching === 'unknown' ? 'medium' : 'high',
        message: MESSAGES[wrong],
        hint: `pattern: ^${anchored(pattern)}$`,
      },
    ];
  });
}

const MESSAGES = {
  unanchored:
    'Controllers before the fix of CVE-2026-25542 take any address that contains this for the trusted source, so the keys of this policy are asked about the source of somebody else.',
  everything: 'This policy is asked about every source, whoever owns it.',
} as const;

function weakness(pattern: string, matching: Matching): keyof typeof MESSAGES | null {
  const bare = pattern.replace(/^\^/, '').replace(/\$$/, '');
  if (/^(?:\(\?:)?[.*+?)]*$/.test(bare)) return 'everything';
  const isAnchored = pattern.startsWith('^') && pattern.endsWith('$');
  return isAnchored || matching === 'whole' ? null : 'unanchored';
}

function anchored(pattern: string): string {
  return pattern.replace(/^\^/, '').replace(/\$$/, '');
}
