import { rememberedOf } from '@plumbline/core';
import { parseUses, type Job, type Workflow, type WorkflowStep } from '@plumbline/pipeline';
import { jobSites, stepSites, stepsOf, workflowsOf, type StepSite } from '../../github/steps.js';
import { shared, type Subject } from '../../subject.js';
import { CLEAN, passed, signatureOf, worstOf, type Taint } from '../taint.js';
import type { Start } from './attacker.js';
import { frameOfAction, isText, rootInput } from './entries.js';
import type { ForeignFiles, GitHubFlow } from './flow.js';
import type { Frame, Outputs, Run } from './frame.js';
import { taintsAt, taintsOfText } from './names.js';
import { narrowed, startsKey, startsOfJob, startsOfWorkflow, UNKNOWN_STARTS } from './reach.js';
import { runScript } from './run-step.js';
import { runUses } from './run-uses.js';
import { addFlow } from './sinks.js';
import { expressionsOf, placeWithin } from './texts.js';
import { actionsOf } from '../../github/live-actions.js';

const gitHubRun = shared((subject: Subject): Run => {
  const workflows = workflowsOf(subject);
  const run: Run = {
    ...emptyRun(stepsOf(subject)),
    actions: new Map(subject.model.actions.map((action) => [action.folder, action])),
    workflows: new Map(workflows.map((workflow) => [workflow.path, workflow])),
  };
  const called = calledWorkflows(workflows);
  for (const workflow of workflows) {
    if (!isByItself(workflow)) runRoot(run, workflow, called.has(workflow.path));
    else {
      const { flows, foreign } = runByItself(workflow);
      for (const [key, flow] of flows) run.flows.set(key, flow);
      for (const [key, files] of foreign) run.foreign.set(key, files);
    }
  }
  for (const action of actionsOf(subject)) runSteps(run, frameOfAction(action), action.steps);
  return run;
});

function emptyRun(steps: readonly StepSite[]): Run {
  return {
    actions: new Map(),
    workflows: new Map(),
    addresses: new Map(steps.map(({ step, address }) => [step, address])),
    flows: new Map(),
    foreign: new Map(),
    done: new Map(),
    effects: new Map(),
  };
}

/** Whether nothing but the workflow itself decides what its runs do: the same then as it is written and as it runs. */
function isByItself({ jobs, triggers }: Workflow): boolean {
  const uses = jobs.flatMap((job) => [job.uses, ...job.steps.map((step) => step.uses)]);
  return (
    triggers.every(({ event }) => event.value !== 'workflow_call') &&
    uses.every((text) => text === null || parseUses(text.value).kind !== 'local')
  );
}

const runByItself = rememberedOf((workflow: Workflow): Run => {
  const run = emptyRun(jobSites(workflow).flatMap(stepSites));
  runRoot(run, workflow, false);
  return run;
});

/** Every way of a value from outside to a place where it matters, over all workflows and actions of the target. */
export function gitHubFlows(subject: Subject): readonly GitHubFlow[] {
  return [...gitHubRun(subject).flows.values()];
}

/** Every step that brings files of somebody outside into a workspace. */
export function foreignFiles(subject: Subject): readonly ForeignFiles[] {
  return [...gitHubRun(subject).foreign.values()];
}

/** The workflows of the target that others of it call. */
function calledWorkflows(workflows: readonly Workflow[]): ReadonlySet<string> {
  return new Set(
    workflows.flatMap(({ jobs }) =>
      jobs.flatMap(({ uses }) => {
        const parsed = uses === null ? null : parseUses(uses.value);
        return parsed?.kind === 'local' ? [parsed.path] : [];
      }),
    ),
  );
}

interface Entry {
  readonly starts: readonly Start[];
  readonly inputs: (name: string) => readonly Taint[];
  readonly depth: number;
}

function runRoot(run: Run, workflow: Workflow, called: boolean): void {
  const own = startsOfWorkflow(workflow);
  const reusable = workflow.triggers.some(({ event }) => event.value === 'workflow_call');
  const starts = reusable && !called ? [...own, ...UNKNOWN_STARTS] : own;
  if (starts.length === 0) return;
  runWorkflow(run, workflow, { starts, inputs: (name) => rootInput(workflow, name), depth: 0 });
}

/** Runs all jobs of a workflow; gives the outputs that it declares. */
function runWorkflow(run: Run, workflow: Workflow, start: Entry): Outputs {
  const done = new Map<string, Outputs>();
  const running = new Set<string>();
  const outputsOf = (name: string): Outputs | null => {
    const job = workflow.jobs.find(({ id }) => id.value.toLowerCase() === name);
    if (job === undefined) return null;
    const known = done.get(name);
    if (known !== undefined || running.has(name)) return known ?? null;
    running.add(name);
    const outputs = runJob(run, workflow, { job, start, outputsOf });
    done.set(name, outputs);
    return outputs;
  };
  for (const { id } of workflow.jobs) outputsOf(id.value.toLowerCase());
  return declaredOutputs(workflow, start, outputsOf);
}

function declaredOutputs(workflow: Workflow, start: Entry, outputsOf: Frame['outputsOf']): Outputs {
  const declared = workflow.triggers.find(({ event }) => event.value === 'workflow_call')?.outputs;
  const frame = emptyFrame(workflow, start, outputsOf);
  return new Map(
    (declared ?? []).map(({ name, value }) => [
      name.value.toLowerCase(),
      taintsOfText(frame, value),
    ]),
  );
}

