import { scalarsIn } from '../credentials/expressions.js';
import type { Subject } from '../subject.js';
import { pipelineTasksOf, tasksOf, type TaskSite } from '../tekton/specs.js';
import type { Violation } from '../violation.js';
import { publishesIn } from './tekton-publish.js';

/** What makes provenance, or tells Chains of what it should make it. */
const ATTESTS =
  /\bcosign\s+attest|\battest(?:-blob|ation)?\b|\bwitness\s+run\b|\bin-?toto\b|\bslsa\b|provenance/i;
const HINTS = /(?:_|^)(?:IMAGE_URL|IMAGES|ARTIFACT_URI|ARTIFACT_OUTPUTS|ARTIFACT_DIGEST)$/;

/** Tasks that put files into a release: Chains sees no file that no result names (7.1.1). Null if there are none. */
export function bareFiles(subject: Subject): readonly Violation[] | null {
  const tasks = tasksOf(subject).flatMap((task) => {
    const found = publishesIn(subject, task).find(({ what }) => what === 'release');
    return found === undefined ? [] : [{ task, found }];
  });
  if (tasks.length === 0) return null;
  return tasks
    .filter(({ task }) => !isAttested(subject, task))
    .map(({ found: { at, address, name } }) => ({
      at,
      address,
      subject: name,
      severity: 'medium',
      confidence: 'medium',
      message:
        'Whoever steals the credential of the release uploads files of their own, and nobody can tell: nothing says where these come from.',
      hint: 'cosign attest-blob --type slsaprovenance1 --predicate <file> --bundle <file> <artifact>',
    }));
}

/** The Task itself, or another of its Pipeline. */
function isAttested(subject: Subject, { spec, resource, inPipeline }: TaskSite): boolean {
  const name = resource.metadata.name?.value;
  const beside = pipelineTasksOf(subject)
    .filter(({ entry }) => inPipeline === null && entry.taskRef?.name?.value === name)
    .map(({ resource: pipeline }) => pipeline.node);
  const nodes = [resource.node, ...beside];
  return (
    spec.results.some((result) => HINTS.test(result.name?.value ?? '')) ||
    nodes.some((node) => scalarsIn(node).some(({ text }) => ATTESTS.test(text)))
  );
}
