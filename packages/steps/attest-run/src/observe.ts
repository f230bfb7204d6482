import { err, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports, Target } from '@plumbline/step';
import { observeGitHub } from './github/observe.js';
import type { ObservedRun } from './observed.js';
import { observeOwn } from './tekton/live.js';
import { readRunObjects } from './tekton/objects.js';
import { observeTekton } from './tekton/observe.js';

/** The builder that a Task of the same namespace is: whoever may create runs there could forge it. */
const TASK_BUILDER = 'https://plumbline.dev/builders/tekton-task/v1';

/** Whether the target is a file of exported objects. */
export function isExport(target: string): boolean {
  return target === '-' || /\.(?:json|ya?ml)$/.test(target);
}

/** Finds the run that is to be attested: exported objects, or the run that this step is part of. */
export async function observe(
  { target: name, offline }: { readonly target: string; readonly offline: boolean },
  target: Target,
  ports: Ports,
): Promise<Result<ObservedRun, Fault>> {
  if (isExport(name)) return observeExport(name, ports);
  if (ports.run?.platform === 'github') return observeGitHub(ports.run, target, ports);
  if (ports.task !== null)
    return observeOwn(ports.task, { builderId: TASK_BUILDER, offline }, ports);
  return err(
    usageFault(
      'RUN_NONE',
      'there is no run to attest: this is no run on GitHub or Tekton, and no exported objects of Tekton were named',
      'plumbline attest-run run.json --key KEY --store dir:records',
    ),
  );
}

function observeExport(path: string, ports: Ports): Result<ObservedRun, Fault> {
  const bytes = ports.readFile(path);
  if (!bytes.ok) return bytes;
  const objects = readRunObjects(path, bytes.value);
  return objects.ok
    ? observeTekton(objects.value, { by: 'declared', builderId: TASK_BUILDER })
    : objects;
}
