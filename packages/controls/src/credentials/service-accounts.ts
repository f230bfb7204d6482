import type { Grantee } from '../cluster/rbac.js';
import { shared, type Subject } from '../subject.js';
import { runsOf } from '../tekton/run-tasks.js';

/** Whom a binding means: an account, or all accounts of a namespace or of the cluster (Kubernetes: RBAC, referring to subjects). */
export interface Accounts {
  /** Null for all. */
  readonly name: string | null;
  /** Null where it is not said, or for every namespace. */
  readonly namespace: string | null;
}

/** The service accounts that a grantee is or holds; null if it holds none. */
export function accountsOf({ kind, name, namespace }: Grantee): Accounts | null {
  if (kind === 'ServiceAccount') return { name, namespace };
  const [, user] = /^system:serviceaccount:(.+)$/.exec(name) ?? [];
  if (kind === 'User' && user !== undefined) {
    const [of = '', account = ''] = user.split(':');
    return { name: account, namespace: of };
  }
  const [found, of] = /^system:(?:serviceaccounts(?::(.+))?|authenticated)$/.exec(name) ?? [];
  return kind === 'Group' && found !== undefined ? { name: null, namespace: of ?? null } : null;
}

/** Whether builds run as one of the accounts: a run names it, or no run names any and it is no part of the platform. */
export function isOfBuilds(subject: Subject, { name, namespace }: Accounts): boolean {
  const named = runAccounts(subject);
  if (named.length === 0)
    return !/^(?:kube-|openshift-|tekton-|pipelines-as-code$|cert-manager$|istio-system$)/.test(
      namespace ?? '',
    );
  if (name !== null) return named.some((run) => run.name === name);
  return named.some(
    (run) => namespace === null || run.namespace === null || run.namespace === namespace,
  );
}

/** What runs and templates name; listeners have a control of their own (5.2.3). */
const runAccounts = shared((subject: Subject): readonly Accounts[] =>
  runsOf(subject).flatMap(({ resource }) => {
    const { serviceAccountName } = resource.spec;
    const namespace = resource.metadata.namespace?.value ?? null;
    const overrides = resource.kind === 'PipelineRun' ? resource.spec.taskRunSpecs : [];
    return [
      serviceAccountName?.value ?? 'default',
      ...overrides.flatMap((override) => override.serviceAccountName?.value ?? []),
    ].map((name) => ({ name, namespace }));
  }),
);
