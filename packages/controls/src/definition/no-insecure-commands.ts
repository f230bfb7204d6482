import type { NamedText, Settings, Text } from '@plumbline/pipeline';
import type { Severity } from '@plumbline/core';
import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import { jobsOf, stepsOf, workflowsOf, type JobSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { constantText } from './constants.js';
import { actionsOf } from '../github/live-actions.js';

/** 2.4.3: commands that a log line can give. */
export const noInsecureCommands: Control = {
  id: '2.4.3',
  slug: 'no-insecure-commands',
  title: 'Insecure workflow commands and debug output are off',
  level: 1,
  assessment: 'automated',
  rationale:
    'The old commands `::set-env::`, `::add-path::`, `::set-output::` and `::save-state::` work by printing a line. Whatever prints text of somebody else, a test name or a commit message, then gives commands. GitHub turned the first two off for that reason; a variable turns them on again. Debug output shows values that nobody meant to publish.',
  audit:
    'Look in every `env`, and in what scripts write to `$GITHUB_ENV`, for `ACTIONS_ALLOW_UNSECURE_COMMANDS`, `ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS`, `ACTIONS_STEP_DEBUG` and `ACTIONS_RUNNER_DEBUG`; look in scripts for the four old commands.',
  remediation:
    'Remove the variables. Write to the files instead: `echo "name=value" >> "$GITHUB_OUTPUT"`, and likewise `$GITHUB_ENV`, `$GITHUB_PATH` and `$GITHUB_STATE`.',
  impact: 'None: the files do the same. Debug output can be asked for when a run is started again.',
  references: [
    'OWASP CICD-SEC-7',
    'zizmor insecure-commands',
    'Checkov CKV_GHA_1',
    'poutine debug_enabled',
  ],
  legs: { G: { judge: asRun(judge) } },
};

function judge(subject: Subject): Judgement {
  return [
    ...workflowsOf(subject).flatMap((workflow) =>
      switches(subject, { of: workflow, env: workflow.env, address: 'env', job: null }),
    ),
    ...jobsOf(subject).flatMap((site) => inJob(subject, site)),
    ...actionsOf(subject).flatMap((action) =>
      switches(subject, { of: action, env: action.env, address: 'runs.env', job: null }),
    ),
    ...stepsOf(subject).flatMap(({ of, step, address, job }) => {
      const { env, run } = step;
      const script = step.with.find(({ name }) => name.value.toLowerCase() === 'script');
      return [
        ...switches(subject, { of, env, address, job }),
        ...[run, script?.value ?? null].flatMap((text) =>
          text === null ? [] : commands(subject, { of, text, address, job }),
        ),
      ];
    }),
  ];
}

function inJob(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  return [job.env, job.container?.env ?? null].flatMap((env) =>
    switches(subject, { of: workflow, env, address, job: site }),
  );
}

interface Scope {
  readonly of: { readonly source: Place['source'] };
  readonly address: string;
  readonly job: JobSite | null;
}

interface Switch {
  readonly severity: Severity;
  readonly message: string;
}

const COMMANDS: Switch = {
  severity: 'high',
  message: 'Whoever gets a line into the log sets variables and paths of later steps.',
};
const DEBUG: Switch = {
  severity: 'low',
  message: 'Whoever reads the log sees values of every step: debug output is always on.',
};
const SWITCHES: ReadonlyMap<string, Switch> = new Map([
  ['ACTIONS_ALLOW_UNSECURE_COMMANDS', COMMANDS],
  ['ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS', COMMANDS],
  ['ACTIONS_RUNNER_DEBUG', DEBUG],
  ['ACTIONS_STEP_DEBUG', DEBUG],
  ['RUNNER_DEBUG', DEBUG],
]);

/** As the runner reads it (actions/runner, StringUtil). */
function isOn(text: string): boolean {
  return /^(?:1|true|\$true)$/i.test(constantText(text)?.trim() ?? '');
}

function switches(
  subject: Subject,
  { env, ...scope }: Scope & { readonly env: Settings | null },
): readonly Violation[] {
  return (env?.entries ?? []).flatMap(({ name, value }: NamedText) => {
    const known = SWITCHES.get(name.value.toUpperCase());
    if (known === undefined || !isOn(value.value)) return [];
    return [violation(subject, scope, { ...known, text: value, subject: name.value })];
  });
}

const WRITTEN =
  /\b(ACTIONS_ALLOW_UNSECURE_COMMANDS|ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS|ACTIONS_STEP_DEBUG|ACTIONS_RUNNER_DEBUG)=["']?(?:true|1)\b/i;
const PRINTED = /(?:::|##\[)(set-env|add-path|set-output|save-state)(?=[\s:\]])/;
const FILES: Readonly<Record<string, string>> = {
  'set-env': 'GITHUB_ENV',
  'add-path': 'GITHUB_PATH',
  'set-output': 'GITHUB_OUTPUT',
  'save-state': 'GITHUB_STATE',
};

function commands(
  subject: Subject,
  { text, ...scope }: Scope & { readonly text: Text },
): readonly Violation[] {
  const lines = text.value.split('\n').filter((line) => !/^\s*(?:#(?!#\[)|\/\/)/.test(line));
  const written = new Set(lines.flatMap((line) => WRITTEN.exec(line)?.[1]?.toUpperCase() ?? []));
  const printed = new Set(lines.flatMap((line) => PRINTED.exec(line)?.[1] ?? []));
  return [
    ...[...written].flatMap((name) => {
      const known = SWITCHES.get(name);
      return known === undefined
        ? []
        : [violation(subject, scope, { ...known, text, subject: name })];
    }),
    ...[...printed].map((name) =>
      violation(subject, scope, {
        severity: /^(?:set-env|add-path)$/.test(name) ? 'medium' : 'low',
        message: `Whoever gets a line into the log can give \`${name}\` too: the step relies on commands in its output.`,
        hint: `echo "…" >> "$${FILES[name] ?? 'GITHUB_OUTPUT'}"`,
        text,
        subject: name,
      }),
    ),
  ];
}

type Found = Switch & { readonly text: Text; readonly subject: string; readonly hint?: string };

function violation(subject: Subject, { of, address, job }: Scope, found: Found): Violation {
  return {
    at: placeIn(of, found.text),
    address,
    subject: found.subject,
    severity: found.severity,
    ...(job === null ? {} : { exposure: exposureOf(subject, job) }),
    message: found.message,
    hint: found.hint ?? `remove \`${found.subject}\``,
  };
}
