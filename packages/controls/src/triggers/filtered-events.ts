import type { InterceptorUse } from '@plumbline/pipeline';
import { isTrue, nodeAt } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { runsOf, type RunSite } from '../tekton/run-tasks.js';
import { placeIn, type Violation } from '../violation.js';
import {
  celFilter,
  eventTypesOf,
  hears,
  interceptorName,
  interceptorParam,
  triggerPoint,
  triggersOf,
  type TriggerSite,
} from './listeners.js';
import { wideAnnotation } from './wide-runs.js';

/** 5.2.4: an authentic event is not yet one that may start this run. */
export const filteredEvents: Control = {
  id: '5.2.4',
  slug: 'filtered-events',
  title: 'Events are filtered before they start runs',
  level: 1,
  assessment: 'automated',
  rationale:
    'A webhook sends every event that it is set to, of every branch, and of forks. A trigger without a filter starts its run for all of them: a comment, a new branch, or a pull request of a stranger starts what was meant for a push to main, with the same account and secrets.',
  audit:
    'Every trigger has `eventTypes` or a CEL filter that says which events it is for. Runs of Pipelines as Code name the branches whose pushes start them. Triggers for pull requests tell those of forks apart.',
  remediation:
    'Add `{ name: eventTypes, value: [push] }` to the interceptor and a CEL filter on the branch: `body.ref == "refs/heads/main"`. For pull requests: `body.pull_request.head.repo.full_name == body.repository.full_name`, or `githubOwners`.',
  impact: 'Events that are not named no longer start the run.',
  references: ['OWASP CICD-SEC-1', 'OWASP CICD-SEC-4', 'Tekton interceptors'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const triggers = triggersOf(subject);
  const annotated = runsOf(subject).filter(({ resource }) => isOfPac(resource));
  if (triggers.length + annotated.length === 0) return 'not-offered';
  return [
    ...triggers.flatMap((site) => {
      if (!site.chains.every((chain) => chain.some(filters))) return [unfiltered(site)];
      return site.chains.some((chain) => takesForks(chain)) ? [ofForks(site)] : [];
    }),
    ...annotated.flatMap((run) => ofEveryBranch(run)),
  ];
}

function isOfPac({ metadata }: RunSite['resource']): boolean {
  return metadata.annotations.some(({ name }) =>
    /^pipelinesascode\.tekton\.dev\/on-/.test(name.value),
  );
}

/** A run of Pipelines as Code that a push to any branch starts. */
function ofEveryBranch(run: RunSite): readonly Violation[] {
  return wideAnnotation(run).map((at) => ({
    at,
    address: run.address,
    subject: 'target_branch',
    severity: 'low',
    confidence: 'medium',
    message: 'Whoever may push any branch starts this run with its account.',
    hint: 'event == "push" && target_branch == "main"',
  }));
}

/** One that is not known here is taken at its word. */
function filters(use: InterceptorUse): boolean {
  const name = interceptorName(use);
  if (name === null) return true;
  if (name === 'cel') return !/^(?:true|1\s*==\s*1)?$/.test(celFilter(use)?.trim() ?? '');
  return eventTypesOf(use).length > 0;
}

function unfiltered(site: TriggerSite): Violation {
  return {
    at: placeIn(site.resource, { node: triggerPoint(site) }),
    address: site.address,
    subject: 'eventTypes',
    severity: 'medium',
    message:
      'Whoever causes any event of the sender, a comment or a new branch, starts this run: nothing says which events it is for.',
    hint: '{ name: eventTypes, value: [push] }',
  };
}

const OF_REQUESTS =
  /^(?:pull_request|pull_request_target|issue_comment|Merge Request Hook|pullrequest:.*|pr:.*)$/;
const OF_REQUEST_FIELDS = /\bbody\.(?:pull_request|object_attributes\.target_branch|pullrequest)\b/;
const TELLS_APART =
  /\bfork\b|head\.repo|author_association|source_project_id|\.sender\b|\buser\.login\b|source\.project|allowed/;

function takesForks(chain: readonly InterceptorUse[]): boolean {
  if (chain.some((use) => interceptorName(use) === null)) return false;
  const isApart = chain.some(
    (use) =>
      TELLS_APART.test(celFilter(use) ?? '') ||
      isTrue(nodeAt(interceptorParam(use, 'githubOwners'), 'enabled')),
  );
  return hears(chain, { types: OF_REQUESTS, filters: OF_REQUEST_FIELDS }) && !isApart;
}

function ofForks(site: TriggerSite): Violation {
  return {
    at: placeIn(site.resource, { node: triggerPoint(site) }),
    address: site.address,
    subject: 'forks',
    severity: 'low',
    confidence: 'medium',
    message: 'Whoever opens a pull request, also from a fork, starts this run with its account.',
    hint: 'filter: body.pull_request.head.repo.full_name == body.repository.full_name',
  };
}
