import { grantsOf, type Rule } from '../cluster/rbac.js';
import type { Subject } from '../subject.js';
import type { RunSite } from '../tekton/run-tasks.js';

/** What the account of a run may do that its code should not, in words; null where nothing is known of that. */
export function rightsOfRun(subject: Subject, { resource }: RunSite): string | null {
  const own = resource.spec.serviceAccountName?.value ?? 'default';
  const others = 'taskRunSpecs' in resource.spec ? resource.spec.taskRunSpecs : [];
  const names = [own, ...others.flatMap(({ serviceAccountName: name }) => name?.value ?? [])];
  return names.map((name) => rightsOf(subject, resource, name)).find(Boolean) ?? null;
}

function rightsOf(subject: Subject, resource: RunSite['resource'], account: string): string | null {
  const home = resource.metadata.namespace?.value ?? null;
  const isGranted = grantsOf(subject).some(
    ({ rules, grantees }) =>
      rules?.some((rule) => isPower(rule)) === true &&
      grantees.some(
        ({ kind, name, namespace }) =>
          kind === 'ServiceAccount' &&
          name === account &&
          (namespace ?? home) === (home ?? namespace),
      ),
  );
  return isGranted || (MIGHTY.test(account) && !MEEK.test(account))
    ? `the rights of the account \`${account}\``
    : null;
}

/** Accounts that are called after what they may do to others. */
const MIGHTY =
  /(?:^|[-_.])(?:prod(?:uction)?|deploy(?:er|ers|ment|ments)?|releaser?|publish(?:er)?|promoter?|(?:cluster-)?admin|signer|pusher)(?=$|[-_.])/i;
const MEEK =
  /(?:^|[-_.])(?:prs?|pulls?|preview|previews|review|no|non|un\w+|read(?:only|er)?|viewer?|tests?)(?=$|[-_.])/i;

/** To change what runs in the cluster, or to read any secret. */
function isPower({ groups, resources, verbs }: Rule): boolean {
  const writes = verbs.some((verb) => /^(?:\*|create|update|patch|delete)$/.test(verb));
  const reads = verbs.some((verb) => /^(?:\*|get|list|watch)$/.test(verb));
  const deploys =
    groups.some((group) => /^(?:\*|apps|batch|rbac\.authorization\.k8s\.io)$/.test(group)) ||
    resources.some((one) => /^(?:\*|pods|pods\/exec)$/.test(one));
  return (writes && deploys) || (reads && resources.some((one) => /^(?:\*|secrets)$/.test(one)));
}
