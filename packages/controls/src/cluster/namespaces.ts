import type { Subject } from '../subject.js';
import { objectsOf, objectsOfKind, type ClusterObject } from './objects.js';

const RUNS = new Set(['TaskRun', 'PipelineRun', 'Task', 'Pipeline', 'EventListener', 'Repository']);
const SYSTEM =
  /^(?:default|kube-.*|openshift(?:-.*)?|tekton-(?:pipelines|pipelines-resolvers|triggers|chains|operator|results|dashboard)|pipelines-as-code)$/;
const BUILDS = /(?:^|[-_.])(?:ci|cd|cicd|builds?|builders?|pipelines?|tekton)(?:[-_.]|$)/i;

/** The namespaces where Tekton resources stand; where none says so, those that are called after builds. */
export function buildNamespacesOf(subject: Subject): readonly ClusterObject[] {
  const used = new Set(
    objectsOf(subject)
      .filter(({ group, kind }) => group.endsWith('tekton.dev') && RUNS.has(kind))
      .flatMap(({ namespace }) => namespace ?? []),
  );
  return objectsOfKind(subject, 'Namespace').filter(({ name, group }) => {
    if (group !== '' || SYSTEM.test(name)) return false;
    return used.size > 0 ? used.has(name) : BUILDS.test(name);
  });
}
