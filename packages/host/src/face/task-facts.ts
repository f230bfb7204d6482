import type { TaskFacts, TaskPlaces } from '@plumbline/step';
import { createFiles } from '../files.js';

const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;
const UID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The run that a Task is part of: its PipelineRun by the labels that Tekton copies to the Pod, else its own TaskRun. Null
 * where that is not certain: a record without a run is better than one of another.
 */
export function taskFacts(places: TaskPlaces): TaskFacts | null {
  const [namespace, name, uid] = ['namespace', 'name', 'uid'].map(
    (fact) => places.taskRun.get(fact) ?? '',
  ) as [string, string, string];
  if (!NAME.test(namespace) || !NAME.test(name) || !UID.test(uid)) return null;
  const labels = readLabels(places.labels);
  if (labels === null || labels.get('tekton.dev/taskRunUID') !== uid) return null;
  const event = labels.get('triggers.tekton.dev/triggers-eventid') ?? null;
  const pipelineRun = labels.get('tekton.dev/pipelineRun');
  if (pipelineRun === undefined) return { kind: 'TaskRun', namespace, name, uid, event };
  const owner = labels.get('tekton.dev/pipelineRunUID') ?? '';
  return NAME.test(pipelineRun) && UID.test(owner)
    ? { kind: 'PipelineRun', namespace, name: pipelineRun, uid: owner, event }
    : null;
}

/** A line is `NAME="VALUE"` (Kubernetes, "Downward API"); nothing in the value of a label is escaped. */
const LABEL = /^([^=\s]+)="([A-Za-z0-9._-]*)"$/;

function readLabels(path: string | null): ReadonlyMap<string, string> | null {
  if (path === null) return null;
  const bytes = createFiles({ cwd: '/', stdin: null }).read(path);
  if (!bytes.ok) return null;
  const lines = Buffer.from(bytes.value).toString('utf8').trim().split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = LABEL.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}
