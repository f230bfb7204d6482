import type { MapNode, Source } from '@plumbline/core';
import { asMap, complain, field, text, type Shape, type Text } from '../document/shape.js';
import {
  readMetadata,
  readParams,
  readParamSpecs,
  type Metadata,
  type Param,
  type ParamSpec,
} from './param.js';
import { readPipelineSpec, type PipelineSpec } from './pipeline.js';
import { readPipelineRun, readTaskRun, type PipelineRunSpec, type TaskRunSpec } from './run.js';
import { readStep, readTaskSpec, type Step, type TaskSpec } from './task.js';
import {
  readEventListener,
  readTemplateSpec,
  readTrigger,
  type EventListenerSpec,
  type TemplateSpec,
  type TriggerSpec,
} from './trigger.js';

export type TektonKind =
  | 'Task'
  | 'ClusterTask'
  | 'Pipeline'
  | 'TaskRun'
  | 'PipelineRun'
  | 'StepAction'
  | 'TriggerTemplate'
  | 'TriggerBinding'
  | 'ClusterTriggerBinding'
  | 'Trigger'
  | 'EventListener';

/** What all resources have: where they stand, what they are called. */
export interface ResourceHead {
  readonly path: string;
  readonly source: Source;
  readonly node: MapNode;
  /** Position among the resources of the file, from 0; those inside a TriggerTemplate share its position. */
  readonly index: number;
  readonly apiVersion: Text;
  readonly kindText: Text;
  readonly metadata: Metadata;
}

export type TektonResource = ResourceHead &
  (
    | { readonly kind: 'Task' | 'ClusterTask'; readonly spec: TaskSpec }
    | { readonly kind: 'Pipeline'; readonly spec: PipelineSpec }
    | { readonly kind: 'TaskRun'; readonly spec: TaskRunSpec }
    | { readonly kind: 'PipelineRun'; readonly spec: PipelineRunSpec }
    | { readonly kind: 'StepAction'; readonly spec: Step; readonly params: readonly ParamSpec[] }
    | {
        readonly kind: 'TriggerTemplate';
        readonly spec: TemplateSpec;
        readonly templates: readonly TektonResource[];
      }
    | {
        readonly kind: 'TriggerBinding' | 'ClusterTriggerBinding';
        readonly params: readonly Param[];
      }
    /** `templates`: what the templates that are written in it create. */
    | {
        readonly kind: 'Trigger';
        readonly spec: TriggerSpec;
        readonly templates: readonly TektonResource[];
      }
    | {
        readonly kind: 'EventListener';
        readonly spec: EventListenerSpec;
        readonly templates: readonly TektonResource[];
      }
    /** Interceptor, VerificationPolicy, CustomRun and every other kind of a group of Tekton: known by its `node`. */
    | { readonly kind: 'Other' }
  );

const CORE = /^tekton\.dev\/(?:v1|v1beta1|v1alpha1)$/;
const TRIGGERS = /^triggers\.tekton\.dev\/(?:v1beta1|v1alpha1)$/;
const CORE_KINDS = new Set([
  'Task',
  'ClusterTask',
  'Pipeline',
  'TaskRun',
  'PipelineRun',
  'StepAction',
]);
const TRIGGER_KINDS = new Set([
  'TriggerTemplate',
  'TriggerBinding',
  'ClusterTriggerBinding',
  'Trigger',
  'EventListener',
]);

/** Whether the document has an `apiVersion` of a group of Tekton, itself or in an item of a List. */
export function isTekton(node: MapNode): boolean {
  return itemsOf(node).some((item) => groupOf(item) !== null) || groupOf(node) !== null;
}

/** The resources of Tekton in one document; lists are opened, other groups are left out. */
export function readResources(
  shape: Shape,
  node: MapNode,
  first: number,
): readonly TektonResource[] {
  const items = itemsOf(node);
  const nodes = items.length > 0 || groupOf(node) === null ? items : [node];
  return nodes
    .filter((item) => groupOf(item) !== null)
    .flatMap((item, index) => readResource(shape, item, first + index) ?? []);
}

function itemsOf(node: MapNode): readonly MapNode[] {
  const kind = field(node, 'kind');
  const items = field(node, 'items');
  if (kind?.kind !== 'scalar' || !kind.text.endsWith('List') || items?.kind !== 'seq') return [];
  return items.items.flatMap((item) =>
    item.kind !== 'map' ? [] : groupOf(item) === null ? itemsOf(item) : [item],
  );
}

function groupOf(node: MapNode): string | null {
  const version = field(node, 'apiVersion');
  if (version?.kind !== 'scalar') return null;
  const group = version.text.slice(0, Math.max(version.text.indexOf('/'), 0));
  return group === 'tekton.dev' || group.endsWith('.tekton.dev') ? group : null;
}

