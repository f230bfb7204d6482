import { mapGet, scalarOf, type ScalarNode } from '@plumbline/core';
import type { Control, Judgement } from '../control.js';
import { accessPath, partsOf } from '../expression/path.js';
import type { Expression } from '../expression/syntax.js';
import { exposureOf } from '../github/exposure.js';
import { eventsOf } from '../github/events.js';
import { hasGitHub } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { isOutside } from '../taint/github/payload.js';
import { conditionOf } from '../taint/github/texts.js';
import { hasTekton, resourcesOf, type ResourceSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { conditionsOf, type ConditionSite } from './conditions.js';

/** 2.3.2: who acted last is not who wrote it, and names of commits are free text. */
export const unspoofableIdentity: Control = {
  id: '2.3.2',
  slug: 'unspoofable-identity',
  title: 'Identity checks use what nobody can forge',
  level: 1,
  assessment: 'automated',
  rationale:
    '`github.actor` is whoever caused the last event of a pull request. A stranger opens one whose last push comes from a bot, for example by having the bot rebase it, and the check for the bot lets the stranger’s code pass. Names and addresses of authors of commits are whatever their author wrote into them.',
  audit:
    'List the conditions that compare an identity. For a pull request they use `github.event.pull_request.user.login`, never `github.actor` or `github.triggering_actor` with a bot, and never names or addresses of commits. Filters of Tekton use `body.sender.login` or, on GitLab, `body.user_username`.',
  remediation:
    "Write `github.event.pull_request.user.login == 'dependabot[bot]'`; on Tekton `body.sender.login == '…'`.",
  impact: 'None.',
  references: ['OWASP CICD-SEC-1', 'OWASP CICD-SEC-2', 'zizmor bot-conditions', 'octoscan bot-check'],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  return conditionsOf(subject).flatMap((site) => judge(subject, site));
}

const ACTOR =
  /^github\.(?:actor|actor_id|triggering_actor|event\.sender\.(?:login|id)|event\.pull_request\.sender\.(?:login|id))$/;
const AUTHOR =
  /^github\.event\.(?:head_commit|commits\.\*|workflow_run\.head_commit)\.(?:author|committer)\.(?:name|email|username)$|^github\.event\.pusher\.(?:name|email)$/;
const BOT = /\[bot\]|^(?:dependabot|renovate|49699333|27856297|29139614)$/i;

function judge(subject: Subject, { of, job, text, address }: ConditionSite): readonly Violation[] {
  const { expression } = conditionOf(text);
  if (expression === null) return [];
  const outside = job !== null && [...eventsOf(subject, job.workflow)].some(isOutside);
  const forged = grantsIn(expression).flatMap((part) => forgedBy(part, outside));
  const [first] = forged;
  if (first === undefined) return [];
  return [
    {
      at: placeIn(of, text),
      address,
      subject: first,
      severity: 'medium',
      exposure: exposureOf(subject, job),
      message: AUTHOR.test(first)
        ? `Whoever writes a commit passes this check: \`${first}\` is free text.`
        : `Whoever opens a pull request can pass this check: \`${first}\` is who acted last, not who wrote it.`,
      hint: "if: github.event.pull_request.user.login == 'dependabot[bot]'",
    },
  ];
}

/** The comparisons that let something pass; what is negated keeps something out. */
function grantsIn(expression: Expression): readonly Expression[] {
  const denied = new Set(
    partsOf(expression).flatMap((part) => (part.kind === 'not' ? partsOf(part.of) : [])),
  );
  return partsOf(expression).filter((part) => !denied.has(part));
}

/** The name that a comparison trusts although it can be forged. */
function forgedBy(part: Expression, outside: boolean): readonly string[] {
  const sides =
    part.kind === 'binary' && part.operator === '=='
      ? [part.left, part.right]
      : part.kind === 'call' && /^(?:contains|startswith|endswith)$/.test(part.name)
        ? part.args
        : [];
  const words = sides.flatMap((side) => textsIn(side));
  return sides.flatMap((side) => {
    const name = accessPath(side)?.join('.') ?? '';
    if (AUTHOR.test(name) && words.length > 0) return [name];
    return outside && ACTOR.test(name) && words.some((word) => BOT.test(word)) ? [name] : [];
  });
}

function textsIn(expression: Expression): readonly string[] {
  return partsOf(expression).flatMap((part) =>
    part.kind === 'literal' && (typeof part.value === 'string' || typeof part.value === 'number')
      ? [String(part.value)]
      : [],
  );
}

const FORGED =
  /\bbody\.(?:(?:head_commit|commits\[\d+\]|commit)\.(?:author|committer)\.(?:name|email|username)|pusher\.(?:name|email)|user_name|user_email|user\.(?:name|email)|object_attributes\.last_commit\.author\.(?:name|email))\s*(?:==|\.(?:matches|startsWith|endsWith|contains)\()|["']\s*==\s*body\.(?:head_commit\.author|pusher)\.\w+|\bbody\.(?:head_commit\.author\.\w+|pusher\.\w+|user_name)\s+in\b/;

/** Filters of interceptors and of Pipelines as Code. */
function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const filters = resourcesOf(subject).flatMap((site) => filtersOf(site));
  if (filters.length === 0) return 'not-applicable';
  return filters.flatMap(({ site, node }): readonly Violation[] => {
    const found = FORGED.exec(node.text)?.[0];
    if (found === undefined) return [];
    const name = /body[\w.[\]]*/.exec(found)?.[0].replace(/\.(?:matches|startsWith|endsWith|contains)$/, '') ?? 'body';
    return [
      {
        at: placeIn(site.resource, node),
        address: `${site.address}.filter`,
        subject: name,
        severity: 'medium',
        message: `Whoever writes a commit passes this filter: \`${name}\` is free text.`,
        hint: "body.sender.login == '<account>'",
      },
    ];
  });
}

function filtersOf(site: ResourceSite): readonly { readonly site: ResourceSite; readonly node: ScalarNode }[] {
  const { resource } = site;
  const annotations = resource.metadata.annotations
    .filter(({ name }) => name.value === 'pipelinesascode.tekton.dev/on-cel-expression')
    .map(({ value }) => ({ site, node: value.node }));
  const triggers =
    resource.kind === 'Trigger' ? [resource.spec] : resource.kind === 'EventListener' ? resource.spec.triggers : [];
  const shared = resource.kind === 'EventListener' ? resource.spec.triggerGroups : [];
  const interceptors = [...triggers, ...shared].flatMap((one) => one.interceptors);
  return [
    ...annotations,
    ...interceptors.flatMap(({ params, node }) =>
      [
        ...params.filter(({ name }) => name.value === 'filter').map(({ value }) => scalarOf(value)),
        scalarOf(mapGet(mapGet(node, 'cel'), 'filter')),
      ].flatMap((filter) => (filter === undefined ? [] : [{ site, node: filter }])),
    ),
  ];
}
