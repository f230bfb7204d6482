import type { Subject } from '../subject.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { gitHubFlows } from '../taint/github/workflows.js';
import type { TektonFlow } from '../taint/tekton/flow.js';
import { tektonFlows } from '../taint/tekton/pipelines.js';
import { isAnswer, severityOf, type Words } from './flows.js';

/** Values from outside that become code on GitHub. */
export function codeFlows(subject: Subject): readonly GitHubFlow[] {
  return gitHubFlows(subject).filter(
    ({ sink, taint }) => /^(?:script|input|reread)$/.test(sink) && !isAnswer(taint),
  );
}

/** Values from outside that become code on Tekton. */
export function codeFlowsOfTekton(subject: Subject): readonly TektonFlow[] {
  return tektonFlows(subject).filter(
    ({ sink, taint }) => /^(?:script|inline|reread)$/.test(sink) && !isAnswer(taint),
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
