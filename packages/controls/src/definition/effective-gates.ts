import type { Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { accessesIn, dotted, partsOf } from '../expression/path.js';
import { parseCondition } from '../expression/occurrences.js';
import type { Expression } from '../expression/syntax.js';
import { truthOf } from '../expression/truth.js';
import { exposureOf } from '../github/exposure.js';
import { rendered } from '../github/rendered.js';
import { stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import { bareReleases } from '../provenance/bare-releases.js';
import { publishesOf, type Publish } from '../provenance/publish.js';
import type { Subject } from '../subject.js';
import { eitherStarted } from '../tekton/as-started.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { positionOf } from './constants.js';
import { deploysOf, unknownDeploys, type Deploy } from './deploys.js';
import { isGate, isVerification, reportsElsewhere, tamedBy } from './gates.js';
import { gateTaskFlaws } from './gate-tasks.js';

/** 2.3.4: a check that cannot stop anything is a report. */
export const effectiveGates: Control = {
  id: '2.3.4',
  slug: 'effective-gates',
  title: 'Security gates come first and cannot be skipped',
  level: 1,
  assessment: 'automated',
  rationale:
    'A scan whose failure is ignored, which a parameter switches off, or which runs beside or behind the release lets everything pass, and a green run says that it was checked. On Tekton a task in `finally` runs when the release is out.',
  audit:
    'Find the steps that scan or verify. None has `continue-on-error`, `onError: continue`, `|| true` or an option that makes it succeed always; none depends on an input; each job that publishes or deploys needs them, directly or over others, and has no `always()`.',
  remediation:
    'Let the check fail the run, put it in front of what publishes, and write `needs: [scan]` (Tekton: `runAfter: [scan]`) there.',
  impact: 'Findings stop releases until they are mended or waived where the scanner reads waivers.',
  references: ['OWASP CICD-SEC-1', 'CIS SSC 2.3.7'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: eitherStarted(judgeTekton) } },
};

function judgeTekton(subject: Subject): Judgement {
  return hasTekton(subject) ? gateTaskFlaws(subject) : 'not-applicable';
}

function judgeGitHub(subject: Subject): Judgement {
  const gates = stepsOf(subject).filter((site) => isGate(site));
  if (gates.length === 0) return 'not-applicable';
  return [...gates.flatMap((site) => ineffective(subject, site)), ...unguardedJobs(subject, gates)];
}

function unguardedJobs(subject: Subject, gates: readonly StepSite[]): readonly Violation[] {
  const sinks = [
    ...publishesOf(subject),
    ...bareReleases(subject),
    ...deploysOf(subject),
    ...unknownDeploys(subject),
  ].filter(({ site }) => !isGate(site));
  const gatesByFile = Map.groupBy(gates, ({ of }) => of);
  const sinksByJob = Map.groupBy(sinks, ({ job }) => job);
  return [...sinksByJob].flatMap(([job, sinks]) =>
    unguarded(subject, job, { sinks, gates: gatesByFile.get(job.workflow) ?? [] }),
  );
}

function ineffective(subject: Subject, site: StepSite): readonly Violation[] {
  const { of, step, job, address } = site;
  if (job !== null && reportsElsewhere(job)) return [];
  const ignored = [step.continueOnError, job?.job.continueOnError ?? null].find(
    (text) => text !== null && positionOf(text.value) === 'on',
  );
  const tamed = tamedBy(site);
  const common = { address, severity: 'medium' as const, exposure: exposureOf(subject, job) };
  if (ignored !== undefined && ignored !== null && !isReadLater(site))
    return [
      {
        ...common,
        at: placeIn(of, ignored),
        subject: 'continue-on-error',
        message:
          'Whoever brings in what this check would find gets past it: its failure is ignored.',
        hint: 'continue-on-error: false',
      },
    ];
  if (tamed !== null) {
    const input = step.with.find(({ name }) => name.value === tamed);
    return [
      {
        ...common,
        at: placeIn(of, input?.value ?? step.run ?? step),
        subject: tamed,
        message:
          'Whoever brings in what this check would find gets past it: it is told to succeed always.',
        hint: input === undefined ? 'remove what makes the command succeed' : `remove \`${tamed}\``,
      },
    ];
  }
  return switchedOff(site).map((text) => ({
    ...common,
    at: placeIn(of, text),
    subject: 'if',
    message: 'Whoever starts the workflow switches this check off by an input.',
    hint: 'remove the condition',
  }));
}

/** A later step looks at the outcome. */
function isReadLater({ step, job, action }: StepSite): boolean {
  if (step.id === null || step.continueOnError === null) return false;
  const answer = `steps.${step.id.value}.`.toLowerCase();
  const node = job?.job.node ?? action?.node;
  if (node === undefined) return false;
  const text = dotted(rendered(node)).toLowerCase();
  return ['outcome', 'conclusion'].some((what) => text.includes(answer + what));
}

/** Conditions that read an input; a job that is skipped skips those that need it, a step does not. */
function switchedOff({ step, job }: StepSite): readonly Text[] {
  if (job === null) return [];
  return [step.condition].filter((text): text is Text => {
    const expression = text === null ? null : parseCondition(text.value).expression;
    return expression !== null && readsInput(expression);
  });
}

function readsInput(expression: Expression): boolean {
  return accessesIn(expression).some(
    (path) => path[0] === 'inputs' || path.slice(0, 3).join('.') === 'github.event.inputs',
  );
}

/** Whether a step runs when another of a job has run. */
function isBehind(site: StepSite, first: StepSite, job: JobSite): boolean {
  if (site.job === null) return false;
  return site.job === job
    ? site.step.index > first.step.index
    : ancestors(site.job).has(job.job.id.value);
}

interface Guarded {
  readonly sinks: readonly (Publish | Deploy)[];
  /** Of the workflow. */
  readonly gates: readonly StepSite[];
}

/** A job that publishes or deploys without waiting for the checks of its workflow. */
function unguarded(
  subject: Subject,
  job: JobSite,
  { sinks, gates: all }: Guarded,
): readonly Violation[] {
  const [first] = sinks.map(({ site }) => site).sort((a, b) => a.step.index - b.step.index);
  if (first === undefined) return [];
  const gates = all.filter((gate) => !isVerification(gate) || !isBehind(gate, first, job));
  if (gates.length === 0) return [];
  const own = gates.filter((gate) => gate.job === job);
  if (own.some(({ step }) => step.index < first.step.index)) return [];
  const before = ancestors(job);
  const waits = gates.some((gate) => gate.job !== null && before.has(gate.job.job.id.value));
  const awaited = gates.flatMap((gate) => gate.job?.job.id.value ?? []);
  const found = waits
    ? (atAnyRate(job, awaited) ?? skippedBy(job, gates) ?? unheededBy(job, awaited))
    : outOfOrder(first, own.length > 0, gates);
  if (found === null) return [];
  /** An image is often scanned where it was pushed to, and released from there. */
  const image = own.length > 0 && sinks.every((sink) => 'what' in sink && sink.what === 'image');
  return [
    {
      ...found,
      address: first.address,
      severity: 'medium',
      exposure: exposureOf(subject, job),
      ...(image ? { confidence: 'low' as const } : {}),
    },
  ];
}

type Found = Pick<Violation, 'at' | 'subject' | 'message' | 'hint'>;

function atAnyRate(job: JobSite, gates: readonly string[]): Found | null {
  if (!ignoresResult(job, gates)) return null;
  return {
    at: placeIn(job.workflow, job.job.condition ?? job.job.id),
    subject: 'if',
    message: `Whoever brings in what the checks find gets it out: \`${job.job.id.value}\` runs when they fail.`,
    hint: 'if: success()',
  };
}

/** A job between the checks and this one that runs at any rate and does not look at what became of one of them. */
function unheededBy({ workflow, job }: JobSite, gates: readonly string[]): Found | null {
  const between = workflow.jobs.filter(({ id }) =>
    job.needs.some(({ value }) => value === id.value),
  );
  for (const via of between) {
    const site = { workflow, job: via, address: '' };
    const direct = gates.filter((gate) => via.needs.some(({ value }) => value === gate));
    if (!ignoresResult(site, direct)) continue;
    const lost = direct.find((gate) => !isHeeded(via, gate));
    if (lost === undefined) continue;
    return {
      at: placeIn(workflow, via.condition ?? via.id),
      subject: 'if',
      message: `Whoever brings in what \`${lost}\` finds gets it out: \`${via.id.value}\` runs when it fails, and does not ask.`,
      hint: `[ "\${{ needs.${lost}.result }}" = success ]`,
    };
  }
  return null;
}

/** Whether a step of a job does more with the result of another than to print it. */
function isHeeded({ steps }: JobSite['job'], gate: string): boolean {
  const result = new RegExp(
    `needs\\.(?:${gate.replace(/\W/g, '\\$&')}\\.|\\*)|toJSON\\(\\s*needs`,
    'i',
  );
  return steps.some(({ run, env, condition, with: inputs }) => {
    const names = (env?.entries ?? []).filter(({ value }) => result.test(dotted(value.value)));
    const lines = (run?.value ?? '')
      .split('\n')
      .filter((line) => !/^\s*(?:echo|printf)\b[^|]*$/.test(line));
    return (
      [condition?.value, ...inputs.map(({ value }) => value.value), ...lines].some(
        (text) => text !== undefined && result.test(dotted(text)),
      ) || names.some(({ name }) => lines.some((line) => line.includes(name.value)))
    );
  });
}

/** A check that an input leaves out, and a job that goes on unless the check has failed. */
function skippedBy({ workflow, job }: JobSite, gates: readonly StepSite[]): Found | null {
  const text = job.condition === null ? '' : dotted(job.condition.value);
  const gate = gates.find((one) => {
    const checks = one.job?.job;
    return (
      checks !== undefined &&
      job.needs.some(({ value }) => value === checks.id.value) &&
      text.includes(`needs.${checks.id.value}.result != 'failure'`) &&
      isLeftOut(checks.condition)
    );
  });
  const left = gate?.job?.job;
  if (left === undefined) return null;
  return {
    at: placeIn(workflow, left.condition ?? left.id),
    subject: 'if',
    message: `Whoever sets the input gets past this check: \`${job.id.value}\` runs although it was left out.`,
    hint: `if: needs.${left.id.value}.result == 'success'`,
  };
}

/** Whether the condition reads an input, or cannot hold with what was given for one. */
function isLeftOut(condition: Text | null): boolean {
  const expression = condition === null ? null : parseCondition(condition.value).expression;
  if (expression === null) return false;
  return readsInput(expression) || truthOf(expression, () => null) === false;
}

function outOfOrder({ of, step }: StepSite, inside: boolean, gates: readonly StepSite[]): Found {
  const name = step.uses?.value.split('@')[0] ?? 'this';
  const gate = gates[0]?.job?.job.id.value ?? '';
  return {
    at: placeIn(of, step.uses ?? step.run ?? step),
    subject: 'order',
    message: `Whoever brings in what the checks find gets it out: \`${name}\` does not wait for them.`,
    hint: inside ? 'move the check in front of this step' : `needs: [${gate}]`,
  };
}

/** The jobs that a job waits for, directly or over others. */
function ancestors({ workflow, job }: JobSite): ReadonlySet<string> {
  const found = new Set<string>();
  const open = job.needs.map(({ value }) => value);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const needed = workflow.jobs.find(({ id }) => id.value === next);
    open.push(...(needed?.needs.map(({ value }) => value) ?? []));
  }
  return found;
}

/** `always()` and its like, and no look at the results of the checks; a job that was needed may have looked. */
function ignoresResult({ job }: JobSite, gates: readonly string[]): boolean {
  const expression = job.condition === null ? null : parseCondition(job.condition.value).expression;
  if (expression === null) return false;
  const calls = partsOf(expression).flatMap((part) => (part.kind === 'call' ? part.name : []));
  const direct = gates.filter((gate) => job.needs.some(({ value }) => value === gate));
  const read = accessesIn(expression).flatMap(([context, needed = '', field]) =>
    context === 'needs' && field === 'result' ? needed : [],
  );
  const looks =
    direct.length === 0
      ? read.length > 0
      : read.some(
          (needed) => needed === '*' || direct.some((gate) => gate.toLowerCase() === needed),
        );
  return !looks && calls.some((name) => /^(?:always|failure|cancelled)$/.test(name));
}
