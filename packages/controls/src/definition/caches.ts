import type { MapNode, ScalarNode } from '@plumbline/core';
import { mapGet, scalarOf } from '@plumbline/core';
import type { Job, Text, Workflow, WorkflowStep } from '@plumbline/pipeline';
import { actionOf, inputOf } from '../credentials/steps.js';

/** Actions that restore a cache whenever they run, unless the input says otherwise. */
const ALWAYS: ReadonlyMap<string, readonly [input: string, off: RegExp] | null> = new Map([
  ['actions/cache', ['lookup-only', /^true$/i]],
  ['actions/cache/restore', ['lookup-only', /^true$/i]],
  ['actions/setup-go', ['cache', /^false$/i]],
  ['buildjet/cache', null],
  ['golangci/golangci-lint-action', ['skip-cache', /^true$/i]],
  ['gradle/actions/setup-gradle', ['cache-disabled', /^true$/i]],
  ['gradle/gradle-build-action', ['cache-disabled', /^true$/i]],
  ['jdx/mise-action', ['cache', /^false$/i]],
  ['mozilla-actions/sccache-action', null],
  ['ramsey/composer-install', ['ignore-cache', /^(?:true|yes|1)$/i]],
  ['swatinem/rust-cache', ['lookup-only', /^true$/i]],
]);

/** Inputs that switch a cache on. */
const ASKED: ReadonlyMap<string, string> = new Map([
  ['actions/setup-dotnet', 'cache'],
  ['actions/setup-java', 'cache'],
  ['actions/setup-node', 'cache'],
  ['actions/setup-python', 'cache'],
  ['astral-sh/setup-uv', 'enable-cache'],
  ['docker/build-push-action', 'cache-from'],
  ['pnpm/action-setup', 'cache'],
  ['pyo3/maturin-action', 'sccache'],
  ['ruby/setup-ruby', 'bundler-cache'],
]);

/** By what a step restores a cache: the input that asks for it, or the action; null where an expression decides. */
export function restoredBy(step: WorkflowStep): Text | null {
  const action = actionOf(step);
  if (action === null) return null;
  const always = ALWAYS.get(action);
  if (always !== undefined) {
    const input = always === null ? null : inputOf(step, always[0]);
    if (input === null) return step.uses;
    return input.value.includes('${{') || always?.[1].test(input.value.trim()) === true
      ? null
      : step.uses;
  }
  const input = inputOf(step, ASKED.get(action) ?? '');
  return input === null || input.value.includes('${{') || /^(?:false)?$/i.test(input.value.trim())
    ? null
    : input;
}

/** The `cache-mode` of a job: its own or that of the workflow. */
export function cacheModeOf(workflow: Workflow, job: Job): ScalarNode | null {
  const of = (node: MapNode): ScalarNode | undefined => scalarOf(mapGet(node, 'cache-mode'));
  return of(job.node) ?? of(workflow.node) ?? null;
}
