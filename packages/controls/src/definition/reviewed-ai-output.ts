import type { Action, Text, Workflow, WorkflowStep } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { actionOf } from '../credentials/steps.js';
import { exposureOf } from '../github/exposure.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { isAgent } from '../taint/github/actions.js';
import { gitHubFlows } from '../taint/github/workflows.js';
import { isAgentProgram } from '../taint/rereads.js';
import { tektonFlows } from '../taint/tekton/pipelines.js';
import { asStarted } from '../tekton/as-started.js';
import { commandLine } from '../tekton/command-line.js';
import { containersOf, hasTekton } from '../tekton/specs.js';
import { placeIn, placeWithin, type Violation } from '../violation.js';
import { gitHubViolation, isAnswer, tektonViolation, type Words } from './flows.js';
import { executedInJobs, landedAnswers, landedInTasks } from './landed-answers.js';

/** 2.5.2: an answer of a model is a proposal. */
export const reviewedAiOutput: Control = {
  id: '2.5.2',
  slug: 'reviewed-ai-output',
  title: 'Output of AI is reviewed before it runs or lands',
  level: 1,
  assessment: 'automated',
  rationale:
    'What a model answers can be steered by every text that it read: an issue, a dependency, a page. If the answer runs as a command, or is pushed or merged without a person, whoever wrote that text writes into the repository. Flags that skip the questions of an agent take away the only other stop.',
  audit:
    'Outputs of agents are not in scripts, not read by `eval` or a shell, and not merged or pushed to a branch in the same job. No agent is started with a flag that skips its permissions or its sandbox.',
  remediation:
    'Have the agent open a pull request, and hand its text on in the environment. List the tools that it may use in place of skipping the question.',
  impact: 'A person looks at what the agent proposes.',
  references: [
    'OWASP CICD-SEC-1',
    'OWASP CICD-SEC-4',
    'OWASP LLM05',
    'CodeQL improper-ai-output-handling',
  ],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

const RUNS: Omit<Words, 'message'> = {
  severity: 'high',
  hint: 'env: { ANSWER: ${{ … }} }   # and "$ANSWER" as data',
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...gitHubFlows(subject)
      .filter(
        ({ sink, taint }) =>
          /^(?:script|input|reread|environment|search-path)$/.test(sink) && isAnswer(taint),
      )
      .map((flow) => gitHubViolation(subject, flow, { ...RUNS, message: messageOf(flow.by) })),
    ...stepsOf(subject).flatMap((site) => [
      ...unasked(subject, site),
      ...landedAnswers(subject, site),
    ]),
    ...executedInJobs(subject),
  ];
}

function messageOf(by: string): string {
  return `Whoever writes a text that the model reads can have it answer with a command, and ${by} runs it.`;
}

/** Flags that skip the questions or the sandbox of an agent. */
const FLAGS =
  /--dangerously-skip-permissions\b|--dangerously-bypass-approvals-and-sandbox\b|--yolo\b|--approval-mode[= ]yolo\b|--allow-all-tools\b|--permission-mode[= ]bypassPermissions\b|--sandbox[= ]danger-full-access\b|--trust-all-tools\b|--skip-permissions-unsafe\b|--allowed-?[tT]ools[= ]['"]?\*(?=['"\s]|$)/;
const SETTINGS: ReadonlyMap<string, RegExp> = new Map([
  ['safety-strategy', /^unsafe$/],
  ['sandbox', /^danger-full-access$/],
  ['permission_mode', /^bypassPermissions$/],
]);

function unasked(subject: Subject, site: StepSite): readonly Violation[] {
  const { step, of } = site;
  const action = actionOf(step);
  const texts =
    action !== null && isAgent(action)
      ? step.with
          .filter(
            ({ name, value }) =>
              FLAGS.test(value.value) ||
              SETTINGS.get(name.value.toLowerCase())?.test(value.value.trim()) === true,
          )
          .map(({ value }) => value)
      : flagged(step);
  return texts.flatMap((text) =>
    skipped(of, text, site.address).map((one) => ({
      ...one,
      exposure: exposureOf(subject, site.job),
    })),
  );
}

/** The script that starts an agent, or a variable of it, if it holds such a flag. */
function flagged({ run, env }: WorkflowStep): readonly Text[] {
  const texts = [...(run === null ? [] : [run]), ...(env?.entries ?? []).map(({ value }) => value)];
  const found = texts.filter(({ value }) => FLAGS.test(value));
  return found.length > 0 && run !== null && startsAgent(run.value) ? found : [];
}

function startsAgent(script: string): boolean {
  return [...script.matchAll(/[\w-]+/g)].some(([word]) => isAgentProgram(word));
}

function skipped(
  of: Pick<Workflow | Action, 'source'>,
  text: Text,
  address: string,
): readonly Violation[] {
  const found = FLAGS.exec(text.value);
  const part =
    found === null
      ? { start: 0, end: Math.max(text.value.length, 1) }
      : { start: found.index, end: found.index + found[0].length };
  return [
    {
      // A value that is told by the default of a param is not written here.
      at:
        text.value === text.node.text ? placeWithin(of.source, text.node, part) : placeIn(of, text),
      address,
      subject: found?.[0] ?? text.value.trim(),
      severity: 'medium',
      message:
        'Whoever writes a text that this agent reads can have it run any command: nothing asks, nothing holds it.',
      hint: '--allowedTools "<the tools that it needs>"',
    },
  ];
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [
    ...tektonFlows(subject)
      .filter(({ sink, taint }) => /^(?:script|inline|reread)$/.test(sink) && isAnswer(taint))
      .map((flow) => tektonViolation(flow, { ...RUNS, message: messageOf(flow.by) })),
    ...containersOf(subject).flatMap(({ resource, step, address }) =>
      (step.script === null ? commandLine(step) : [step.script, ...step.args])
        .filter(
          ({ value }) =>
            FLAGS.test(value) &&
            (startsAgent(value) || commandLine(step).some((word) => isAgentProgram(word.value))),
        )
        .flatMap((text) => skipped(resource, text, address)),
    ),
    ...landedInTasks(subject),
  ];
}
