import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { closure, modelTarget, type Model } from '@plumbline/pipeline';
import { measure, type MeasuredClosure } from '@plumbline/records';
import type { InputsOf, LoadedPolicy, Ports, RecordStore, Target } from '@plumbline/step';
import type { verifyPipeline } from './definition.js';

export type VerifyInputs = InputsOf<typeof verifyPipeline>;

/** What was read, before anything is judged. */
export interface Gathered {
  readonly inputs: VerifyInputs;
  readonly target: Target;
  readonly loaded: LoadedPolicy;
  readonly model: Model;
  readonly measured: MeasuredClosure;
  readonly stores: readonly RecordStore[];
  readonly now: Date;
}

export async function gather(inputs: VerifyInputs, ports: Ports): Promise<Result<Gathered, Fault>> {
  const target = ports.openTarget(inputs);
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, inputs.policy);
  if (!loaded.ok) return loaded;
  const model = modelTarget(target.value.tree);
  if (!model.ok) return model;
  const used = closure(target.value.tree, model.value);
  if (!used.ok) return used;
  if (used.value.files.length + used.value.unreadable.length === 0) {
    return err(
      usageFault(
        'NOTHING_TO_CHECK',
        `${target.value.name} holds no workflow, action or Tekton resource`,
        'name the folder that holds .github/workflows or the Tekton files',
      ),
    );
  }
  const stores = ports.openStores(inputs.store);
  if (!stores.ok) return stores;
  const now = inputs['as-of'] ?? ports.now();
  return ok({
    inputs,
    target: target.value,
    loaded: loaded.value,
    model: model.value,
    measured: measure(used.value, target.value.tree),
    stores: stores.value,
    now,
  });
}
