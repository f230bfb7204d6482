import type { Node } from '@plumbline/core';
import { allows, grantsOf, rulesOf, type Grant, type Grantee, type Rule } from '../cluster/rbac.js';
import { isOfTekton } from '../cluster/settings.js';
import {
  itemsAt,
  labelOf,
  objectsOfKind,
  scalarAt,
  type ClusterObject,
} from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.4.3: who may create a run has the secrets of every account of the namespace. */
export const limitedRunCreators: Control = {
  id: '4.4.3',
  slug: 'limited-run-creators',
  title: 'Few may create runs or enter their pods',
  level: 1,
  assessment: 'automated',
  rationale:
    'A run names its service account and its script: who may create one has the rights of every account of the namespace. Who may enter its pods reads the secrets while it runs; who may write the status of runs forges the results that Chains signs; who may create resolution requests makes Tekton fetch for them.',
  audit:
    '`kubectl get rolebindings,clusterrolebindings -A -o yaml`: no group of all users or all accounts, and no account `default`, may create runs, resolution requests or `pods/exec`, and no team but those who mend the cluster may enter its pods; only controllers may write `taskruns/status` and `pipelineruns/status`, and no role with any of this is added to `view`.',
  remediation:
    'Bind the role to the people or the one account that need it, in the namespace of the builds, and leave out the broad group.',
  impact: 'People start runs by triggers instead of by hand.',
  references: ['OWASP CICD-SEC-5', 'CIS-K8s 5.1', 'TEP-0089'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const grants = grantsOf(subject);
  const viewed = objectsOfKind(subject, 'ClusterRole').filter((role) => isOfViewers(role));
  if (grants.length + viewed.length === 0) return 'not-offered';
  return [
    ...grants.flatMap((grant) => judgeGrant(grant)),
    ...viewed.flatMap((role) => judgeViewed(role)),
  ];
}

const TO_VIEW = 'rbac.authorization.k8s.io/aggregate-to-view';

/** Whether Kubernetes adds a role to that of all who may only look (`view`). */
function isOfViewers(role: ClusterObject): boolean {
  return labelOf(role, TO_VIEW)?.value === 'true';
}

function judgeViewed(role: ClusterObject): readonly Violation[] {
  const rules = itemsAt(role.node, 'rules');
  return rulesOf(role).flatMap((rule, index): readonly Violation[] => {
    const power = [...CREATE, FORGE, FETCH].find(({ rights }) => holds([rule], rights));
    if (power === undefined) return [];
    return [
      {
        at: placeIn(role, rules[index] ?? role.kindText.node),
        address: `${role.address}.rules`,
        subject: TO_VIEW,
        severity: 'medium',
        message: `Everybody who may only look, by the role \`view\`, may ${power.what}: this role is added to it.`,
        hint: 'verbs: [get, list, watch]',
      },
    ];
  });
}

interface Power {
  readonly what: string;
  readonly rights: readonly {
    readonly group: string;
    readonly resource: string;
    readonly verb: string;
  }[];
}

const ENTER: Power = {
  what: 'enter the pods of builds and read their secrets',
  rights: ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers'].map((resource) => ({
    group: '',
    resource,
    verb: resource.endsWith('containers') ? 'patch' : 'create',
  })),
};

const CREATE: readonly Power[] = [
  {
    what: 'create runs, and so use every account and secret of the namespace',
    rights: ['taskruns', 'pipelineruns', 'customruns'].map((resource) => ({
      group: 'tekton.dev',
      resource,
      verb: 'create',
    })),
  },
  ENTER,
];

/** Only the controller has to. */
const FETCH: Power = {
  what: 'make Tekton fetch with its own rights',
  rights: [{ group: 'resolution.tekton.dev', resource: 'resolutionrequests', verb: 'create' }],
};

const FORGE: Power = {
  what: 'write the results of runs that Chains signs',
  rights: ['taskruns/status', 'pipelineruns/status'].flatMap((resource) =>
    ['patch', 'update'].map((verb) => ({ group: 'tekton.dev', resource, verb })),
  ),
};

