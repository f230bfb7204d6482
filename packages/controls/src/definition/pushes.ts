import type { WorkflowStep } from '@plumbline/pipeline';
import { actionOf } from '../credentials/steps.js';
import { textAt } from '../files.js';
import type { Subject } from '../subject.js';

/** Commands that write to the remote with what checkout left behind. */
const GIT = /\bgit\b[^\n;|&]*\s(?:push|subtree)\b|\bhub\s+\w/;

/** Commands that read from it, which a public repository allows to everybody. */
const READS = /\bgit\b[^\n;|&]*\s(?:fetch|pull|clone|submodule|ls-remote|lfs|remote\s+update)\b/;

/** Whether one of the steps reads from the remote: in a private repository with the credential of checkout. */
export function readsRemote(steps: readonly WorkflowStep[]): boolean {
  return steps.some(({ run }) => run !== null && READS.test(run.value));
}

/** Programs that push by themselves. */
const TOOLS =
  /\b(?:semantic-release|release-it|standard-version|lerna\s+(?:version|publish)|changeset\s+(?:publish|tag|version)|gh-pages|mkdocs\s+gh-deploy|mike\s+(?:deploy|delete|set-default)|cargo[\s-]release|release-plz|cz\s+bump|bump2?version|bump-my-version|release:(?:prepare|perform|clean)|npm\s+version|np\b|gitreleaser|jgitver|git-cliff\s+--tag|gh\s+pr\s+checkout|gh\s+repo\s+sync)\b/;

/** Actions that push with the credential of checkout; others that push are given a token, or take that of the job. */
const ACTIONS = new Set([
  'actions-js/push',
  'endbug/add-and-commit',
  'korthout/backport-action',
  'phips28/gh-action-bump-version',
  'repo-sync/github-sync',
  'stefanzweifel/git-auto-commit-action',
]);

const FILE =
  /(?:^|[\s"'(])((?:\.\/)?[\w@.-]+(?:\/[\w@.-]+)*\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl|ps1))\b/g;

/** Whether one of the steps needs the credential that checkout leaves on disk, as far as the target shows it. */
export function needsCheckoutCredential(subject: Subject, steps: readonly WorkflowStep[]): boolean {
  return steps.some((step) => {
    if (step.run !== null) return pushes(subject, step.run.value);
    const action = actionOf(step);
    return action !== null && (ACTIONS.has(action) || scriptPushes(step));
  });
}

function scriptPushes({ with: inputs }: WorkflowStep): boolean {
  return inputs.some(({ value }) => value.value.length < 100_000 && GIT.test(value.value));
}

function pushes(subject: Subject, script: string): boolean {
  if (GIT.test(script) || TOOLS.test(script)) return true;
  return [...script.matchAll(FILE)].some(([, path = '']) => {
    const text = textAt(subject, path.replace(/^\.\//, ''));
    return text !== null && (GIT.test(text) || TOOLS.test(text));
  });
}
