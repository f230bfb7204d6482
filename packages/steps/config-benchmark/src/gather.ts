import { err, ok, usageFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import { platformsOf, scopeOf, type Run, type Scope, type Subject } from '@plumbline/controls';
import { modelTarget } from '@plumbline/pipeline';
import type { Base, InputsOf, LoadedPolicy, Ports, Target } from '@plumbline/step';
import type { configBenchmark } from './definition.js';

export type BenchmarkInputs = InputsOf<typeof configBenchmark>;

/** What was read, before anything is judged. */
export interface Gathered {
  readonly inputs: BenchmarkInputs;
  readonly target: Target;
  readonly loaded: LoadedPolicy;
  readonly scope: Scope;
  readonly subject: Subject;
  readonly base: Base | null;
  /** What findings are compared with. */
  readonly before: Run['base'];
}

/** Reads the files of the target, the policy in force, and the state before the change. */
export async function gather(
  inputs: BenchmarkInputs,
  ports: Ports,
): Promise<Result<Gathered, Fault>> {
  const scope = scopeOf(inputs.level === '2' ? 2 : 1, inputs.controls);
  if (!scope.ok) return scope;
  const target = ports.openTarget({ target: inputs.target, rev: null, worktree: true });
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, inputs.policy);
  if (!loaded.ok) return loaded;
  const base = ports.openBase(target.value, inputs.base);
  if (!base.ok) return base;
  const circumstances = {
    platform: loaded.value.policy.benchmark.platform,
    policy: loaded.value.policy,
    today: ports.now().toISOString().slice(0, 10),
  };
  const subject = subjectOf(target.value.tree, circumstances);
  if (!subject.ok) return subject;
  if (isEmpty(subject.value)) return err(nothingToCheck(target.value));
  const before = beforeOf(base.value, circumstances, ports);
  if (!before.ok) return before;
  return ok({
    inputs,
    target: target.value,
    loaded: loaded.value,
    scope: scope.value,
    subject: subject.value,
    base: base.value,
    before: before.value,
  });
}

type Circumstances = Pick<Subject, 'platform' | 'policy' | 'today'>;

function subjectOf(tree: FileTree, circumstances: Circumstances): Result<Subject, Fault> {
  const model = modelTarget(tree, { objects: true });
  return model.ok ? ok({ ...circumstances, tree, model: model.value }) : model;
}

/** Without a base, ignore comments count only for somebody who looks at files of their own. */
function beforeOf(
  base: Base | null,
  circumstances: Circumstances,
  ports: Ports,
): Result<Run['base'], Fault> {
  if (base !== null) return subjectOf(base.tree, circumstances);
  return ok(ports.atDesk ? 'trusted' : 'nothing');
}

function isEmpty(subject: Subject): boolean {
  return platformsOf(subject).size === 0 && subject.model.unreadable.length === 0;
}

function nothingToCheck({ name }: Target): Fault {
  return usageFault(
    'NOTHING_TO_CHECK',
    `${name} holds no workflow that runs, no action and no Tekton resource`,
    'name the folder that holds .github/workflows or the Tekton files',
  );
}
