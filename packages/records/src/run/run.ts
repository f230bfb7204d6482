import { integer, object, oneOf, optional, text, type ValueOf } from '@plumbline/core';
import type { Ports, RunFacts, TaskFacts } from '@plumbline/step';
import { digestSet } from '@plumbline/trust';

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
export const commitText = text({ expected: 'a commit', pattern: OBJECT_ID });

/** The shape of `run` in every record. */
export const runShape = object({
  platform: oneOf('github', 'tekton'),
  invocation: text(),
  id: text(),
  attempt: integer(1),
  event: optional(text(), null),
  source: optional(
    object({
      uri: text(),
      ref: optional(text(), null),
      commit: commitText,
      repositoryId: optional(text(), null),
    }),
    null,
  ),
  definition: optional(object({ uri: text(), digest: digestSet }), null),
});

/**
 * The run that a record belongs to, so that it cannot be shown beside another (docs/records/README.md). On GitHub its
 * parts are written as the claims of a certificate are: `invocation`, `source.uri`, `definition.uri`.
 */
export type RunIdentity = ValueOf<typeof runShape>;

/** The run that the platform tells of: what the runner says is a claim until a certificate repeats it. */
export function runIdentity(facts: RunFacts): RunIdentity {
  const repository = `${facts.server}/${facts.repository}`;
  return {
    platform: facts.platform,
    invocation: `${repository}/actions/runs/${facts.runId}/attempts/${facts.attempt}`,
    id: facts.runId,
    attempt: Number(facts.attempt),
    event: facts.event,
    source: {
      uri: repository,
      ref: facts.ref,
      commit: facts.commit,
      repositoryId: facts.repositoryId || null,
    },
    definition:
      facts.workflowRef === '' || facts.workflowSha === ''
        ? null
        : {
            uri: `${facts.server}/${facts.workflowRef}`,
            digest: { gitCommit: facts.workflowSha },
          },
  };
}

/**
 * The run of Tekton that a Task is part of. Its source and definition are not known to it, and left unsaid; the UID is that
 * of no other run.
 */
function taskIdentity({ kind, namespace, name, uid, event }: TaskFacts): RunIdentity {
  return {
    platform: 'tekton',
    invocation: `tekton:${namespace}/${kind.toLowerCase()}s/${name}/${uid}`,
    id: uid,
    attempt: 1,
    event,
    source: null,
    definition: null,
  };
}

/** The run that a step is part of; null: none, or it is not known which. */
export function currentRun({ run, task }: Pick<Ports, 'run' | 'task'>): RunIdentity | null {
  if (run !== null) return runIdentity(run);
  return task === null ? null : taskIdentity(task);
}
