import type { Severity, Source } from '@plumbline/core';
import type { Settings, Text, WorkflowStep } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { actionOf, inputOf, variablesOf } from '../credentials/steps.js';
import {
  expressionsIn,
  readsVariable,
  templatesIn,
  secretsIn,
} from '../credentials/expressions.js';
import { accessesIn, partsOf } from '../expression/path.js';
import { homesIn } from '../foreign.js';
import { exposureOf } from '../github/exposure.js';
import { hasGitHub, jobsOf, stepsOf, workflowsOf, type StepSite } from '../github/steps.js';
import { eitherWay } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { containersOf, hasTekton, resourcesOf, type ContainerSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { hiddenIn } from './invisible.js';
import { SENT, shapesIn } from './shapes.js';
import { actionsOf } from '../github/live-actions.js';

/** 2.4.6: what a reviewer cannot read is not reviewed. */
export const plainDefinitions: Control = {
  id: '2.4.6',
  slug: 'plain-definitions',
  title: 'Definitions hide nothing',
  level: 1,
  assessment: 'automated',
  rationale:
    'Review protects a pipeline only if people see what runs. Characters without width, text that is displayed in another order, programs that are decoded and run at once, and detours in references exist to be overlooked. A shell that connects to an address, or an environment that is sent to one, is how stolen pipelines look.',
  audit:
    'Show the definitions with invisible characters made visible. Look for programs that are decoded and run (`base64 -d | sh`), for `/dev/tcp`, `nc -e` and their like, for the whole environment or files with credentials in a request, for `..` in `uses`, and for shells that no template of GitHub knows.',
  remediation:
    'Write the commands themselves, or put them into a script file of the repository. If nobody knows what a line does, take it for an intrusion: look at the runs that had it, and renew what they could read.',
  impact: 'None for honest pipelines.',
  references: [
    'OWASP CICD-SEC-3, CICD-SEC-4',
    'zizmor obfuscation, misfeature',
    'Checkov CKV_GHA_3, CKV_GHA_4',
  ],
  legs: { G: { judge: eitherWay(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  const files = [...workflowsOf(subject), ...actionsOf(subject)];
  return [
    ...files.flatMap(({ source }) => hiddenText(source)),
    ...jobsOf(subject).flatMap(({ workflow, job, address }) =>
      job.uses === null ? [] : detour(workflow, address, job.uses),
    ),
    ...stepsOf(subject).flatMap((site) => inStep(subject, site)),
  ];
}

function hiddenText(source: Source): readonly Violation[] {
  return hiddenIn(source.text).map(({ name, start, end }) => ({
    at: { source, span: { start, end } },
    address: 'text',
    subject: name,
    severity: 'high',
    message: `Whoever reviews this file sees something else than what runs: ${name === 'a wide gap' ? 'a wide gap pushes text out of sight' : `${name} is invisible or turns the text around`}.`,
    hint: 'remove the characters',
  }));
}

interface Oddity {
  readonly text: Text;
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
}

function inStep(subject: Subject, site: StepSite): readonly Violation[] {
  const { of, step, address, job } = site;
  const scripts = [step.run, inputOf(step, 'script')];
  const found: readonly Oddity[] = [
    ...scripts.flatMap((text) =>
      text === null
        ? []
        : shapesIn(text.value, () => secretVariables(site)).map((shape) => ({
            ...shape,
            text,
            severity: 'high' as const,
          })),
    ),
    ...allSent(site),
    ...oddShell(site),
    ...(sharedTerminal(step) ?? []),
    ...templatesIn(step.node)
      .filter(({ text }) =>
        expressionsIn(text).some((expression) => partsOf(expression).some(isRiddle)),
      )
      .map((node) => ({ ...RIDDLE, text: { value: node.text, node } })),
  ];
  return [
    ...(step.uses === null ? [] : detour(of, address, step.uses)),
    ...found.map(({ text, name, severity, message, hint }) => ({
      at: placeIn(of, text),
      address,
      subject: name,
      severity,
      exposure: exposureOf(subject, job),
      message,
      hint,
    })),
  ];
}

/** `curl -d "$ALL"` where the variable holds every secret. */
function allSent({ step, job }: StepSite): readonly Oddity[] {
  const { run } = step;
  if (run === null || !SENDS.test(run.value)) return [];
  const names = variablesOf({ step, job })
    .filter(({ value }) => ALL.test(value.value))
    .map(({ name }) => name.value);
  const isSent = run.value
    .split('\n')
    .some((line) => SENDS.test(line) && names.some((name) => readsVariable(line, name)));
  return isSent ? [{ ...SENT, text: run, severity: 'high' }] : [];
}

const SENDS = /\b(?:curl|wget|nc|ncat|netcat|socat)\b/;
const ALL = /\btoJSON\(\s*(?:secrets|github|env)\s*\)/i;

function secretVariables({ step, job }: StepSite): readonly string[] {
  const levels: readonly (Settings | null | undefined)[] = [
    step.env,
    job?.job.env,
    job?.workflow.env,
  ];
  return levels.flatMap((env) =>
    (env?.entries ?? [])
      .filter(({ value }) => secretsIn(value.value).length > 0)
      .map(({ name }) => name.value),
  );
}

/** `owner/repository/../other@v1`, `./a/./b`: another thing than the eye reads. */
function detour(
  of: { readonly source: Source },
  address: string,
  uses: Text,
): readonly Violation[] {
  const [name = ''] = uses.value.split('@');
  const own = /^(?:\.|\$)\//.test(name);
  const path = name.replace(/^(?:\.|\$)\//, '').replace(own ? /\/$/ : /^$/, '');
  const odd = /(?:^|\/)\.{1,2}(?:\/|$)|\/\/|\\|\/$/.test(path);
  if (!odd || uses.value.startsWith('docker://') || /^(?:\.\.\/)+[\w-]/.test(uses.value)) return [];
  return [
    {
      at: placeIn(of, uses),
      address,
      subject: uses.value,
      severity: 'high',
      message:
        'Whoever reviews this reads another name than the one that runs: the path takes a detour.',
      hint: 'write the shortest form of the path',
    },
  ];
}

const SHELLS = new Set(['bash', 'sh', 'pwsh', 'powershell', 'python', 'cmd']);

function oddShell(site: StepSite): readonly Oddity[] {
  const { step, job } = site;
  const shell = step.shell ?? job?.job.defaults?.shell ?? job?.workflow.defaults?.shell ?? null;
  if (shell === null || step.run === null || shell.value.includes('${{')) return [];
  const found = oddTemplate(shell.value.trim(), step.run.value);
  return found === null ? [] : [{ ...found, text: step.shell ?? step.run, name: 'shell' }];
}

/** `%NAME%`, `!NAME!`, and what GitHub fills in. */
const EXPANDED = /%[^%\s]+%|![A-Za-z_]\w*!|\$\{\{/;

function oddTemplate(text: string, script: string): Omit<Oddity, 'text' | 'name'> | null {
  if (text === 'cmd' && EXPANDED.test(script))
    return {
      severity: 'low',
      message:
        'Whoever fills a variable that this script uses writes commands: `cmd` expands text before it reads it.',
      hint: 'shell: pwsh',
    };
  if (SHELLS.has(text) || (text.includes('{0}') && !/[;|&`<>]|\$\(/.test(text))) return null;
  return {
    severity: 'medium',
    message:
      'Whoever reviews the script does not see what runs: the template of the shell is a program of its own.',
    hint: 'shell: bash',
  };
}

/** A shell for people, opened by an action; it can be limited to who started the run. */
function sharedTerminal(step: WorkflowStep): readonly Oddity[] | null {
  const limit = inputOf(step, 'limit-access-to-actor');
  const opens = /^(?:mxschmitt\/action-tmate|lhotari\/action-upterm|owenthereal\/action-upterm)$/;
  if (step.uses === null || !opens.test(actionOf(step) ?? '')) return null;
  if (limit !== null && limit.value.trim().toLowerCase() === 'true') return null;
  return [
    {
      text: limit ?? step.uses,
      name: 'terminal',
      severity: 'medium',
      message:
        'Whoever reads the log can open a shell in this run: the terminal is not limited to who started it.',
      hint: 'limit-access-to-actor: true',
    },
  ];
}

const RIDDLE: Omit<Oddity, 'text'> = {
  name: 'constant',
  severity: 'medium',
  message:
    'Whoever reviews this has to work out a text that could be written: the expression holds constants only.',
  hint: 'write the text itself',
};

/** `format('{0}', 'x')`, `join(…)` of constants, `github[format('a')]`. */
function isRiddle(part: ReturnType<typeof partsOf>[number]): boolean {
  if (part.kind === 'index' && part.key.kind !== 'literal')
    return part.key.kind === 'call' && accessesIn(part.key).length === 0;
  return (
    part.kind === 'call' &&
    /^(?:format|join)$/.test(part.name) &&
    part.args.length > 0 &&
    accessesIn(part).length === 0 &&
    !partsOf(part).some((inner) => inner.kind === 'call' && !/^(?:format|join)$/.test(inner.name))
  );
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const sources = new Map(
    resourcesOf(subject)
      .flatMap(({ resource }) => [resource.source, ...homesIn(resource.node)])
      .map((source) => [source.path, source]),
  );
  return [
    ...[...sources.values()].flatMap((source) => hiddenText(source)),
    ...containersOf(subject).flatMap((site) => inContainer(site)),
  ];
}

function inContainer(site: ContainerSite): readonly Violation[] {
  const { resource, address, step } = site;
  const secrets = [...step.env, ...(site.task?.spec.stepTemplate?.env ?? [])]
    .filter(({ valueFrom }) => valueFrom?.entries.some(({ key }) => key.text === 'secretKeyRef'))
    .flatMap(({ name }) => name?.value ?? []);
  const [first] = [...step.command, ...step.args];
  const words = [...step.command, ...step.args].map(({ value }) => value).join(' ');
  const texts = [
    ...(step.script === null ? [] : [{ text: step.script, script: step.script.value }]),
    ...(first === undefined ? [] : [{ text: first, script: words }]),
  ];
  return texts.flatMap(({ text, script }) =>
    shapesIn(script, () => secrets).map(({ name, message, hint }) => ({
      at: placeIn(resource, text),
      address,
      subject: name,
      severity: 'high' as const,
      message,
      hint,
    })),
  );
}