function readResource(shape: Shape, node: MapNode, index: number): TektonResource | null {
  const apiVersion = text(shape, node, 'apiVersion');
  const kindText = text(shape, node, 'kind');
  if (apiVersion === null) return null;
  if (kindText === null) return complain(shape, node, 'the resource has no `kind`');
  const metadata = readMetadata(shape, node);
  const head = {
    path: shape.source.path,
    source: shape.source,
    node,
    index,
    apiVersion,
    kindText,
    metadata,
  };
  if (kindText.value.endsWith('List') && field(node, 'items') !== null) {
    complain(
      shape,
      node,
      `\`${kindText.value}\` is not opened; expected \`kind: List\` or separate documents`,
    );
  }
  const kind = knownKind(shape, apiVersion, kindText);
  return kind === null ? { ...head, kind: 'Other' } : readKnown(shape, head, kind);
}

function knownKind(shape: Shape, apiVersion: Text, kind: Text): TektonKind | null {
  const group = apiVersion.value.slice(0, apiVersion.value.indexOf('/'));
  const kinds =
    group === 'tekton.dev' ? CORE_KINDS : group === 'triggers.tekton.dev' ? TRIGGER_KINDS : null;
  if (kinds === null || !kinds.has(kind.value)) return null;
  if (!CORE.test(apiVersion.value) && !TRIGGERS.test(apiVersion.value)) {
    complain(
      shape,
      apiVersion.node,
      `\`${apiVersion.value}\` is not a known version of \`${kind.value}\``,
    );
  }
  return kind.value as TektonKind;
}

function readKnown(shape: Shape, head: ResourceHead, kind: TektonKind): TektonResource {
  const node = field(head.node, 'spec');
  const spec = node === null ? null : asMap(shape, node, '`spec`');
  if (spec === null) {
    if (node === null && !kind.endsWith('Binding'))
      complain(shape, head.node, `the ${kind} has no \`spec\``);
    return kind.endsWith('Binding')
      ? { ...head, kind: 'TriggerBinding', params: [] }
      : { ...head, kind: 'Other' };
  }
  return readSpec(shape, { head, kind, spec });
}

interface Specified {
  readonly head: ResourceHead;
  readonly kind: TektonKind;
  readonly spec: MapNode;
}

function readSpec(shape: Shape, { head, kind, spec }: Specified): TektonResource {
  switch (kind) {
    case 'Task':
    case 'ClusterTask':
      return { ...head, kind, spec: readTaskSpec(shape, spec) };
    case 'Pipeline':
      return { ...head, kind, spec: readPipelineSpec(shape, spec) };
    case 'TaskRun':
      return { ...head, kind, spec: readTaskRun(shape, spec) };
    case 'PipelineRun':
      return { ...head, kind, spec: readPipelineRun(shape, spec) };
    case 'StepAction':
      return {
        ...head,
        kind,
        spec: readStep(shape, spec, 'step-action'),
        params: readParamSpecs(shape, spec),
      };
    case 'TriggerTemplate':
      return readTemplate(shape, head, spec);
    case 'TriggerBinding':
    case 'ClusterTriggerBinding':
      return { ...head, kind, params: readParams(shape, spec) };
    case 'Trigger': {
      const trigger = readTrigger(shape, spec);
      return { ...head, kind, spec: trigger, templates: readInline(shape, head, [trigger]) };
    }
    case 'EventListener': {
      const listener = readEventListener(shape, spec);
      const templates = readInline(shape, head, listener.triggers);
      return { ...head, kind, spec: listener, templates };
    }
  }
}

function readInline(
  shape: Shape,
  { index }: ResourceHead,
  triggers: readonly TriggerSpec[],
): readonly TektonResource[] {
  return triggers.flatMap(({ template }) =>
    template === null || template.spec === null ? [] : readTemplates(shape, template.spec, index),
  );
}

function readTemplate(shape: Shape, head: ResourceHead, spec: MapNode): TektonResource {
  const template = readTemplateSpec(shape, spec);
  return {
    ...head,
    kind: 'TriggerTemplate',
    spec: template,
    templates: readTemplates(shape, template, head.index),
  };
}

/** The resources that a TriggerTemplate creates; those of other groups are left out. */
export function readTemplates(
  shape: Shape,
  template: TemplateSpec,
  index: number,
): readonly TektonResource[] {
  return template.resourceTemplates
    .filter((resource) => groupOf(resource) !== null)
    .flatMap((resource) => readResource(shape, resource, index) ?? []);
}
