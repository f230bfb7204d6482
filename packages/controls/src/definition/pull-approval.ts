import { mapGet, scalarOf } from '@plumbline/core';
import type { InterceptorUse, Param, TektonResource } from '@plumbline/pipeline';
import { scalarsIn } from '../credentials/expressions.js';
import { settingOf, type Settings } from '../cluster/settings.js';
import type { Subject } from '../subject.js';
import { shellText } from '../tekton/command-line.js';
import { entriesOfRun, runsOf, tasksOfRun, type RunSite } from '../tekton/run-tasks.js';
import {
  interceptorParam,
  paramsBound,
  triggersOf,
  type TriggerSite,
} from '../triggers/listeners.js';
import { variablesIn } from '../variables/variables.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { creates, pullRuns } from './pull-runs.js';

/** What Pipelines as Code makes of `/ok-to-test` (its settings `remember-ok-to-test`, `require-ok-to-test-sha`). */
export function rememberedApproval(settings: Settings): readonly Violation[] {
  const { address } = settings.object;
  const remember = settingOf(settings, 'remember-ok-to-test');
  if (isOn(remember.text))
    return [
      {
        at: remember.at,
        address,
        subject: 'remember-ok-to-test',
        severity: 'high',
        message:
          'The author of a pull request that somebody let run once pushes what they like, and it runs: the approval is remembered.',
        hint: 'remember-ok-to-test: "false"',
      },
    ];
  const sha = settingOf(settings, 'require-ok-to-test-sha');
  if (isOn(sha.text)) return [];
  return [
    {
      at: sha.at,
      address,
      subject: 'require-ok-to-test-sha',
      severity: 'medium',
      // The default, and only GitHub lets the comment name a commit.
      confidence: sha.text === null ? 'low' : 'high',
      message:
        'The author of a pull request pushes another commit just before `/ok-to-test`, and that one runs: the comment names no commit.',
      hint: 'require-ok-to-test-sha: "true"',
    },
  ];
}

function isOn(text: string | null): boolean {
  return text !== null && /^(?:true|yes|on|1)$/i.test(text);
}

/** Runs and triggers for pull requests that fetch whatever the branch holds when they run; null without any. */
export function movingRevisions(subject: Subject): readonly Violation[] | null {
  const runs = [...pullRuns(subject), ...runsOf(subject).filter((run) => isByComment(run))];
  const triggers = triggersOf(subject).filter((site) => asksForApproval(site));
  if (runs.length + triggers.length === 0) return null;
  return [
    ...runs.flatMap(({ resource, address }) =>
      resource.spec.params.flatMap((param) => moving(resource, address, { param })),
    ),
    ...runs.flatMap((run) => [...givenToTasks(subject, run), ...fetchedInScripts(subject, run)]),
    ...triggers.flatMap((site) => boundBy(subject, site)),
  ];
}

function givenToTasks(subject: Subject, run: RunSite): readonly Violation[] {
  return entriesOfRun(subject, run).flatMap(({ entry, resource, address }) =>
    entry.params.flatMap((param) => moving(resource, address, { param })),
  );
}

/** `git fetch origin pull/$N/head`: the number means what stands there when the script runs. */
const FETCHES =
  /\bgit\b[^\n]*\s(?:fetch|pull)\s[^\n]*\b(?:pull|merge-requests|pull-requests)\/[^\s/]+\/(?:head|merge|from)\b|\bgh\s+pr\s+checkout\b|\bglab\s+mr\s+checkout\b/;

function fetchedInScripts(subject: Subject, run: RunSite): readonly Violation[] {
  return tasksOfRun(subject, run).flatMap(({ spec, resource, address }) =>
    spec.steps.flatMap((step) => {
      const script = shellText(step);
      if (script === null || !FETCHES.test(script.value)) return [];
      if (/\brev-parse\b/.test(script.value)) return [];
      const place = `${address}.steps.${step.name?.value ?? 'step'}`;
      return [movingAt(placeIn(resource, script), place, 'fetch')];
    }),
  );
}

/** A run that somebody asks for beneath a pull request, after they have looked at it. */
function isByComment({ resource }: RunSite): boolean {
  return resource.metadata.annotations.some(
    ({ name }) => name.value === 'pipelinesascode.tekton.dev/on-comment',
  );
}

