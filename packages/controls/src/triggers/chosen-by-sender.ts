import { shared, type Subject } from '../subject.js';
import { resourcesOf } from '../tekton/specs.js';
import { placeIn, type Place, type Violation } from '../violation.js';

/** A value that a template takes from one of its parameters. */
interface Chosen {
  readonly at: Place;
  readonly address: string;
  readonly key: string;
  readonly text: string;
  readonly names: readonly string[];
}

/** What templates let the sender of an event choose (5.2.3); null where there is no template. */
export function judgeTemplates(subject: Subject): readonly Violation[] | null {
  const created = resourcesOf(subject).filter(({ template }) => template !== null);
  if (created.length === 0) return null;
  const chosen = created.flatMap(({ resource, address }): readonly Chosen[] => {
    const account =
      resource.kind === 'TaskRun' || resource.kind === 'PipelineRun'
        ? resource.spec.serviceAccountName
        : null;
    const texts = [
      { key: 'namespace', text: resource.metadata.namespace },
      { key: 'serviceAccountName', text: account },
    ];
    return texts.flatMap(({ key, text }) => {
      const names = text === null ? [] : paramsIn(text.value);
      return text === null || names.length === 0
        ? []
        : [{ at: placeIn(resource, text), address, key, text: text.value, names }];
    });
  });
  return chosen.flatMap((one) => judgeChosen(subject, one));
}

function paramsIn(text: string): readonly string[] {
  const found = text.matchAll(/\$\(tt\.params(?:\.([\w.-]+)|\[["']([^"']+)["']\])\)/g);
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

/** The values that bindings give to parameters, by name. */
const boundOf = shared((subject: Subject): ReadonlyMap<string, readonly string[]> => {
  const values = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (const { resource } of resourcesOf(subject)) {
    const params =
      resource.kind === 'TriggerBinding' || resource.kind === 'ClusterTriggerBinding'
        ? resource.params
        : [];
    for (const { name, value } of params) if (value?.kind === 'scalar') add(name.value, value.text);
    const triggers =
      resource.kind === 'EventListener'
        ? resource.spec.triggers
        : resource.kind === 'Trigger'
          ? [resource.spec]
          : [];
    for (const { name, value } of triggers.flatMap(({ bindings }) => bindings))
      if (name !== null && value !== null) add(name.value, value.value);
  }
  return values;
});

function judgeChosen(
  subject: Subject,
  { at, address, key, text, names }: Chosen,
): readonly Violation[] {
  const bound = boundOf(subject);
  const values = names.flatMap((name) => bound.get(name) ?? []);
  const isSent = values.some((value) => /\$\((?:body|header|extensions)\b/.test(value));
  if (values.length > 0 && !isSent) return [];
  return [
    {
      at,
      address,
      subject: key,
      severity: 'high',
      confidence: isSent ? 'high' : 'medium',
      message:
        key === 'namespace'
          ? 'Whoever sends the event chooses the namespace of the run, and with it its secrets.'
          : 'Whoever sends the event chooses the account of the run, and with it its rights.',
      hint: `${key}: <a constant>`,
      actual: text,
    },
  ];
}
