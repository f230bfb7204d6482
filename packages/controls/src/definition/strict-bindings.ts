import { nearestName } from '@plumbline/core';
import type { ParamSpec, TektonResource, TemplateSpec, Text } from '@plumbline/pipeline';
import { scalarsIn } from '../credentials/expressions.js';
import type { Subject } from '../subject.js';
import { resourcesOf } from '../tekton/specs.js';
import { triggersOf, type TriggerSite } from '../triggers/listeners.js';
import { variablesIn } from '../variables/variables.js';
import type { Violation } from '../violation.js';
import { fault } from './flaw.js';

/** Parameters of TriggerTemplates that no binding of their trigger gives (Tekton Triggers, "TriggerTemplates": the text stays as it is). */
export function ungivenParams(subject: Subject): readonly Violation[] {
  const resources = resourcesOf(subject).map(({ resource }) => resource);
  return triggersOf(subject).flatMap((site) => {
    const template = templateOf(site, resources);
    const given = givenBy(site, resources);
    if (template === null || given === null) return [];
    return needed(template).flatMap(({ name }): readonly Violation[] => {
      if (name === null || given.some((one) => one.value === name.value)) return [];
      const near = nearestName(
        name.value,
        given.map(({ value }) => value),
      );
      return [
        fault(template.of, name.node, {
          address: site.address,
          subject: `parameter ${name.value}`,
          what: `no binding of the trigger gives \`${name.value}\``,
          hint: near === undefined ? `name: ${name.value}` : `name: ${name.value}, not ${near}`,
        }),
      ];
    });
  });
}

interface Template {
  readonly of: TektonResource;
  readonly spec: TemplateSpec;
}

/** The template of a trigger; null where the target does not hold it, or more than one of the name. */
function templateOf(
  { trigger, resource }: TriggerSite,
  resources: readonly TektonResource[],
): Template | null {
  const use = trigger.template;
  if (use?.spec) return { of: resource, spec: use.spec };
  const [only, second] = resources.filter(
    (one) =>
      one.kind === 'TriggerTemplate' &&
      use?.ref !== null &&
      one.metadata.name?.value === use?.ref.value,
  );
  return only?.kind === 'TriggerTemplate' && second === undefined
    ? { of: only, spec: only.spec }
    : null;
}

/** The names that the bindings of a trigger give; null where one of them is not in the target. */
function givenBy(
  { trigger }: TriggerSite,
  resources: readonly TektonResource[],
): readonly Text[] | null {
  const bindings = resources.flatMap((one) =>
    one.kind === 'TriggerBinding' || one.kind === 'ClusterTriggerBinding' ? [one] : [],
  );
  const names = trigger.bindings.flatMap(({ ref, name, params }): readonly (Text | null)[] => {
    const named = bindings.filter(({ metadata }) => metadata.name?.value === ref?.value);
    if (ref !== null && named.length !== 1) return [null];
    const brought = ref === null ? [] : named.flatMap((one) => one.params);
    return [...(name === null ? [] : [name]), ...[...params, ...brought].map((one) => one.name)];
  });
  return names.includes(null) ? null : names.flatMap((name) => name ?? []);
}

/** Those without a default that what is created reads. */
function needed({ spec }: Template): readonly ParamSpec[] {
  const read = new Set(
    spec.resourceTemplates
      .flatMap((node) => scalarsIn(node))
      .flatMap(({ text }) => variablesIn(text))
      .flatMap(({ variable }) =>
        variable.kind === 'param' && variable.template ? [variable.name] : [],
      ),
  );
  return spec.params.filter(
    ({ name, default: value }) => value === null && read.has(name?.value ?? ''),
  );
}