const REVISION = /revision|commit|sha|^ref$|[-_]ref$|checkout/i;
const BRANCH =
  /\{\{\s*(?:source_branch|body\.pull_request\.head\.ref)\s*\}\}|\$\(body\.(?:pull_request\.head\.ref|(?:object_attributes|merge_request)\.source_branch|pullRequest\.fromRef\.(?:id|displayId)|pullrequest\.source\.branch\.name)\)|^(?:refs\/)?(?:pull|pull-requests|merge-requests)\/\S.*\/(?:head|merge|from)$/;

function moving(
  resource: TektonResource,
  address: string,
  { param, names = () => [] }: { readonly param: Param; readonly names?: () => readonly string[] },
): readonly Violation[] {
  const value = scalarOf(param.value);
  const name = param.name.value;
  if (value === undefined || !BRANCH.test(value.text)) return [];
  if (!REVISION.test(name) && !names().some((one) => REVISION.test(one))) return [];
  const hint = value.text.includes('{{') ? '"{{ revision }}"' : COMMIT;
  return [{ ...movingAt(placeIn(resource, value), `${address}.params.${name}`, name), hint }];
}

const COMMIT = '$(body.pull_request.head.sha)';

function movingAt(at: Place, address: string, subject: string): Violation {
  return {
    at,
    address,
    subject,
    severity: 'medium',
    message:
      'The author of a pull request pushes another commit once the run is let through: it fetches the branch, not the commit that was looked at.',
    hint: COMMIT,
  };
}

/** A trigger that waits for a label or a comment of somebody who looked. */
function asksForApproval({ chains }: TriggerSite): boolean {
  return /\blabels?\b|labeled|ok-to-test|author_association|comment\.body|\breview\.state|object_attributes\.note\b|\bapproved\b/.test(
    filtersIn(chains),
  );
}

function filtersIn(chains: TriggerSite['chains']): string {
  return chains
    .flat()
    .flatMap(({ node }) => scalarsIn(node))
    .map(({ text }) => text)
    .join(' ');
}

/** The parameters of the bindings of a trigger, with the resource that they are written in. */
function boundBy(subject: Subject, site: TriggerSite) {
  const { trigger, resource, address, chains } = site;
  const named = paramsBound(subject, trigger, resource).flatMap(({ at, params }) =>
    params.flatMap((param) =>
      moving(at, address, { param, names: () => namesInRuns(subject, site, param.name.value) }),
    ),
  );
  return [...named, ...chains.flat().flatMap((use) => overlaid(resource, address, use))];
}

/** What the runs of a trigger and their tasks call a param of its template. */
function namesInRuns(subject: Subject, site: TriggerSite, name: string): readonly string[] {
  const runs = runsOf(subject).filter((run) => creates(site, run.template, run.resource));
  return runs.flatMap((run) => {
    const own = handedAs(run.resource.spec.params, name, true);
    const inTasks = entriesOfRun(subject, run).flatMap(({ entry }) => [
      ...handedAs(entry.params, name, true),
      ...own.flatMap((inner) => handedAs(entry.params, inner, false)),
    ]);
    return [...own, ...inTasks];
  });
}

function handedAs(params: readonly Param[], given: string, template: boolean): readonly string[] {
  return params
    .filter(({ value }) =>
      variablesIn(scalarOf(value)?.text ?? '').some(
        ({ variable }) =>
          variable.kind === 'param' && variable.template === template && variable.name === given,
      ),
    )
    .map(({ name }) => name.value);
}

/** What a CEL interceptor makes of the branch, to be bound by another name. */
function overlaid(resource: TektonResource, address: string, use: InterceptorUse) {
  const overlays = interceptorParam(use, 'overlays');
  if (overlays?.kind !== 'seq') return [];
  return overlays.items.flatMap((overlay) => {
    const expression = scalarOf(mapGet(overlay, 'expression'));
    const isBranch = BRANCH.test(`$(${expression?.text.trim() ?? ''})`);
    const key = scalarOf(mapGet(overlay, 'key'))?.text ?? '';
    return expression !== undefined && isBranch && /rev|commit|sha|ref|checkout/i.test(key)
      ? [movingAt(placeIn(resource, expression), address, key)]
      : [];
  });
}
