import type { Node } from '@plumbline/core';
import type { BindingUse, ParamSpec, TektonResource, TriggerSpec } from '@plumbline/pipeline';
import { byName } from './lookup.js';
import { isFixed, type Values } from './values.js';

/** What bindings give to the params of each template, by the resource that it is written in (Triggers, docs/triggertemplates.md). */
export function templateParams(
  all: readonly TektonResource[],
  byEvents: boolean,
): (of: TektonResource) => Values {
  const bindings = byName(all, (one) =>
    'params' in one && one.kind !== 'StepAction' ? one : null,
  );
  const triggers = all.flatMap((of): readonly Fired[] => {
    if (of.kind === 'Trigger') return [{ of, trigger: of.spec }];
    return of.kind === 'EventListener' ? of.spec.triggers.map((trigger) => ({ of, trigger })) : [];
  });
  const given = ({
    ref,
    name,
    value,
    params,
  }: BindingUse): readonly (readonly [string, Node])[] => [
    ...(name === null || value === null ? [] : [[name.value, value.node] as const]),
    ...[...params, ...(bindings.get(ref?.value ?? '') ?? []).flatMap((one) => one.params)].flatMap(
      (param) => (param.value === null ? [] : [[param.name.value, param.value] as const]),
    ),
  ];
  const isTold = (value: Node): boolean =>
    isFixed(value) && (byEvents || value.kind !== 'scalar' || !EVENT.test(value.text));
  return (template) => {
    const uses = triggers.filter(({ of, trigger }) => isOf(template, of, trigger));
    const known =
      uses.length > 0
        ? uses.flatMap(({ trigger }) => trigger.bindings.flatMap((use) => given(use)))
        : alikeIn(template, [...bindings.values()].flat()).flatMap(({ params }) =>
            params.flatMap(({ name, value }) =>
              value === null ? [] : [[name.value, value] as const],
            ),
          );
    if (known.length === 0) return new Map();
    return new Map(
      specsOf(template).flatMap(({ name, default: value }): readonly [string, Node | null][] => {
        const own = known.filter(([one]) => one === name?.value).map(([, node]) => node);
        const [first = value, ...others] = own;
        if (name === null || first === null) return [];
        return [
          [name.value, isTold(first) && others.every((one) => isSame(first, one)) ? first : null],
        ];
      }),
    );
  };
}

const EVENT = /\$\((?:body|header|extensions)\b/;

/** Bindings without a trigger: those of the name of the template, or all. */
function alikeIn<T extends TektonResource>(
  template: TektonResource,
  all: readonly T[],
): readonly T[] {
  const name = template.metadata.name?.value;
  const alike = all.filter(({ metadata }) => metadata.name?.value === name);
  return alike.length > 0 ? alike : all;
}

interface Fired {
  readonly of: TektonResource;
  readonly trigger: TriggerSpec;
}

function isOf(
  template: TektonResource,
  of: TektonResource,
  { template: used }: TriggerSpec,
): boolean {
  if (template.kind !== 'TriggerTemplate') return of === template && (used?.spec ?? null) !== null;
  return used?.ref?.value === template.metadata.name?.value;
}

function specsOf(template: TektonResource): readonly ParamSpec[] {
  if (template.kind === 'TriggerTemplate') return template.spec.params;
  const triggers =
    template.kind === 'Trigger'
      ? [template.spec]
      : template.kind === 'EventListener'
        ? template.spec.triggers
        : [];
  return triggers.flatMap((trigger) => trigger.template?.spec?.params ?? []);
}

function isSame(one: Node, other: Node): boolean {
  return one.kind === 'scalar' && other.kind === 'scalar' && one.text === other.text;
}