/** Groups of a company that everybody, or everybody who writes code, is in. */
const STAFF =
  /(?:^|[-_:/. ])(?:all|authenticated|developers?|devs|domain[-_ ]?users|employees|engineers|engineering|everybody|everyone|staff|users)(?:$|[-_:/. ])/i;

/** Everybody who can log in, or less. */
const BROAD = /^system:(?:authenticated|unauthenticated|anonymous|serviceaccounts(?::.*)?)$/;

function judgeGrant(grant: Grant): readonly Violation[] {
  const { rules } = grant;
  if (rules === null || isOfTekton(grant.binding)) return [];
  return grant.grantees.flatMap((grantee) => {
    if (isController(grantee)) return [];
    const powers = isBroad(grantee)
      ? [...CREATE, FORGE, FETCH]
      : [
          ...(isTeam(grantee) && (STAFF.test(grantee.name) || entersPods(rules)) ? [ENTER] : []),
          ...(writesStatusOnly(rules) ? [FORGE] : []),
          ...(asksToFetch(rules) ? [FETCH] : []),
        ];
    const power = powers.find(({ rights }) => holds(rules, rights));
    return power === undefined ? [] : [violation(grant, grantee, power)];
  });
}

function isBroad({ kind, name }: Grantee): boolean {
  return kind === 'ServiceAccount' ? name === 'default' : BROAD.test(name);
}

/** Those who are called when something is broken. */
const RESCUERS = /admin|break-?glass|emergency|incident|on-?call|platform|\bsre\b|root|owners/i;

function isTeam({ kind, name }: Grantee): boolean {
  return kind === 'Group' && !/^system:/.test(name) && !RESCUERS.test(name);
}

/** Whether a role was written for it: administrators hold this too. */
function entersPods(rules: readonly Rule[]): boolean {
  return rules.some(({ resources }) =>
    resources.some((one) => /^pods\/(?:exec|attach|ephemeralcontainers)$/.test(one)),
  );
}

/** Administrators hold this too; this is about roles that were written for it. */
function asksToFetch(rules: readonly Rule[]): boolean {
  return rules.some(({ resources }) => resources.includes('resolutionrequests'));
}

function isController({ kind, namespace }: Grantee): boolean {
  return (
    kind === 'ServiceAccount' &&
    /^(?:tekton-.*|openshift-pipelines|openshift-operators|pipelines-as-code|kube-system)$/.test(
      namespace ?? '',
    )
  );
}

function holds(rules: readonly Rule[], rights: Power['rights']): boolean {
  return rules.some(
    (rule) => rule.names.length === 0 && rights.some((right) => allows(rule, right)),
  );
}

/** Administrators hold everything; this is about roles that were written for the status. */
function writesStatusOnly(rules: readonly Rule[]): boolean {
  return rules.some(({ resources }) =>
    resources.some((one) => /^(?:taskruns|pipelineruns)\/status$/.test(one)),
  );
}

function violation(grant: Grant, grantee: Grantee, { what }: Power): Violation {
  const node: Node | null = scalarAt(grantee.node, 'name');
  const who = WHO.get(grantee.name) ?? `\`${grantee.name}\``;
  return {
    at: placeIn(grant.binding, node ?? grant.binding.kindText.node),
    address: `${grant.binding.address}.subjects`,
    subject: `${grantee.kind} ${grantee.name}`,
    severity: BROAD.test(grantee.name) ? 'high' : 'medium',
    message: `${who} may ${what}, by the role \`${grant.role}\`.`,
    hint: 'name: <the one group or account that needs it>',
  };
}

const WHO = new Map([
  ['system:authenticated', 'Everybody who can log in'],
  ['system:unauthenticated', 'Everybody who reaches the API'],
  ['system:anonymous', 'Everybody who reaches the API'],
  ['system:serviceaccounts', 'Every pod of the cluster'],
  ['default', 'Every pod without an account of its own'],
]);
