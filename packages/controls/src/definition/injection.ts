import type { Text, WorkflowStep } from '@plumbline/pipeline';
import { actionOf } from '../credentials/steps.js';
import type { Subject } from '../subject.js';
import { isCodeInput } from '../taint/github/actions.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { gitHubFlows } from '../taint/github/workflows.js';
import type { TektonFlow } from '../taint/tekton/flow.js';
import { tektonFlows } from '../taint/tekton/pipelines.js';
import type { Place } from '../violation.js';
import { isAnswer, severityOf, type Words } from './flows.js';

/** Values from outside that become code on GitHub. */
export function codeFlows(subject: Subject): readonly GitHubFlow[] {
  return gitHubFlows(subject).filter(
    ({ sink, taint }) => /^(?:script|input|reread)$/.test(sink) && !isAnswer(taint),
  );
}

/** The texts of a step that are run as code. */
export function codeOf(step: WorkflowStep): readonly Text[] {
  const action = actionOf(step) ?? '';
  return [
    ...(step.run === null ? [] : [step.run]),
    ...step.with.flatMap(({ name, value }) =>
      isCodeInput(action, name.value.toLowerCase()) ? [value] : [],
    ),
  ];
}

/** What only its caller chooses counts where it is read twice without need, not where a step runs programs for its caller. */
function isMeant({ sink, taint, by }: TektonFlow): boolean {
  return sink === 'reread' && taint.grade === 'caller' && !/eval| -c`$/.test(by);
}

/** One place for each value in a step: one line in `env` mends them all. */
export function oncePerStep<
  T extends {
    readonly at: Place;
    readonly address: string;
    readonly subject: string;
    readonly by: string;
  },
>(flows: readonly T[]): readonly T[] {
  const first = new Map<string, T>();
  for (const flow of flows) {
    const key = [flow.at.source.path, flow.address, flow.subject, flow.by].join(' ');
    if (!first.has(key)) first.set(key, flow);
  }
  return [...first.values()];
}

/** Values from outside that become code on Tekton. */
export function codeFlowsOfTekton(subject: Subject): readonly TektonFlow[] {
  return tektonFlows(subject).filter(
    (flow) =>
      /^(?:script|inline|reread)$/.test(flow.sink) && !isAnswer(flow.taint) && !isMeant(flow),
  );
}

/** Who could run what by a flow on GitHub, and the line that stops it. */
export function wordsOf({ sink, taint, subject, by }: GitHubFlow): Words {
  const what =
    sink === 'reread'
      ? `${taint.who} chooses \`${taint.name}\`, and ${by} runs it as code.`
      : `${taint.who} chooses \`${taint.name}\`, which becomes part of ${by} before it runs: a quote and a command in it run here.`;
  const hint =
    sink === 'reread'
      ? 'Use the variable as data: "$NAME", without eval or sh -c around it.'
      : `env: { VALUE: \${{ ${subject} }} }   # and "$VALUE" in the script`;
  return { severity: severityOf(taint), message: what, hint };
}

/** Who could run what by a flow on Tekton, and the line that stops it. */
export function wordsOfTekton({ sink, taint, subject, by }: TektonFlow): Words {
  const caller = taint.grade === 'caller';
  const what =
    sink === 'reread'
      ? `${taint.who} chooses \`${taint.name}\`, and ${by} runs it as code.`
      : `${taint.who} chooses \`${taint.name}\`, which becomes part of ${by} before it runs: a quote and a command in it run here.`;
  const hint =
    sink === 'reread'
      ? 'Use the variable as data: "$NAME", without eval or sh -c around it.'
      : `env: [{ name: VALUE, value: ${subject} }]   # and "$VALUE" in the script`;
  return {
    severity: severityOf(taint),
    ...(caller ? { confidence: 'medium' as const } : {}),
    message: what,
    hint,
  };
}
