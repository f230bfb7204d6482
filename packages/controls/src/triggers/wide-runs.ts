import type { InterceptorUse, Text } from '@plumbline/pipeline';
import { textsAt } from '../cluster/objects.js';
import { runPublishes } from '../provenance/tekton-publish.js';
import type { Subject } from '../subject.js';
import { entriesOfRun, runsOf, type RunSite } from '../tekton/run-tasks.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import {
  celFilter,
  interceptorName,
  interceptorParam,
  triggerPoint,
  triggersOf,
} from './listeners.js';

/** Runs that publish and that a push to any branch starts; null: none publishes. */
export function wideRuns(subject: Subject): readonly Violation[] | null {
  const known = runPublishes(subject).map(({ run, name }) => ({ run, name }));
  const runs = new Map(
    [...publishingByName(subject), ...known].map((publish) => [publish.run.resource, publish]),
  );
  if (runs.size === 0) return null;
  return [...runs.values()].flatMap(({ run, name }) =>
    [...wideAnnotation(run), ...wideTriggers(subject, run)].map((at) => ({
      at,
      address: run.address,
      subject: name,
      severity: 'medium' as const,
      message: `Whoever may push any branch publishes by \`${name}\` what nobody reviewed.`,
      hint: 'pipelinesascode.tekton.dev/on-target-branch: "[main]"',
    })),
  );
}

/** Runs whose Pipeline stands elsewhere, and is called after what it does. */
function publishingByName(subject: Subject) {
  return runsOf(subject).flatMap((run) => {
    if (entriesOfRun(subject, run).length > 0) return [];
    const name = namesOf(run).find((one) => PUBLISHES.test(one));
    return name === undefined ? [] : [{ run, name }];
  });
}

/** Of its Pipeline, also as a resolver is asked for it, and its own. */
function namesOf({ resource }: RunSite): readonly string[] {
  const { ref } = resource.spec;
  const asked = (ref?.params ?? []).flatMap(({ name, value }) =>
    /^(?:name|pathInRepo|task|pipeline)$/.test(name.value) && value?.kind === 'scalar'
      ? value.text.replace(/^.*\/|\.ya?ml$/g, '')
      : [],
  );
  const { name, generateName } = resource.metadata;
  return [ref?.name?.value, ...asked, (name ?? generateName)?.value].filter(
    (one) => one !== undefined,
  );
}

const PUBLISHES = /(?:^|[-_])(?:publish|release|deploy)(?:[-_]|$)/i;

/** The annotation of Pipelines as Code that takes every branch. */
export function wideAnnotation({ resource }: RunSite): readonly Place[] {
  const annotation = (name: string): Text | undefined =>
    resource.metadata.annotations.find(
      (one) => one.name.value === `pipelinesascode.tekton.dev/${name}`,
    )?.value;
  const cel = annotation('on-cel-expression');
  const branch = annotation('on-target-branch');
  const isWide =
    cel === undefined
      ? /\bpush\b/.test(annotation('on-event')?.value ?? '') && namesEvery(branch?.value ?? '')
      : ofPush(cel.value) && !asksForBranch(cel.value);
  const at = cel ?? branch;
  return isWide && at !== undefined ? [placeIn(resource, at)] : [];
}

/** A list with a pattern that every branch matches. */
function namesEvery(list: string): boolean {
  return list
    .split(/[[\],\s]+/)
    .some((item) => /^["']?(?:refs\/(?:heads\/)?)?(?:\*+|\.\*)["']?$/.test(item));
}

function ofPush(expression: string): boolean {
  return /["']push["']|Push Hook|repo:push|refs_changed/.test(expression);
}

/** Comparisons that every branch passes. */
const EMPTY =
  /\b(?:target_branch|source_branch|body\.ref)\s*(?:\.matches\(\s*["']\^?\.[*+]\$?["']\s*\)|\.startsWith\(\s*["'](?:refs\/(?:heads\/)?)?["']\s*\)|!=\s*["']["'])/g;

/** Whether an expression looks at the branch or tag that was pushed. */
function asksForBranch(expression: string): boolean {
  return /\b(?:target_branch|source_branch|git_tag|ref_type|branch_name)\b|\bbody\.(?:ref|base_ref|push\.changes|changes)\b|\["ref"\]|\['ref'\]|\bextensions\./.test(
    expression.replace(EMPTY, ''),
  );
}

/** Triggers for pushes whose filters do not ask for the branch, and whose template creates the run. */
function wideTriggers(subject: Subject, { template }: RunSite): readonly Place[] {
  if (template === null) return [];
  const name = template.metadata.name?.value;
  return triggersOf(subject)
    .filter(({ trigger, resource }) =>
      template.kind === 'TriggerTemplate'
        ? trigger.template?.ref?.value === name
        : resource === template,
    )
    .filter(({ chains }) => chains.some((chain) => takesEveryPush(chain)))
    .map((site) => placeIn(site.resource, { node: triggerPoint(site) }));
}

/** An interceptor that is not known here may ask for anything. */
function takesEveryPush(chain: readonly InterceptorUse[]): boolean {
  if (chain.some((use) => interceptorName(use) === null)) return false;
  const filters = chain.map((use) => celFilter(use) ?? '').join(' && ');
  const types = chain.flatMap((use) => textsAt(interceptorParam(use, 'eventTypes')));
  return (
    ofPush([filters, ...types.map((type) => `"${type}"`)].join(' ')) && !asksForBranch(filters)
  );
}
