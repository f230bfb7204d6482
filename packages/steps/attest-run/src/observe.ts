import { err, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports } from '@plumbline/step';
import type { ObservedRun } from './observed.js';
import { readRunObjects } from './tekton/objects.js';
import { observeTekton } from './tekton/observe.js';

/** The builder that a Task of the same namespace is: whoever may create runs there could forge it. */
const TASK_BUILDER = 'https://plumbline.dev/builders/tekton-task/v1';

/** Finds the run that is to be attested: exported objects, or the run that this step is part of. */
export function observe(target: string, ports: Ports): Result<ObservedRun, Fault> {
  if (isExport(target)) return observeExport(target, ports);
  return err(
    usageFault(
      'RUN_NONE',
      'there is no run to attest: this is no run on GitHub, and no exported objects of Tekton were named',
      'plumbline attest-run run.json --key KEY --store dir:records',
    ),
  );
}

/** Whether the target is a file of exported objects. */
export function isExport(target: string): boolean {
  return target === '-' || /\.(?:json|ya?ml)$/.test(target);
}

function observeExport(path: string, ports: Ports): Result<ObservedRun, Fault> {
  const bytes = ports.readFile(path);
  if (!bytes.ok) return bytes;
  const objects = readRunObjects(path, bytes.value);
  return objects.ok
    ? observeTekton(objects.value, { by: 'declared', builderId: TASK_BUILDER })
    : objects;
}