function emptyFrame(workflow: Workflow, start: Entry, outputsOf: Frame['outputsOf']): Frame {
  return {
    of: workflow,
    site: null,
    job: null,
    matrix: null,
    starts: start.starts,
    inputs: start.inputs,
    outputsOf,
    steps: new Map(),
    env: new Map(),
    files: { taints: CLEAN },
    depth: start.depth,
  };
}

type JobRun = Pick<Frame, 'outputsOf'> & { readonly job: Job; readonly start: Entry };

function runJob(run: Run, workflow: Workflow, { job, start, outputsOf }: JobRun): Outputs {
  const starts = startsOfJob(workflow, job, start.starts);
  const frame: Frame = {
    ...emptyFrame(workflow, { ...start, starts }, outputsOf),
    site: { workflow, job, address: `jobs.${job.id.value}` },
    job,
    matrix: job.strategy?.matrix ?? null,
  };
  if (starts.length === 0) return new Map();
  for (const settings of [workflow.env, job.env])
    for (const { name, value } of settings?.entries ?? [])
      frame.env.set(name.value, taintsOfText(frame, value));
  if (job.uses !== null) return runCallee(run, frame, job);
  findChoices(run, frame, job);
  runSteps(run, frame, job.steps);
  return new Map(
    job.outputs.map(({ name, value }) => [name.value.toLowerCase(), taintsOfText(frame, value)]),
  );
}

const OPTIONS = '`options` of a container';

/** What decides where a job runs, and with which options of `docker create`: `by` names which. */
function findChoices(run: Run, frame: Frame, { steps, runsOn, container, services }: Job): void {
  const [step] = steps;
  const images = [container, ...services.map((service) => service.container)];
  const choices = [
    ...[...(runsOn?.labels ?? []), runsOn?.group].map((text) => ({ text, by: 'runs-on' })),
    ...images.flatMap((one) => [
      { text: one?.image, by: 'image' },
      { text: one?.options, by: OPTIONS },
    ]),
  ];
  for (const { text, by } of step === undefined ? [] : choices) {
    if (text === null || text === undefined || step === undefined) continue;
    for (const part of expressionsOf(text)) {
      const taint = worstOf(taintsAt(frame, text, part));
      const sink = by === OPTIONS ? 'input' : 'choice';
      addFlow(run, frame, { step, sink, taint, text, part, subject: part.text, by });
    }
  }
}

/** A reusable workflow of the target, with what the job gives to it. */
function runCallee(run: Run, frame: Frame, job: Job): Outputs {
  const parsed = job.uses === null ? null : parseUses(job.uses.value);
  const callee = parsed?.kind === 'local' ? run.workflows.get(parsed.path) : undefined;
  if (callee === undefined || frame.depth > 8) return new Map();
  const declared =
    callee.triggers.find(({ event }) => event.value === 'workflow_call')?.inputs ?? [];
  const given = new Map(
    job.with.map(({ name, value }) => {
      const input = declared.find(
        (known) => known.name.value.toLowerCase() === name.value.toLowerCase(),
      );
      const place = placeWithin(frame.of, value, {
        start: 0,
        end: Math.max(value.value.length, 1),
      });
      const taints = isText(input?.type ?? null) ? taintsOfText(frame, value) : CLEAN;
      return [
        name.value.toLowerCase(),
        passed(
          taints,
          { ...place, message: `given to the workflow \`${callee.path}\`` },
          'boundary',
        ),
      ] as const;
    }),
  );
  const key = JSON.stringify([callee.path, startsKey(frame.starts), signatureOf(given)]);
  const known = run.done.get(key);
  if (known !== undefined) return known;
  run.done.set(key, new Map());
  const outputs = runWorkflow(run, callee, {
    starts: frame.starts,
    inputs: (name) => given.get(name) ?? CLEAN,
    depth: frame.depth + 1,
  });
  run.done.set(key, outputs);
  return outputs;
}

function runSteps(run: Run, frame: Frame, steps: readonly WorkflowStep[]): void {
  for (const step of steps) {
    const starts = narrowed(frame.starts, step.condition);
    if (starts.length === 0) continue;
    const own: Frame = starts.length === frame.starts.length ? frame : { ...frame, starts };
    findPath(run, own, step);
    const { outputs } =
      step.run === null ? runUses(run, own, step, runSteps) : runScript(run, own, step);
    if (step.id !== null && outputs.size > 0) {
      const id = step.id.value.toLowerCase();
      const place = placeWithin(frame.of, step.id, { start: 0, end: step.id.value.length });
      frame.steps.set(
        id,
        new Map(
          [...outputs].map(([name, taints]) => [
            name,
            passed(taints, { ...place, message: `handed on by the step \`${id}\`` }, 'within'),
          ]),
        ),
      );
    }
  }
}

function findPath(run: Run, frame: Frame, step: WorkflowStep): void {
  const text = step.workingDirectory;
  if (text === null) return;
  for (const occurrence of expressionsOf(text))
    addFlow(run, frame, {
      step,
      sink: 'path',
      taint: worstOf(taintsAt(frame, text, occurrence)),
      text,
      part: occurrence,
      subject: occurrence.text,
      by: '`working-directory`',
    });
}
