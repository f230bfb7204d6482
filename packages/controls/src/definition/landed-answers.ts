import {
  scriptOf,
  scriptsIn,
  tektonScriptsTogether,
  type ScriptSite,
} from '../composition/scripts.js';
import { actionOf, inputOf, variablesOf } from '../credentials/steps.js';
import { exposureOf } from '../github/exposure.js';
import { jobsOf, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { isAgent } from '../taint/github/actions.js';
import { isAgentProgram } from '../taint/rereads.js';
import { placeIn, type Violation } from '../violation.js';
import { executedAnswers } from './executed-answers.js';

const MERGES =
  /\bgh\s+pr\s+merge\b|\bgh\s+pr\s+review\b[^\n]{0,400}--approve\b|\bglab\s+mr\s+(?:merge|approve)\b/;

/** A merge, an approval or a push behind an agent in the same job (2.5.2). */
export function landedAnswers(subject: Subject, site: StepSite): readonly Violation[] {
  const { step, job, of } = site;
  const what = MERGES.test(step.run?.value ?? '') ? 'merge' : pushes(site) ? 'push' : null;
  const own = job?.job.steps.slice(0, step.index + (step.run === null ? 0 : 1)) ?? [];
  const earlier = [...own, ...handedOver(site)];
  if (what === null || !earlier.some((one) => asksModel(subject, one))) return [];
  return [
    {
      at: placeIn(of, step.run ?? step.uses ?? step),
      address: site.address,
      subject: what,
      severity: 'high',
      exposure: exposureOf(subject, job),
      ...LANDED,
    },
  ];
}

/** The steps of jobs that hand this one an artifact. */
function handedOver({ job }: StepSite): readonly StepSite['step'][] {
  const takes = job?.job.steps.some((step) => actionOf(step) === 'actions/download-artifact');
  if (job === null || takes !== true) return [];
  return job.workflow.jobs
    .filter(({ id }) => job.job.needs.some(({ value }) => value === id.value))
    .filter(({ steps }) => steps.some((step) => actionOf(step) === 'actions/upload-artifact'))
    .flatMap(({ steps }) => steps);
}

/** Addresses and keys of the services that answer. */
const SERVICES =
  /\bapi\.(?:openai|anthropic|mistral|groq|deepseek)\.com|openrouter\.ai|models\.github\.ai|generativelanguage\.googleapis\.com/;
const KEYS =
  /^(?:OPENAI|ANTHROPIC|CLAUDE|GEMINI|MISTRAL|GROQ|OPENROUTER|DEEPSEEK|XAI|AZURE_OPENAI|CURSOR)_(?:API_)?(?:KEY|TOKEN)$/;

function asksModel(subject: Subject, step: StepSite['step']): boolean {
  if (step.run === null) return isAgent(actionOf(step) ?? '');
  const keys = (step.env?.entries ?? []).some(({ name }) => KEYS.test(name.value));
  const script = scriptOf(subject, step);
  return keys || (script !== undefined && scriptAsks(script));
}

function scriptAsks({ text, runs }: ScriptSite): boolean {
  return (
    SERVICES.test(text) ||
    runs.some(({ invoked }) => {
      const { program = '', args = [] } = invoked ?? {};
      return isAgentProgram(program) || (RUNNERS.test(program) && args.some(isAgentPackage));
    })
  );
}

/** Answers that a later step of a job runs. */
export function executedInJobs(subject: Subject): readonly Violation[] {
  return jobsOf(subject).flatMap(({ job }) => {
    const scripts = scriptsIn(subject, job);
    const asked = scripts.length === 0 ? -1 : scripts.findIndex((script) => scriptAsks(script));
    return asked === -1 ? [] : executedAnswers(scripts.slice(asked));
  });
}

/** The same in Tasks: behind a model, a step merges or pushes to the default branch. */
export function landedInTasks(subject: Subject): readonly Violation[] {
  return tektonScriptsTogether(subject).flatMap((scripts) => {
    const asked = scripts.findIndex((script) => scriptAsks(script));
    if (asked === -1) return [];
    const from = scripts.slice(asked);
    return [...from.flatMap((script) => landing(script)), ...executedAnswers(from)];
  });
}

function landing({ source, node, address, text }: ScriptSite): readonly Violation[] {
  const pushed = [...text.matchAll(PUSH)].some(([, to = '']) => DEFAULT.test(to));
  if (!pushed && !MERGES.test(text)) return [];
  return [
    {
      at: placeIn({ source }, node),
      address,
      subject: pushed ? 'push' : 'merge',
      severity: 'high',
      ...LANDED,
    },
  ];
}

const LANDED = {
  message:
    'Whoever steers the model decides what is merged here: no person stands between its answer and the branch.',
  hint: 'gh pr create   # and a review',
};

const RUNNERS = /^(?:npx|pnpx|bunx|uvx|pnpm|yarn|bun|npm|uv|pipx|poetry)$/;

function isAgentPackage(word: string): boolean {
  return (
    isAgentProgram(word) ||
    /^@(?:anthropic-ai\/claude-code|openai\/codex|google\/gemini-cli|github\/copilot)(?:@|$)/.test(
      word,
    )
  );
}

/** Actions that commit what they find to the branch that is checked out, unless they are given another. */
const PUSHERS: ReadonlyMap<string, string> = new Map([
  ['stefanzweifel/git-auto-commit-action', 'branch'],
  ['endbug/add-and-commit', 'new_branch'],
  ['ad-m/github-push-action', 'branch'],
  ['actions-js/push', 'branch'],
]);
const PUSH = /\bgit\b[^\n;|&]{0,200}\spush\b([^\n;|&]{0,400})/g;
/** Comments, and what is only printed. */
const SAID = /^[ \t]*(?:#|echo\s+["'][^"'\n]*["']\s*$)[^\n]*/gm;
const DEFAULT =
  /(?:^|[\s:/])(?:main|master|trunk|develop)["']?(?:\s|$)|default_branch|DEFAULT_BRANCH/;
const BRANCHES = /\bgit\s+(?:switch\s+(?:-c|-C|--create)|checkout\s+-[bB]|branch\s+[^-\s])/;

/** Whether a step writes to the branch that the run is for; that of a pull request still waits for a review. */
function pushes({ step, job }: StepSite): boolean {
  const events = job?.workflow.triggers.map(({ event }) => event.value) ?? [];
  const onBranch = events.some((event) => !/^(?:pull_request|issue_comment)/.test(event));
  const branch = PUSHERS.get(actionOf(step) ?? '');
  if (branch !== undefined) {
    const given = inputOf(step, branch)?.value ?? '';
    return DEFAULT.test(given) || (given === '' && onBranch);
  }
  const script = step.run?.value ?? '';
  const before = (job?.job.steps ?? []).slice(0, step.index + 1);
  const leaves = before.some(({ run }) => BRANCHES.test(run?.value ?? ''));
  const constants = variablesOf({ step, job }).filter(({ value }) =>
    /^[\w./-]{1,200}$/.test(value.value),
  );
  const filled = script
    .replace(SAID, '')
    .replace(
      /\$\{?(\w+)\}?/g,
      (whole, variable: string) =>
        constants.find(({ name }) => name.value === variable)?.value.value ?? whole,
    );
  return [...filled.matchAll(PUSH)].some(
    ([, to = '']) => DEFAULT.test(to) || (onBranch && !leaves && isPlain(to)),
  );
}

/** Without a branch of its own behind the name of the remote. */
function isPlain(to: string): boolean {
  const words = to.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-'));
  return words.length < 2 || /^["']?HEAD["']?$/.test(words[1] ?? '');
}
