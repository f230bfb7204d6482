import { expectLeg } from '../testing/expect-leg.js';
import { validWaivers } from './valid-waivers.js';

const WORKFLOW = { '.github/workflows/ci.yml': 'on: push\njobs: {}\n' };
const TASK = { 'task.yaml': 'apiVersion: tekton.dev/v1\nkind: Task\nspec: { steps: [] }\n' };
const policy = (why: string, who: string, until: string): string => `waivers:
  - what: pin-refs
    where: .github/workflows/old.yml
    why: ${why}
    who: ${who}
    until: ${until}
`;
const path = '.plumbline.yaml';
const cases = (beside: Readonly<Record<string, string>>) => [
  {
    name: 'it ended',
    path,
    beside,
    bad: policy('old', 'a@example.com', '2026-11-20'),
    edit: ['2026-11-20', '2026-11-21'] as const,
    at: '6:12',
  },
  {
    name: 'no reason',
    path,
    beside,
    bad: policy('', 'a@example.com', '2027-01-31'),
    edit: ['why: ', 'why: until the rewrite'] as const,
    at: '4:10',
  },
  {
    name: 'nobody',
    path,
    beside,
    bad: policy('old', '" "', '2027-01-31'),
    edit: ['" "', 'a@example.com'] as const,
    at: '5:10',
  },
];

expectLeg(validWaivers, 'G', {
  twins: [
    ...cases(WORKFLOW),
    {
      name: 'an exception of Trivy without an end',
      path: '.trivyignore.yaml',
      beside: WORKFLOW,
      bad: 'misconfigurations:\n  - id: AVD-1\n    statement: old\n',
      edit: ['statement: old', 'statement: old\n    expired_at: 2027-01-31'],
      at: '2:5',
    },
    {
      name: 'an exception of Snyk without a reason',
      path: '.snyk',
      beside: WORKFLOW,
      bad: "ignore:\n  SNYK-1:\n    - '*':\n        expires: 2027-01-31T00:00:00.000Z\n",
      edit: ['expires:', 'reason: unused\n        expires:'],
      at: '4:9',
    },
    {
      name: 'a vulnerability that OSV-Scanner leaves out for ever',
      path: 'osv-scanner.toml',
      beside: WORKFLOW,
      bad: '[[IgnoredVulns]]\nid = "GHSA-1"\nreason = "test only"\n',
      edit: ['reason', 'ignoreUntil = 2027-01-31\nreason'],
      at: '1:1',
    },
    {
      name: 'a line of Trivy without an end',
      path: '.trivyignore',
      beside: WORKFLOW,
      bad: '# ours\n\n# not reached, a@example.com\nCVE-2026-1\n',
      edit: ['-2026-1', '-2026-1 exp:2027-01-31'],
      at: '3:1',
    },
    {
      name: 'a list of a team, an entry without an owner',
      path: 'security/exceptions.yaml',
      beside: WORKFLOW,
      bad: 'exceptions:\n  - id: A-1\n    reason: old\n    expires: 2027-01-31\n',
      edit: ['reason', 'owner: team-a\n    reason'],
      at: '2:5',
    },
  ],
  notApplicable: [{ name: 'no waivers', files: { ...WORKFLOW, [path]: 'waivers: []\n' } }],
});

const release = (config: string): string => `apiVersion: appstudio.redhat.com/v1alpha1
kind: EnterpriseContractPolicy
metadata: { name: release }
spec:
  sources:
    - ${config}
`;

expectLeg(validWaivers, 'T', {
  twins: [
    ...cases(TASK),
    {
      name: 'a policy that leaves a rule out for good',
      path: 'policy.yaml',
      bad: release('config: { exclude: [cve.high] }'),
      edit: ['exclude: [cve.high]', 'include: ["@slsa3"]'],
      at: '6:27',
    },
    {
      name: 'a policy whose exclusion has ended',
      path: 'policy.yaml',
      bad: release(
        'volatileConfig: { exclude: [{ value: cve.high, effectiveUntil: "2026-11-20" }] }',
      ),
      edit: ['2026-11-20', '2026-11-21'],
      at: '6:70',
    },
  ],
  notApplicable: [{ name: 'said for GitHub', files: { ...WORKFLOW, [path]: policy('', '', '') } }],
});
