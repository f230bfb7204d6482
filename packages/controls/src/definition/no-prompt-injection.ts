import type { Control, Judgement } from '../control.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { exposureOf } from '../github/exposure.js';
import { privilegesOf } from '../github/privileges.js';
import { strangersAtStep } from '../github/starts.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { isAgent, isReviewer } from '../taint/github/actions.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { isPrivilegedOutside } from '../taint/github/payload.js';
import { gitHubFlows } from '../taint/github/workflows.js';
import { tektonFlows } from '../taint/tekton/pipelines.js';
import { asStarted } from '../tekton/as-started.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { gitHubViolation, isPrivileged, tektonViolation } from './flows.js';

/** 2.5.1: to a model, text is instructions. */
export const noPromptInjection: Control = {
  id: '2.5.1',
  slug: 'no-prompt-injection',
  title: 'Untrusted text does not steer a privileged AI agent',
  level: 1,
  assessment: 'automated',
  rationale:
    'An agent cannot tell the task from the text that it works on. The title or body of an issue that becomes part of the prompt can tell it to print its environment, to push a commit or to answer with a secret, with every tool and token that the job gives it.',
  audit:
    'Find the steps that start an agent. Where strangers start the run, the prompt holds no text of the event, the agent answers to people with access only, and the job has no secrets and no token that writes.',
  remediation:
    'Let only members start the job (`author_association`), leave the filter of the action for people with access on, give the agent a read-only token and the tools that it needs, and let a second job act on its answer as data.',
  impact: 'Strangers do not get answers of the agent at once.',
  references: ['OWASP CICD-SEC-4', 'OWASP LLM01', 'CodeQL prompt-injection', 'zizmor #1605'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...gitHubFlows(subject)
      .filter((flow) => isSteered(flow))
      .map((flow) =>
        gitHubViolation(subject, flow, {
          severity: 'high',
          message: `${flow.taint.who} chooses \`${flow.taint.name}\`, which tells the agent behind ${flow.by} what to do with the tools and token of this job.`,
          hint: 'if: contains(fromJSON(\'["OWNER", "MEMBER"]\'), github.event.comment.author_association)',
        }),
      ),
    ...stepsOf(subject).flatMap((site) => [
      ...openDoors(subject, site),
      ...reviewing(subject, site),
    ]),
  ];
}

function isSteered(flow: GitHubFlow): boolean {
  const { sink, taint, step } = flow;
  if (sink !== 'prompt' || (taint.grade !== 'anyone' && taint.grade !== 'author')) return false;
  return (isPrivileged(flow) || isStored(flow) || isReviewed(flow)) && hasTools(step);
}

/** Text of strangers that the run itself looks up, whatever started it. */
function isStored({ taint }: GitHubFlow): boolean {
  return /^gh (?:issue|pr) /.test(taint.name);
}

/** Anybody may comment on a change of the repository itself, whose runs have the secrets and the token. */
function isReviewed({ taint, starts }: GitHubFlow): boolean {
  const isReview = starts.some(({ event }) => /^pull_request_review(?:_comment)?$/.test(event));
  return isReview && taint.grade === 'anyone';
}

/** Inference alone answers with text; with tools an agent acts. */
function hasTools(step: GitHubFlow['step']): boolean {
  const action = actionOf(step) ?? '';
  if (action === 'actions/ai-inference')
    return inputOf(step, 'enable-github-mcp')?.value.trim() === 'true';
  const settings = inputOf(step, 'settings')?.value ?? '';
  return !/gemini/.test(action) || !/"core(?:Tools)?"\s*:\s*\[\s*\]/.test(settings);
}

/** A reviewer that reads whatever a stranger opens, with a token that writes. */
function reviewing(subject: Subject, site: StepSite): readonly Violation[] {
  const { of, step, address, job } = site;
  if (step.uses === null || job === null || !isReviewer(actionOf(step) ?? '')) return [];
  const reached = [...strangersAtStep(subject, site)].some(isPrivilegedOutside);
  const held = privilegesOf(job.workflow, job.job).token && job.job.environment === null;
  if (!reached || !held) return [];
  return [
    {
      at: placeIn(of, step.uses),
      address,
      subject: actionOf(step) ?? '',
      severity: 'medium',
      confidence: 'medium',
      exposure: exposureOf(subject, job),
      message:
        'Whoever opens a pull request writes what this model reads, and its answers are written with the token of this job.',
      hint: 'on: pull_request',
    },
  ];
}

/** Inputs that let people without access talk to an agent. */
const DOORS = ['allowed_non_write_users', 'allow-users', 'allowed_bots', 'allow-bots'];

function openDoors(subject: Subject, site: StepSite): readonly Violation[] {
  const action = actionOf(site.step);
  if (action === null || !isAgent(action)) return [];
  const open = DOORS.flatMap((name) => inputOf(site.step, name) ?? []).find(
    ({ value }) => value.trim() === '*' || value.trim().toLowerCase() === 'true',
  );
  const reached = [...strangersAtStep(subject, site)].some(isPrivilegedOutside);
  if (open === undefined || !reached) return [];
  return [
    {
      at: placeIn(site.of, open),
      address: site.address,
      subject: action,
      severity: 'high',
      exposure: exposureOf(subject, site.job),
      message: 'Anybody may talk to this agent, and it has the tools and token of this job.',
      hint: 'Remove the line: the action then answers people with write access only.',
    },
  ];
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return tektonFlows(subject)
    .filter(({ sink, taint }) => sink === 'prompt' && /^(?:anyone|author)$/.test(taint.grade))
    .map((flow) =>
      tektonViolation(flow, {
        severity: 'high',
        message: `${flow.taint.who} chooses \`${flow.taint.name}\`, which tells ${flow.by} what to do with the secrets and account of this step.`,
        hint: 'Start the run for people with access only, and give the step no secret.',
      }),
    );
}
