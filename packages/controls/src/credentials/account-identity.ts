import type { Node } from '@plumbline/core';
import type { KubernetesObject, NamedText } from '@plumbline/pipeline';
import { itemsAt, scalarAt } from '../cluster/objects.js';
import type { Judgement } from '../control.js';
import { pullRuns } from '../definition/pull-runs.js';
import type { Subject } from '../subject.js';
import { runsOf, type RunSite } from '../tekton/run-tasks.js';
import { tasksOf, type TaskSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { trustPolicies } from './trust-policies.js';

/** Annotations by which clouds give a service account an identity (EKS, GKE, AKS). */
const IDENTITY =
  /^(?:eks\.amazonaws\.com\/role-arn|iam\.gke\.io\/gcp-service-account|azure\.workload\.identity\/client-id)$/;

interface Bound {
  readonly account: KubernetesObject;
  readonly name: string;
  readonly identity: NamedText;
}

/** Control 3.3.2 on Tekton: who gets the identity that a cloud gives to a service account. */
export function judgeAccounts(subject: Subject): Judgement {
  const bound = boundAccounts(subject);
  const mounted = tokens(subject);
  const trusted = trustPolicies(subject);
  if (bound.length === 0 && mounted === null && trusted === null) return 'not-offered';
  return [
    ...bound.flatMap((one) => judgeBound(subject, one)),
    ...(mounted ?? []),
    ...(trusted ?? []),
  ];
}

function boundAccounts({ model }: Subject): readonly Bound[] {
  return model.objects
    .filter(({ kindText }) => kindText.value === 'ServiceAccount')
    .flatMap((account) =>
      account.metadata.annotations
        .filter(({ name, value }) => IDENTITY.test(name.value) && value.value !== '')
        .slice(0, 1)
        .map((identity) => ({ account, name: account.metadata.name?.value ?? '', identity })),
    );
}

function judgeBound(subject: Subject, { account, name, identity }: Bound): readonly Violation[] {
  const users = runsOf(subject).filter((run) => uses(run, name, account));
  const pulls = new Set(pullRuns(subject).map(({ resource }) => resource));
  const ofPulls = users.filter(({ resource }) => pulls.has(resource));
  const isShared = ofPulls.length > 0 && ofPulls.length < users.length;
  if (name !== 'default' && !isShared) return [];
  return [
    {
      at: placeIn(account, identity.value),
      address: `ServiceAccount/${name}`,
      subject: identity.name.value,
      severity: isShared ? 'high' : 'medium',
      message: isShared
        ? `Code of a pull request logs in to the cloud like the other runs that have \`${name}\`.`
        : 'Every pod of the namespace that names no account logs in to the cloud.',
      hint: 'a service account of its own for the runs that need the identity',
    },
  ];
}

function uses({ resource }: RunSite, name: string, { metadata }: KubernetesObject): boolean {
  const own = resource.metadata.namespace?.value;
  const home = metadata.namespace?.value;
  if (own !== undefined && home !== undefined && own !== home) return false;
  return resource.spec.serviceAccountName?.value === name;
}

interface Mounted {
  readonly task: TaskSite;
  readonly source: Node;
  readonly name: string;
}

/** Tokens that Tasks mount: each names who takes it, and is for the step that needs it. Null if there are none. */
function tokens(subject: Subject): readonly Violation[] | null {
  const mounted = tasksOf(subject).flatMap((task) =>
    task.spec.volumes.flatMap(({ node, name }): readonly Mounted[] =>
      itemsAt(node, 'projected', 'sources').flatMap((source) => {
        const isToken = scalarAt(source, 'serviceAccountToken', 'path') !== null;
        return isToken ? [{ task, source, name: name?.value ?? '' }] : [];
      }),
    ),
  );
  if (mounted.length === 0) return null;
  return [...forAnybody(mounted), ...mounted.flatMap((one) => forAllSteps(one))];
}

function forAllSteps({ task: { resource, spec, address }, name }: Mounted): readonly Violation[] {
  const mounts = spec.stepTemplate?.volumeMounts ?? [];
  const mount = mounts.find((one) => scalarAt(one, 'name')?.text === name);
  if (mount === undefined || spec.steps.length < 2) return [];
  return [
    {
      at: placeIn(resource, { node: mount }),
      address: `${address}.stepTemplate`,
      subject: `token ${name}`,
      severity: 'medium',
      message: `Every program of the ${spec.steps.length} steps can take the identity of the run: the template mounts its token.`,
      hint: 'volumeMounts at the step that needs it',
    },
  ];
}

/** Without an audience the API of the cluster takes it. */
function forAnybody(mounted: readonly Mounted[]): readonly Violation[] {
  return mounted
    .filter(
      ({ source }) => (scalarAt(source, 'serviceAccountToken', 'audience')?.text ?? '') === '',
    )
    .map(({ task: { resource, address }, source, name }) => ({
      at: placeIn(resource, { node: source }),
      address: `${address}.volumes.${name}`,
      subject: 'audience',
      severity: 'medium',
      message:
        'Whoever gets this token from the step is taken for its account by the API of the cluster: it names no audience.',
      hint: 'audience: <who takes the token>',
    }));
}
