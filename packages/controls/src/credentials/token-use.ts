import type { WorkflowStep } from '@plumbline/pipeline';
import { type Run } from '../composition/commands.js';
import { scriptsIn } from '../composition/scripts.js';
import type { JobSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { hasToken, templatesIn } from './expressions.js';
import { actionOf, inputOf } from './steps.js';

/** Actions that take the token at most to read. Any other may take it: `github.token` is a default of inputs. */
const READERS =
  /^actions\/(?:cache(?:\/.*)?|download-artifact|setup-[a-z-]+|upload-artifact(?:\/.*)?)$/;

/** Whether a step of the job may get at its token. False only where nothing can. */
export function canUseToken(subject: Subject, site: JobSite): boolean {
  const { workflow, job } = site;
  if (job.uses !== null) return true;
  const nodes = [job.node, ...(workflow.env === null ? [] : [workflow.env.node])];
  if (nodes.flatMap((node) => templatesIn(node)).some(({ text }) => hasToken(text))) return true;
  if (job.steps.some((step) => takesToken(step))) return true;
  return job.steps.some((step) => leavesToken(step)) && !onlyTests(subject, job);
}

function takesToken(step: WorkflowStep): boolean {
  if (step.uses === null) return false;
  const action = actionOf(step);
  return action === null || (action !== 'actions/checkout' && !readsAtMost(action));
}

/** Whether an action takes the token at most to read. */
export function readsAtMost(action: string): boolean {
  return READERS.test(action);
}

/** A checkout leaves the token where `git push` finds it. */
function leavesToken(step: WorkflowStep): boolean {
  if (actionOf(step) !== 'actions/checkout') return false;
  return inputOf(step, 'persist-credentials')?.value.toLowerCase() !== 'false';
}

/** Commands that install, build or test and push nothing. */
const TESTS =
  /^(?:(?:npm|pnpm|yarn|bun) (?:ci|i|install|test|t|run (?:build|check|compile|format|lint|test|typecheck)(?:[:-]\S+)?)|go (?:build|fmt|generate|install|mod|test|version|vet)|cargo (?:\+\S+ )?(?:build|check|clippy|fmt|test)|(?:python3? -m )?(?:pip3? install|pytest|unittest|flake8|mypy|ruff|tox|nox|black)|mvn|dotnet (?:build|restore|test)|bundle (?:install|exec (?:rspec|rubocop))|composer install|gofmt|golangci-lint|shellcheck|yamllint|eslint|tsc|jest|vitest|echo|cd|ls|pwd|mkdir|export|set|test|\[|true|exit|java|node --version|apt-get|sudo apt-get)(?: |$)/;

function onlyTests(subject: Subject, job: JobSite['job']): boolean {
  return scriptsIn(subject, job).every(
    ({ language, runs }) => language === 'shell' && runs.every(isTest),
  );
}

/** Whether a command installs, builds or tests, and pushes nothing. */
export function isTest({ command, invoked }: Run): boolean {
  if (invoked === null) return command.words.length === 0;
  const text = `${invoked.program} ${invoked.args.join(' ')}`;
  return TESTS.test(text) && !/\bdeploy\b|\brelease\b/.test(text);
}
