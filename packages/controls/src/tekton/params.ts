import type { Node } from '@plumbline/core';
import type { ParamSpec } from '@plumbline/pipeline';
import type { ContainerSite, PipelineTaskSite, ResourceSite } from './specs.js';

/** A text that is one variable and nothing else: the name of the parameter, whatever its spelling. */
function soleParam(text: string): string | null {
  const found = /^\$\((?:tt\.)?params(?:\.([\w.-]+)|\[(["'])([^"']+)\2\])\)$/.exec(text.trim());
  return found?.[1] ?? found?.[3] ?? null;
}

/** The parameters that are declared around a place, nearest first. */
export function declaredParams(
  site: ResourceSite & Partial<Pick<ContainerSite, 'task'> & Pick<PipelineTaskSite, 'pipeline'>>,
): readonly ParamSpec[] {
  const { resource, template, task, pipeline } = site;
  return [
    ...(resource.kind === 'StepAction' ? resource.params : []),
    ...(task?.spec.params ?? []),
    ...(task?.inPipeline?.pipeline.params ?? []),
    ...(pipeline?.params ?? []),
    ...(template?.kind === 'TriggerTemplate' ? template.spec.params : []),
  ];
}

/** The default of a parameter, where a text is that parameter and nothing else. */
export function defaultOf(text: string, params: readonly ParamSpec[]): Node | null {
  const name = soleParam(text);
  if (name === null) return null;
  return params.find((param) => param.name?.value === name)?.default ?? null;
}
