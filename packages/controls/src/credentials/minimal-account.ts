import { grantsOf, type Grant, type Grantee, type Rule } from '../cluster/rbac.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { accountsOf, isOfBuilds } from './service-accounts.js';

/** 3.1.4: what a build may do in the cluster, everybody who changes its input may do. */
export const minimalAccount: Control = {
  id: '3.1.4',
  slug: 'minimal-account',
  title: 'Service accounts of builds have minimal rights',
  level: 1,
  assessment: 'automated',
  rationale:
    'The token of a service account lies in every container of its runs. A dependency that runs in one step can read the secrets of other builds, enter other pods or change the cluster, if the account may.',
  audit:
    'For each service account that runs name, list its RoleBindings and ClusterRoleBindings: `kubectl auth can-i --list --as=system:serviceaccount:<namespace>:<name>`. No `*`, no reading of Secrets, no `pods/exec`, no tokens of others, nothing that writes outside of its namespace.',
  remediation:
    'Give the account a Role in its namespace with the verbs and resources that its tasks use, and bind it with a RoleBinding. Builds that deploy get an account of their own.',
  impact: 'Tasks that used the rights fail until they are named.',
  references: ['OWASP CICD-SEC-5', 'OWASP CICD-SEC-2', 'CIS Kubernetes 5.1'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const grants = grantsOf(subject);
  if (!hasTekton(subject)) return grants.length > 0 ? 'not-applicable' : 'not-offered';
  if (grants.length === 0) return 'not-offered';
  return grants.flatMap((grant) =>
    grant.grantees.flatMap((grantee) => {
      const accounts = accountsOf(grantee);
      const wide = accounts === null ? null : tooWide(grant, accounts.name === null);
      if (wide === null || accounts === null || !isOfBuilds(subject, accounts)) return [];
      return [violation(grant, grantee, wide)];
    }),
  );
}

interface Wide {
  readonly what: string;
  readonly severity: Violation['severity'];
  readonly confidence?: 'low';
}

/** The worst of what a grant allows; null if it is harmless or not known. Groups hold what every cluster gives to all. */
function tooWide(grant: Grant, forAll: boolean): Wide | null {
  const { rules: known } = grant;
  if (known === null) return null;
  const clusterWide = isClusterWide(grant);
  const found = RISKS.find(({ matches }) => known.some(matches));
  if (found !== undefined) return { what: found.what, severity: clusterWide ? 'critical' : 'high' };
  const writes = known.some(({ verbs }) => verbs.some((verb) => !READS.has(verb)));
  if (!clusterWide || forAll) return null;
  if (writes) return { what: 'change objects', severity: 'high' };
  return known.every(isOfCluster)
    ? null
    : { what: 'read objects', severity: 'low', confidence: 'low' };
}

/** Objects that stand in no namespace. */
function isOfCluster({ resources }: Rule): boolean {
  return resources.every((resource) =>
    /^(?:cluster[a-z]+|namespaces|nodes|storageclasses|customresourcedefinitions|persistentvolumes|(?:[a-z]+)?webhookconfigurations)$/.test(
      resource,
    ),
  );
}

const READS = new Set(['get', 'list', 'watch']);
const ANY = (values: readonly string[], ...wanted: readonly string[]): boolean =>
  values.some((value) => value === '*' || wanted.includes(value));

/** Worst first. */
const RISKS: readonly { readonly what: string; readonly matches: (rule: Rule) => boolean }[] = [
  {
    what: 'do everything',
    matches: ({ resources, verbs }) => resources.includes('*') && verbs.includes('*'),
  },
  {
    what: 'give itself any right',
    matches: ({ verbs }) => verbs.some((verb) => /^(?:escalate|bind|impersonate)$/.test(verb)),
  },
  {
    what: 'read the Secrets of other builds',
    matches: ({ groups, resources, verbs, names }) =>
      ANY(groups, '') &&
      ANY(resources, 'secrets') &&
      ANY(verbs, 'get', 'list', 'watch') &&
      names.length === 0,
  },
  {
    what: 'run commands in other pods',
    matches: ({ groups, resources, verbs }) =>
      ANY(groups, '') &&
      ANY(resources, 'pods/exec', 'pods/attach', 'pods/ephemeralcontainers') &&
      ANY(verbs, 'create', 'get', 'patch', 'update'),
  },
  {
    what: 'take tokens of other service accounts',
    matches: ({ groups, resources, verbs }) =>
      ANY(groups, '') && ANY(resources, 'serviceaccounts/token') && ANY(verbs, 'create'),
  },
  {
    what: 'use every verb or resource',
    matches: ({ resources, verbs, names }) =>
      (resources.includes('*') || verbs.includes('*')) && names.length === 0,
  },
];

function isClusterWide({ binding }: Grant): boolean {
  return binding.kind === 'ClusterRoleBinding';
}

function violation(grant: Grant, grantee: Grantee, wide: Wide): Violation {
  const { binding, role } = grant;
  const { kind, name, namespace } = grantee;
  const isAccount = kind === 'ServiceAccount';
  const where = isClusterWide(grant)
    ? 'in every namespace'
    : `in ${(isAccount ? namespace : binding.namespace) ?? 'its namespace'}`;
  const whose = isAccount ? `the service account ${name}` : `an account that \`${name}\` means`;
  return {
    at: placeIn(binding, grantee.node),
    address: `${binding.kind}/${binding.name}`,
    subject: `${isAccount ? `${namespace ?? ''}/${name}` : name} ${role}`,
    severity: wide.severity,
    ...(wide.confidence === undefined ? {} : { confidence: wide.confidence }),
    message: `Code of every run of ${whose} can ${wide.what} ${where}, by the role ${role}.`,
    hint: 'a Role with the verbs and resources that the tasks use',
  };
}
