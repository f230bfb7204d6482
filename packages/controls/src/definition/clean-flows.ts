import type { Control, Judgement } from '../control.js';
import { hasGitHub, stepsOf } from '../github/steps.js';
import { parseUses, type Action } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { hasTekton } from '../tekton/specs.js';
import { gitHubViolation, tektonViolation, type Words } from './flows.js';
import { hiddenFlows } from './hidden-flows.js';
import { codeFlows, codeFlowsOfTekton, oncePerStep, wordsOf, wordsOfTekton } from './injection.js';

/** 2.1.3: a value is as little trusted behind an output, an input or a result as before it. */
export const cleanFlows: Control = {
  id: '2.1.3',
  slug: 'clean-flows',
  title: 'Untrusted text does not become code behind a boundary',
  level: 1,
  assessment: 'automated',
  rationale:
    'The title of an issue that a step hands on as an output, a caller passes to a reusable workflow, or an event listener binds to a parameter is still written by whoever opened the issue. Where it becomes part of a script its name no longer tells so, and a review of that file alone does not see it.',
  audit:
    'For each expression and variable in a script follow the value back: outputs of steps and jobs, inputs of reusable workflows and composite actions, bindings, templates, parameters and results. None starts at text of an event. Inputs of composite actions for others are not in scripts at all.',
  remediation:
    'Use the environment at the place where the value becomes code: `env: { VALUE: ${{ inputs.title }} }` and `"$VALUE"`. Or check it where it enters: compare it with a pattern before it is handed on.',
  impact: 'None: the script sees the same value.',
  references: [
    'OWASP CICD-SEC-4',
    'CodeQL code-injection',
    'zizmor template-injection',
    'CodeQL actions composite sinks',
  ],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  const flows = [...codeFlows(subject), ...hiddenFlows(subject)];
  const crossed = flows.filter(({ taint }) => taint.crossed && taint.grade !== 'caller');
  const reached = new Set(crossed.map(({ at }) => `${at.source.path} ${at.span.start}`));
  const open = flows.filter(
    (flow) =>
      isForOthers(subject, flow) && !reached.has(`${flow.at.source.path} ${flow.at.span.start}`),
  );
  return [
    ...oncePerStep(crossed).map((flow) => gitHubViolation(subject, flow, wordsOf(flow))),
    ...oncePerStep(open).map((flow) => gitHubViolation(subject, flow, wordsForOthers(flow))),
  ];
}

/** An input of a composite action that others may use with any text. */
function isForOthers(subject: Subject, { taint, of, job, sink }: GitHubFlow): boolean {
  return (
    taint.grade === 'caller' &&
    job === null &&
    sink !== 'reread' &&
    'runs' in of &&
    !isPrivate(subject, of)
  );
}

/** An action below `.github` that the workflows of the target use is for them alone. */
function isPrivate(subject: Subject, action: Action): boolean {
  return action.folder.startsWith('.github/') && usedFolders(subject).has(action.folder);
}

const usedFolders = shared(
  (subject): ReadonlySet<string> =>
    new Set(
      stepsOf(subject).flatMap(({ step }) => {
        const uses = step.uses === null ? null : parseUses(step.uses.value);
        return uses?.kind === 'local' ? [uses.path] : [];
      }),
    ),
);

function wordsForOthers(flow: GitHubFlow): Words {
  return {
    ...wordsOf(flow),
    confidence: 'medium',
    message: `${flow.taint.who} fills \`${flow.taint.name}\` into ${flow.by}: text of an event that they pass on runs as code.`,
  };
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return oncePerStep(
    codeFlowsOfTekton(subject).filter(({ taint }) => taint.crossed && taint.grade !== 'caller'),
  ).map((flow) => tektonViolation(flow, wordsOfTekton(flow)));
}
