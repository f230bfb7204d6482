import { remembered } from '@plumbline/core';
import { parseUses, type NamedText, type Text, type WorkflowStep } from '@plumbline/pipeline';
import type { StepSite } from '../github/steps.js';

/** The value of an input that a step passes (GitHub compares names of inputs without case). */
export function inputOf(step: WorkflowStep, name: string): Text | null {
  return step.with.find((input) => input.name.value.toLowerCase() === name)?.value ?? null;
}

/** `owner/repository[/path]` of the action that a step uses, in lower case. */
export function actionOf(step: WorkflowStep): string | null {
  return step.uses === null ? null : actionIn(step.uses.value);
}

const actionIn = remembered((text: string): string | null => {
  const uses = parseUses(text.trimEnd());
  if (uses.kind !== 'remote') return null;
  const { owner, repository, path } = uses;
  return [owner, repository, ...(path === '' ? [] : [path])].join('/').toLowerCase();
});

/** Whether an input is left out, empty, or written as false. */
export function isOff(input: Text | null): boolean {
  return input === null || /^(?:|false)$/i.test(input.value.trim());
}

/** The variables that a step has: its own, those of its job and of the workflow. */
export function variablesOf({ step, job }: Pick<StepSite, 'step' | 'job'>): readonly NamedText[] {
  return [step.env, job?.job.env, job?.workflow.env].flatMap((env) => env?.entries ?? []);
}
