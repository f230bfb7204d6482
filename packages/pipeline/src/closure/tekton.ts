import { placeOf, type Text } from '../document/shape.js';
import type { PipelineSpec, PipelineTask } from '../tekton/pipeline.js';
import type { TektonResource } from '../tekton/resource.js';
import type { PodTemplate } from '../tekton/run.js';
import type { Step, TaskSpec, Volume } from '../tekton/task.js';
import { boundScope, expandParams, openScope, type ParamScope } from './params.js';
import { namesOf, nodeKindOf } from './tekton-names.js';
import { addReference, type TektonWalk } from './tekton-reference.js';
import { walkEventListener, walkTrigger } from './tekton-trigger.js';
import { addImage, addUnknownImage, written, type Walk } from './walk.js';

/** Adds every resource of the target with everything it uses. */
export function walkResources(walk: Walk): void {
  const { resources } = walk.model;
  const names = namesOf(resources);
  const tekton: TektonWalk = {
    ...walk,
    names,
    walkResource,
    idOf: (resource) => {
      const kind = nodeKindOf(resource.kind);
      return kind === null ? null : `${kind}:${names.get(resource) ?? resource.path}`;
    },
    byName: Map.groupBy(
      resources,
      (resource) => `${resource.kind}/${resource.metadata.name?.value ?? ''}`,
    ),
  };
  for (const resource of resources) walkResource(tekton, null, resource, new Map());
}

/** `outer` is what a TriggerTemplate gives to the resources that it creates. */
function walkResource(
  walk: TektonWalk,
  from: string | null,
  resource: TektonResource,
  outer: ParamScope,
): void {
  walk.files.add(resource.path);
  const kind = nodeKindOf(resource.kind);
  const name = walk.names.get(resource) ?? `${resource.path}#${resource.kindText.value}/`;
  if (kind === null) return addOther(walk, from, resource);
  const site = placeOf(resource, resource.node);
  const id = walk.graph.add(from, {
    kind,
    ref: name,
    path: resource.path,
    status: 'present',
    site,
  });
  walkSpec(walk, id, resource, outer);
}

/** A run of a custom task is run by a controller that is not known; other kinds use nothing. */
function addOther(walk: TektonWalk, from: string | null, resource: TektonResource): void {
  if (resource.kindText.value !== 'CustomRun' && resource.kindText.value !== 'Run') return;
  walk.graph.add(from, {
    kind: 'task-run',
    ref: walk.names.get(resource) ?? `${resource.path}#${resource.kindText.value}/`,
    path: resource.path,
    status: 'undecidable',
    reason: 'a custom task is run by a controller of its own, in a way that is not known here',
    site: placeOf(resource, resource.node),
  });
}

function walkSpec(walk: TektonWalk, id: string, resource: TektonResource, outer: ParamScope): void {
  switch (resource.kind) {
    case 'Task':
    case 'ClusterTask':
      return walkTask(walk, id, resource, {
        spec: resource.spec,
        scope: openScope(resource.spec.params),
      });
    case 'StepAction':
      return addStep(walk, id, resource, {
        step: resource.spec,
        scope: openScope(resource.params),
      });
    case 'Pipeline':
      return walkPipeline(walk, id, resource, {
        spec: resource.spec,
        scope: openScope(resource.spec.params),
        started: false,
      });
    case 'TaskRun':
    case 'PipelineRun':
      return walkRun(walk, id, resource, outer);
    case 'TriggerTemplate':
      return walkTemplates(walk, id, resource);
    case 'Trigger':
      return walkTrigger(walk, id, resource, resource.spec);
    case 'EventListener':
      return walkEventListener(walk, id, resource, resource.spec);
    case 'TriggerBinding':
    case 'ClusterTriggerBinding':
    case 'Other':
      return;
  }
}

function walkTemplates(
  walk: TektonWalk,
  id: string,
  template: TektonResource & { kind: 'TriggerTemplate' },
): void {
  const scope = openScope(template.spec.params, 'tt.');
  for (const resource of template.templates) walkResource(walk, id, resource, scope);
}

type Run = TektonResource & { kind: 'TaskRun' | 'PipelineRun' };

