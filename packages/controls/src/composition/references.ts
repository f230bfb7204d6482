import type { ParamSpec, Reference } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { declaredParams } from '../tekton/params.js';
import { containersOf, pipelineTasksOf, resourcesOf } from '../tekton/specs.js';
import type { VariableSite } from './origins.js';

/** A `taskRef`, `pipelineRef` or `ref`, with what is declared around it. */
export type ReferenceSite = VariableSite & {
  readonly reference: Reference;
  readonly kind: 'task' | 'pipeline' | 'stepaction';
  readonly params: readonly ParamSpec[];
};

/** Every reference of a definition to another. */
export const referencesOf = shared((subject: Subject): readonly ReferenceSite[] => [
  ...resourcesOf(subject).flatMap((site): readonly ReferenceSite[] => {
    const { resource } = site;
    if (resource.kind !== 'TaskRun' && resource.kind !== 'PipelineRun') return [];
    const kind = resource.kind === 'TaskRun' ? 'task' : 'pipeline';
    return at(site, resource.spec.ref, kind);
  }),
  ...pipelineTasksOf(subject).flatMap((site) => [
    ...at(site, site.entry.taskRef, 'task'),
    ...at(site, site.entry.pipelineRef, 'pipeline'),
  ]),
  ...containersOf(subject).flatMap((site) => at(site, site.step.ref, 'stepaction')),
]);

function at(
  site: Parameters<typeof declaredParams>[0],
  reference: Reference | null,
  kind: ReferenceSite['kind'],
): readonly ReferenceSite[] {
  return reference === null ? [] : [{ ...site, reference, kind, params: declaredParams(site) }];
}
