import type { Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { inputOf, variablesOf } from '../credentials/steps.js';
import { parseCondition } from '../expression/occurrences.js';
import { exposureOf } from '../github/exposure.js';
import { eventsOf } from '../github/events.js';
import { jobsOf, stepsOf, workflowsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { startedByEvents } from '../tekton/started.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { isOutside } from '../taint/github/payload.js';
import { celTextsOf, scalarAt, whensOf } from './cel-texts.js';
import { forgedInCel } from './forged-cel.js';
import { byPartOfName, forgeable, isAnchored, type Forgeable } from './forgeable.js';

/** 2.3.2: who somebody is must not be what somebody says. */
export const unspoofableIdentity: Control = {
  id: '2.3.2',
  slug: 'unspoofable-identity',
  title: 'Identity checks use what nobody can forge',
  level: 1,
  assessment: 'automated',
  rationale:
    '`github.actor` is whoever caused the last event, not whose code runs: a stranger who gets a bot to act on a pull request passes as the bot. The author of a commit is a text that anybody writes, the name of a branch belongs to whoever owns the fork, and a header that no signature covers belongs to whoever sends the request.',
  audit:
    'Read every condition that names a person, a bot, a mail address or a branch of a pull request. It asks for `github.event.pull_request.user.login`, for the repository that the code comes from, or for `author_association`.',
  remediation:
    "In workflows of pull requests write `github.event.pull_request.user.login == 'dependabot[bot]'`. For branches add `github.event.pull_request.head.repo.full_name == github.repository`, after `workflow_run` `github.event.workflow_run.head_repository.full_name == github.repository`. In filters of Tekton use fields of the signed body that the platform fills in, such as `body.pull_request.user.login`.",
  impact: 'Updates of a bot on whose branch people pushed need a person.',
  references: [
    'OWASP CICD-SEC-1, CICD-SEC-2',
    'zizmor bot-conditions',
    'CodeQL spoofable-actor',
    'poutine confused_deputy_auto_merge',
  ],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...jobsOf(subject).flatMap((job) =>
      inCondition(subject, { job, of: job.workflow, address: job.address }, job.job.condition),
    ),
    ...stepsOf(subject).flatMap((site) => [
      ...inCondition(subject, site, site.step.condition),
      ...inScript(subject, site),
    ]),
  ];
}

type Site = Pick<StepSite, 'of' | 'job' | 'address'>;

function inCondition(subject: Subject, site: Site, text: Text | null): readonly Violation[] {
  const expression = text === null ? null : parseCondition(text.value).expression;
  if (text === null || expression === null || isAnchoredAround(site, expression)) return [];
  const events = foreignEvents(subject, site.job);
  const isOpen =
    site.job !== null &&
    [...eventsOf(subject, site.job.workflow)].some((event) => isOutside(event));
  const found = forgeable(expression, events) ?? (isOpen ? byPartOfName(expression) : null);
  return found === null ? [] : [violation(subject, site, { text, found })];
}

/** The condition of the step or of its job asks for something that nobody forges. */
function isAnchoredAround(
  { job }: Site,
  own: NonNullable<ReturnType<typeof parseCondition>['expression']>,
): boolean {
  const around = job?.job.condition ?? null;
  const outer = around === null ? null : parseCondition(around.value).expression;
  return isAnchored(own) || (outer !== null && isAnchored(outer));
}

const PULLS = /^(?:pull_request(?:_target|_review|_review_comment)?|workflow_run)$/;

/** The events by which code of strangers comes in; null where the callers are not known. */
function foreignEvents(subject: Subject, job: JobSite | null): ReadonlySet<string> | null {
  if (job === null) return null;
  const all = [...eventsOf(subject, job.workflow)].filter((event) => event !== 'workflow_call');
  if (all.length === 0) return null;
  const known = all.filter(
    (event) => PULLS.test(event) && (event !== 'workflow_run' || followsPulls(subject, job)),
  );
  return new Set(known);
}

/** Whether one of the workflows that this one follows runs for pull requests; unknown ones do. */
function followsPulls(subject: Subject, { workflow }: JobSite): boolean {
  const run = workflow.triggers.find(({ event }) => event.value === 'workflow_run');
  const names = run?.filters.find(({ name }) => name.value === 'workflows')?.values ?? [];
  return names.some(({ value }) => {
    const followed = workflowsOf(subject).find(({ name, path }) => (name?.value ?? path) === value);
    return (
      followed === undefined || [...eventsOf(subject, followed)].some((event) => PULLS.test(event))
    );
  });
}

const IN_SCRIPT =
  /(?:\$\{?GITHUB_(?:TRIGGERING_)?ACTOR\b|\b(?:github|context)\.(?:triggering_)?actor\b)[^\n=~!]{0,12}(?:[!=]==?|=~|=)\s*["'`]?[\w-]*\[bot\]/;

/** The same by a variable of the environment or of the script that the actor was put into. */
function comparesActor(script: string, site: StepSite): boolean {
  if (!script.includes('[bot]')) return false;
  const given = variablesOf(site)
    .filter(({ value }) => /\bgithub\.(?:triggering_)?actor\b/.test(value.value))
    .map(({ name }) => name.value);
  const kept = [...script.matchAll(KEPT_ACTOR)].map(([, name = '']) => name);
  // Whoever writes the workflow chooses the names: none of them is a pattern.
  const names = [...given, ...kept].map((name) => name.replace(/\W/g, '\\$&')).join('|');
  return (
    names !== '' &&
    new RegExp(
      `(?<![\\w.])(?:\\$\\{?|process\\.env\\.)?(?:${names})\\b[^\\n=~!]{0,12}(?:[!=]==?|=~|=)\\s*["'\`]?[\\w-]*\\[bot\\]`,
    ).test(script)
  );
}

const KEPT_ACTOR =
  /(?:\b(?:const|let|var)\s+)?\b(\w+)\s*=\s*["']?(?:\$\{?GITHUB_(?:TRIGGERING_)?ACTOR\b|(?:github|context)\.(?:triggering_)?actor\b)/g;

/** The author of a commit, compared at once or by the variable that it was put into. */
const READS_AUTHOR =
  '\\$\\(\\s*(?:git\\s+(?:log|show)\\b[^\\n)]{0,300}%[ac][nNeE]|gh\\s+api\\b[^\\n)]{0,300}/commits?\\b[^\\n)]{0,300}commit\\.(?:author|committer)\\.(?:name|email))';
const AUTHOR = new RegExp(READS_AUTHOR);
const KEPT = new RegExp(`\\b(\\w+)=["']?${READS_AUTHOR}`);

function comparesAuthor(script: string): boolean {
  if (!AUTHOR.test(script)) return false;
  const name = KEPT.exec(script)?.[1];
  return script.split('\n').some((line) => {
    const compares = /\[\[?\s|\btest\s|\bcase\s|\|\s*grep\b/.test(line);
    const reads = name !== undefined && new RegExp(`\\$\\{?${name}\\b`).test(line);
    return compares && (AUTHOR.test(line) || reads);
  });
}

function inScript(subject: Subject, site: StepSite): readonly Violation[] {
  const run = site.step.run ?? inputOf(site.step, 'script');
  if (run === null) return [];
  const byActor =
    (IN_SCRIPT.test(run.value) || comparesActor(run.value, site)) &&
    foreignEvents(subject, site.job)?.size !== 0;
  const found = byActor ? ACTOR : comparesAuthor(run.value) ? COMMITTER : null;
  if (found === null) return [];
  const around = site.job?.job.condition ?? null;
  const outer = around === null ? null : parseCondition(around.value).expression;
  if (outer !== null && isAnchored(outer)) return [];
  return [violation(subject, site, { text: run, found })];
}

const ACTOR: Forgeable = {
  name: 'github.actor',
  because: 'it is whoever caused the event, not whose code runs',
  hint: "github.event.pull_request.user.login == '<name>[bot]'",
};

const COMMITTER: Forgeable = {
  name: 'git log --format=%an',
  because: 'the author of a commit is a text that anybody writes',
  hint: 'github.event.pull_request.user.login, or a verified signature',
};

function violation(
  subject: Subject,
  { of, job, address }: Site,
  { text, found }: { readonly text: Text; readonly found: Forgeable },
): Violation {
  return {
    at: placeIn(of, text),
    address,
    subject: found.name,
    severity: 'medium',
    exposure: exposureOf(subject, job),
    message: `A stranger passes for somebody else: \`${found.name}\` proves nothing, ${found.because}.`,
    hint: found.hint,
  };
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const filters = celTextsOf(subject).map(({ resource, address, node }) => ({
    resource,
    address,
    node,
  }));
  const inputs = whensOf(startedByEvents(subject)).flatMap(({ resource, address, when }) => {
    const node = scalarAt(when, 'input');
    const positive = scalarAt(when, 'operator')?.text.toLowerCase() === 'in';
    return node === null || !positive ? [] : [{ resource, address, node }];
  });
  return [
    ...filters.map((site) => ({ ...site, found: forgedInCel(site.node.text) })),
    ...inputs.map((site) => ({ ...site, found: forgedInCel(`${inner(site.node.text)} == 'x'`) })),
  ].flatMap(({ resource, address, node, found }) =>
    found === null
      ? []
      : [
          {
            at: placeIn(resource, node),
            address,
            subject: found.name,
            severity: 'medium' as const,
            message: `A stranger passes for somebody else: \`${found.name}\` proves nothing, ${found.because}.`,
            hint: found.hint,
          },
        ],
  );
}

/** `{{ body.x }}` of Pipelines as Code, or `$(body.x)` of a binding, as it would stand in CEL. */
function inner(text: string): string {
  return text.replace(/^\s*(?:\{\{\s*|\$\((?=body|header))|\s*(?:\}\}|\))\s*$/g, '');
}