/** A run is started with what it says and nothing else, so its parameters are known. */
function walkRun(walk: TektonWalk, id: string, run: Run, outer: ParamScope): void {
  const { ref, params, podTemplate } = run.spec;
  const bound = { params, outer, started: true };
  const given = boundScope({ specs: [], ...bound });
  if (ref !== null) {
    const kind = run.kind === 'TaskRun' ? 'task' : 'pipeline';
    addReference(walk, id, { of: run, reference: ref, kind, scope: outer });
  }
  addPod(walk, id, run, { pod: podTemplate, scope: given });
  if (run.kind === 'TaskRun') {
    const { taskSpec: spec } = run.spec;
    if (spec !== null)
      walkTask(walk, id, run, { spec, scope: boundScope({ specs: spec.params, ...bound }) });
    return;
  }
  for (const override of run.spec.taskRunSpecs)
    addPod(walk, id, run, { pod: override.podTemplate, scope: given });
  const { pipelineSpec: spec } = run.spec;
  if (spec !== null)
    walkPipeline(walk, id, run, {
      spec,
      scope: boundScope({ specs: spec.params, ...bound }),
      started: true,
    });
}

interface In<T> {
  readonly spec: T;
  readonly scope: ParamScope;
  /** Whether it stands in a run. */
  readonly started: boolean;
}

function walkPipeline(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  { spec, scope, started }: In<PipelineSpec>,
): void {
  for (const task of [...spec.tasks, ...spec.finally])
    walkPipelineTask(walk, id, of, { spec: task, scope, started });
}

function walkPipelineTask(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  { spec: task, scope, started }: In<PipelineTask>,
): void {
  if (task.taskRef !== null)
    addReference(walk, id, { of, reference: task.taskRef, kind: 'task', scope });
  if (task.pipelineRef !== null)
    addReference(walk, id, { of, reference: task.pipelineRef, kind: 'pipeline', scope });
  if (task.customSpec !== null) addCustomSpec(walk, id, of, task.customSpec);
  const bound = { params: task.params, matrix: task.matrix, outer: scope, started };
  if (task.taskSpec !== null) {
    walkTask(walk, id, of, {
      spec: task.taskSpec,
      scope: boundScope({ specs: task.taskSpec.params, ...bound }),
    });
  }
  if (task.pipelineSpec !== null) {
    walkPipeline(walk, id, of, {
      spec: task.pipelineSpec,
      scope: boundScope({ specs: task.pipelineSpec.params, ...bound }),
      started,
    });
  }
}

function addCustomSpec(walk: TektonWalk, id: string, of: TektonResource, kind: Text): void {
  walk.graph.add(id, {
    kind: 'task',
    ref: kind.value,
    key: `custom/${kind.value}`,
    status: 'undecidable',
    resolver: 'custom',
    reason: 'a custom task is run by a controller of its own, in a way that is not known here',
    site: placeOf(of, kind.node),
  });
}

function walkTask(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  { spec, scope }: Omit<In<TaskSpec>, 'started'>,
): void {
  const template = spec.stepTemplate === null ? [] : [spec.stepTemplate];
  for (const step of [...template, ...spec.steps, ...spec.sidecars])
    addStep(walk, id, of, { step, scope });
  addVolumes(walk, id, of, { volumes: spec.volumes, scope });
}

function addStep(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  { step, scope }: { step: Step; scope: ParamScope },
): void {
  if (step.image !== null) addTektonImage(walk, id, of, { image: step.image, scope });
  if (step.ref !== null)
    addReference(walk, id, { of, reference: step.ref, kind: 'step-action', scope });
}

function addPod(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  { pod, scope }: { pod: PodTemplate | null; scope: ParamScope },
): void {
  if (pod !== null) addVolumes(walk, id, of, { volumes: pod.volumes, scope });
}

function addVolumes(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  use: { volumes: readonly Volume[]; scope: ParamScope },
): void {
  for (const { image } of use.volumes) {
    if (image !== null) addTektonImage(walk, id, of, { image, scope: use.scope });
  }
}

function addTektonImage(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  { image, scope }: { image: Text; scope: ParamScope },
): void {
  const use = written(of, image);
  const expanded = expandParams(image.value, scope);
  if (!expanded.known) return addUnknownImage(walk, id, use, expanded.reason);
  for (const value of expanded.values) addImage(walk, id, { value, site: use.site });
}
