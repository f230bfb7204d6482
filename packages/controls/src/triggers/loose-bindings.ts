import type { TektonResource, Text } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { resourcesOf } from '../tekton/specs.js';

type Binding = Extract<TektonResource, { kind: 'TriggerBinding' | 'ClusterTriggerBinding' }>;
type Template = Extract<TektonResource, { kind: 'TriggerTemplate' }>;

/** A binding and the template that it fits, whose trigger stands elsewhere. */
export interface LooseBinding {
  readonly binding: Binding;
  readonly template: Template;
}

/** Bindings that no trigger of the target takes, each with the templates that declare all of its parameters. */
export const looseBindings = shared((subject: Subject): readonly LooseBinding[] => {
  const resources = resourcesOf(subject).map(({ resource }) => resource);
  const taken = new Set(resources.flatMap((resource) => namesTakenBy(resource)));
  const free = resources.filter(({ metadata }) => !taken.has(metadata.name?.value ?? ''));
  const templates = free.filter((resource) => resource.kind === 'TriggerTemplate');
  return free.flatMap((binding) =>
    binding.kind !== 'TriggerBinding' && binding.kind !== 'ClusterTriggerBinding'
      ? []
      : namesakes(
          binding,
          templates.filter((template) => fits(binding, template)),
        ).map((template) => ({ binding, template })),
  );
});

/** Of several, the one that is called alike is meant. */
function namesakes({ metadata }: Binding, templates: readonly Template[]): readonly Template[] {
  const alike = templates.filter((one) => one.metadata.name?.value === metadata.name?.value);
  return alike.length > 0 ? alike : templates;
}

function namesTakenBy(resource: TektonResource): readonly string[] {
  const triggers =
    resource.kind === 'Trigger'
      ? [resource.spec]
      : resource.kind === 'EventListener'
        ? resource.spec.triggers
        : [];
  return triggers.flatMap(({ bindings, template }) =>
    [...bindings.map(({ ref }) => ref), template?.ref ?? null].flatMap(
      (name: Text | null) => name?.value ?? [],
    ),
  );
}

function fits({ params }: Binding, { spec }: Template): boolean {
  const declared = new Set(spec.params.map(({ name }) => name?.value));
  return params.length > 0 && params.every(({ name }) => declared.has(name.value));
}
