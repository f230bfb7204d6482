import type { MapNode } from '@plumbline/core';
import { hasKey, mapField, maps, text, type Shape, type Text } from '../document/shape.js';
import { readParams, readParamSpecs, type Param, type ParamSpec } from './param.js';

/** A binding of a trigger: by name, or values written in place. */
export interface BindingUse {
  readonly node: MapNode;
  readonly ref: Text | null;
  /** `TriggerBinding` unless it says `ClusterTriggerBinding`. */
  readonly kind: Text | null;
  readonly name: Text | null;
  readonly value: Text | null;
  readonly params: readonly Param[];
}

export interface InterceptorUse {
  readonly node: MapNode;
  readonly name: Text | null;
  /** Of `ref`, or the key of the form before `ref` (`github`, `gitlab`, `bitbucket`, `cel`, `webhook`). */
  readonly ref: Text | null;
  readonly refKind: Text | null;
  readonly params: readonly Param[];
  readonly webhook: MapNode | null;
}

/** `spec` of a Trigger, or an item of `triggers` of an EventListener. */
export interface TriggerSpec {
  readonly node: MapNode;
  readonly name: Text | null;
  /** The Trigger that stands for this one. */
  readonly triggerRef: Text | null;
  readonly bindings: readonly BindingUse[];
  readonly template: TemplateUse | null;
  readonly interceptors: readonly InterceptorUse[];
  readonly serviceAccountName: Text | null;
}

export interface TemplateUse {
  readonly node: MapNode;
  readonly ref: Text | null;
  readonly spec: TemplateSpec | null;
}

export interface TemplateSpec {
  readonly node: MapNode;
  readonly params: readonly ParamSpec[];
  /** As written; `resource.ts` reads those of Tekton. */
  readonly resourceTemplates: readonly MapNode[];
}

/** Interceptors that stand before all Triggers that it selects. */
export interface TriggerGroup {
  readonly node: MapNode;
  readonly name: Text | null;
  readonly interceptors: readonly InterceptorUse[];
}

export interface EventListenerSpec {
  readonly node: MapNode;
  readonly serviceAccountName: Text | null;
  readonly triggers: readonly TriggerSpec[];
  readonly triggerGroups: readonly TriggerGroup[];
  readonly namespaceSelector: MapNode | null;
  readonly labelSelector: MapNode | null;
  readonly resources: MapNode | null;
}

export function readTemplateSpec(shape: Shape, node: MapNode): TemplateSpec {
  const key = hasKey(node, 'resourceTemplates') ? 'resourceTemplates' : 'resourcetemplates';
  return { node, params: readParamSpecs(shape, node), resourceTemplates: maps(shape, node, key) };
}

export function readTrigger(shape: Shape, node: MapNode): TriggerSpec {
  return {
    node,
    name: text(shape, node, 'name'),
    triggerRef: text(shape, node, 'triggerRef'),
    bindings: readBindings(shape, node),
    template: readTemplateUse(shape, node),
    interceptors: readInterceptors(shape, node),
    serviceAccountName: text(shape, node, 'serviceAccountName'),
  };
}

export function readEventListener(shape: Shape, node: MapNode): EventListenerSpec {
  return {
    node,
    serviceAccountName: text(shape, node, 'serviceAccountName'),
    triggers: maps(shape, node, 'triggers').map((trigger) => readTrigger(shape, trigger)),
    triggerGroups: maps(shape, node, 'triggerGroups').map((group) => ({
      node: group,
      name: text(shape, group, 'name'),
      interceptors: readInterceptors(shape, group),
    })),
    namespaceSelector: mapField(shape, node, 'namespaceSelector'),
    labelSelector: mapField(shape, node, 'labelSelector'),
    resources: mapField(shape, node, 'resources'),
  };
}

function readBindings(shape: Shape, node: MapNode): readonly BindingUse[] {
  return maps(shape, node, 'bindings').map((binding) => {
    const spec = mapField(shape, binding, 'spec');
    return {
      node: binding,
      ref: text(shape, binding, 'ref'),
      kind: text(shape, binding, 'kind'),
      name: text(shape, binding, 'name'),
      value: text(shape, binding, 'value'),
      params: spec === null ? [] : readParams(shape, spec),
    };
  });
}

/** `name` is the form of v1alpha1. */
function readTemplateUse(shape: Shape, trigger: MapNode): TemplateUse | null {
  const node = mapField(shape, trigger, 'template');
  if (node === null) return null;
  const spec = mapField(shape, node, 'spec');
  return {
    node,
    ref: text(shape, node, 'ref') ?? text(shape, node, 'name'),
    spec: spec === null ? null : readTemplateSpec(shape, spec),
  };
}

const OLD_FORMS = ['github', 'gitlab', 'bitbucket', 'cel', 'webhook'];

function readInterceptors(shape: Shape, node: MapNode): readonly InterceptorUse[] {
  return maps(shape, node, 'interceptors').map((interceptor) => {
    const ref = mapField(shape, interceptor, 'ref');
    const old = interceptor.entries.find(({ key }) => OLD_FORMS.includes(key.text))?.key;
    return {
      node: interceptor,
      name: text(shape, interceptor, 'name'),
      ref:
        ref === null
          ? old === undefined
            ? null
            : { value: old.text, node: old }
          : text(shape, ref, 'name'),
      refKind: ref === null ? null : text(shape, ref, 'kind'),
      params: readParams(shape, interceptor),
      webhook: mapField(shape, interceptor, 'webhook'),
    };
  });
}
