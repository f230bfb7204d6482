import { err, undecidableFault, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports, TaskFacts } from '@plumbline/step';
import { objectsOf } from '../controller/parts.js';
import type { ObservedRun } from '../observed.js';
import { observeTekton } from './observe.js';

/** Asks the API server for the run that this Task is part of, which goes on meanwhile. */
export async function observeOwn(
  { kind, namespace, name, uid }: TaskFacts,
  { builderId, offline }: { readonly builderId: string; readonly offline: boolean },
  ports: Ports,
): Promise<Result<ObservedRun, Fault>> {
  if (offline) return err(notAsked());
  const kubernetes = ports.kubernetes();
  if (!kubernetes.ok) return kubernetes;
  const resource = kind === 'PipelineRun' ? 'pipelineruns' : 'taskruns';
  const objects = await objectsOf({ resource, namespace, name, uid }, kubernetes.value);
  if (!objects.ok) return objects;
  return objects.value === null
    ? err(gone(`${namespace}/${name}`))
    : observeTekton(objects.value, { by: 'platform', builderId });
}

function notAsked(): Fault {
  return usageFault(
    'RUN_OFFLINE',
    'the run that this Task is part of is known to the API server alone, which is not asked offline',
    'target: run.json, or offline: "false"',
  );
}

function gone(name: string): Fault {
  return undecidableFault(
    'RUN_GONE',
    `the run ${name} is not there any more, or another one has its name`,
  );
}
