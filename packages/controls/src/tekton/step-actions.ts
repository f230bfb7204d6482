import type { MapEntry, MapNode, Source } from '@plumbline/core';
import { readStep, type Step, type TektonResource } from '@plumbline/pipeline';
import { filledNode, type Given, type Stands } from './fill.js';

type StepAction = Extract<TektonResource, { kind: 'StepAction' }>;

/** What of a StepAction is not part of the step that uses it. */
const OWN = new Set(['name', 'description', 'params']);

/** A step with what its StepAction says (Tekton, docs/stepactions.md): what is given to that stands where its params are read. */
export function withAction(step: Step, action: StepAction, source: Source): Step {
  const own = step.node.entries;
  const known = new Set(own.map(({ key }) => key.text));
  const given = givenTo(step, action, source);
  const brought = action.spec.node.entries
    .filter(({ key }) => !known.has(key.text) && !OWN.has(key.text))
    .map(({ key, value }): MapEntry => ({ key, value: filledNode(value, action.source, given) }));
  const node: MapNode = { ...step.node, entries: [...own, ...brought] };
  return readStep({ source, problems: [] }, node, 'step');
}

function givenTo(step: Step, action: StepAction, source: Source): Stands {
  const defaults = action.params.flatMap(({ name, default: value }) =>
    name === null || value === null
      ? []
      : [[name.value, { value, from: { source: action.source, name: name.node } }] as const],
  );
  const given = step.params.flatMap(({ name, value }) =>
    value === null ? [] : [[name.value, { value, from: { source, name: name.node } }] as const],
  );
  const values = new Map<string, Given>([...defaults, ...given]);
  return (variable) => (variable.kind === 'param' ? values.get(variable.name) : undefined);
}
