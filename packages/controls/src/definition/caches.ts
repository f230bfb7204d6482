import type { MapNode, ScalarNode } from '@plumbline/core';
import { mapGet, scalarOf } from '@plumbline/core';
import type { Job, Text, Workflow, WorkflowStep } from '@plumbline/pipeline';
import { actionOf, inputOf } from '../credentials/steps.js';

/** Actions that restore a cache whenever they run, unless the input says otherwise. */
const ALWAYS: ReadonlyMap<string, readonly [input: string, off: RegExp] | null> = new Map([
  ['actions/cache', ['lookup-only', /^true$/i]],
  ['actions/cache/restore', ['lookup-only', /^true$/i]],
  ['actions/setup-go', ['cache', /^false$/i]],
  ['actions-rust-lang/setup-rust-toolchain', ['cache', /^false$/i]],
  ['awalsh128/cache-apt-pkgs-action', null],
  ['buildjet/cache', null],
  ['determinatesystems/magic-nix-cache-action', ['use-gha-cache', /^(?:false|disabled|no)$/i]],
  ['golangci/golangci-lint-action', ['skip-cache', /^true$/i]],
  ['gradle/actions/setup-gradle', ['cache-disabled', /^true$/i]],
  ['gradle/gradle-build-action', ['cache-disabled', /^true$/i]],
  ['jdx/mise-action', ['cache', /^false$/i]],
  ['mlugg/setup-zig', ['use-cache', /^false$/i]],
  ['mozilla-actions/sccache-action', null],
  ['nix-community/cache-nix-action', null],
  ['oven-sh/setup-bun', ['no-cache', /^true$/i]],
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
  ['graalvm/setup-graalvm', 'cache'],
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
  const input = inputOf(step, ASKED.get(action) ?? '') ?? byManager(step, action);
  const isLeft = input === null || input.value.trim() === 'auto';
  if (action === 'astral-sh/setup-uv' && isLeft)
    return cachesByDefault(step) ? (input ?? step.uses) : null;
  return asked(input);
}

function asked(input: Text | null): Text | null {
  return input === null || input.value.includes('${{') || /^(?:false)?$/i.test(input.value.trim())
    ? null
    : input;
}

/** The input that caches what the package manager says, where it is written out. */
function byManager(step: WorkflowStep, action: string): Text | null {
  return action === 'actions/setup-node' ? inputOf(step, 'package-manager-cache') : null;
}

/** From version 5 to 9 the action caches unless it is told not to; the version stands in its reference or beside it. */
function cachesByDefault({ uses }: WorkflowStep): boolean {
  const [, ref = ''] = uses?.value.split('@') ?? [];
  const said = /^v?(\d{1,3})(?:\.|$)/.exec(ref) ?? /\bv(\d{1,3})\b/.exec(uses?.node.comment ?? '');
  const major = Number(said?.[1] ?? 0);
  return major >= 5 && major < 10;
}

/** The `cache-mode` of a job: its own or that of the workflow. */
export function cacheModeOf(workflow: Workflow, job: Job): ScalarNode | null {
  const of = (node: MapNode): ScalarNode | undefined => scalarOf(mapGet(node, 'cache-mode'));
  return of(job.node) ?? of(workflow.node) ?? null;
}
