import {
  err,
  mapGet,
  ok,
  readJson,
  readYaml,
  seqItems,
  stringOf,
  usageFault,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';

/** The objects of one run, as the API server gives them. Nothing of them is verified. */
export interface RunObjects {
  /** The PipelineRun that belongs to no other one, or the TaskRun that belongs to none. */
  readonly root: Node;
  /** Those of the pipelines in its pipeline. */
  readonly pipelineRuns: readonly Node[];
  readonly taskRuns: readonly Node[];
  /** Of custom tasks: `CustomRun`, or `Run` before Tekton 0.50. */
  readonly customRuns: readonly Node[];
  readonly pods: readonly Node[];
}

const MAX_EXPORT = 32 * 1024 * 1024;

/** Reads what `kubectl get … -o json` or `-o yaml` printed: objects, lists of them, one document or many. */
export function readRunObjects(name: string, bytes: Uint8Array): Result<RunObjects, Fault> {
  const roots = readRoots(name, bytes);
  if (!roots.ok) return roots;
  return sortObjects(name, roots.value.flatMap(itemsOf));
}

function readRoots(name: string, bytes: Uint8Array): Result<readonly Node[], Fault> {
  const isJson = /^\s*[[{]/.test(Buffer.from(bytes.subarray(0, 256)).toString());
  const limits = { maxBytes: MAX_EXPORT };
  if (isJson) {
    const read = readJson(name, bytes, limits);
    return read.ok ? ok([read.value.root]) : err(unreadable(name, read.error[0]?.message));
  }
  const read = readYaml(name, bytes, { aliases: 'refuse', ...limits });
  return read.ok
    ? ok(read.value.documents.flatMap(({ root }) => root ?? []))
    : err(unreadable(name, read.error[0]?.message));
}

function itemsOf(node: Node): readonly Node[] {
  const isList = stringOf(mapGet(node, 'kind'))?.endsWith('List') === true;
  return isList ? seqItems(mapGet(node, 'items')).flatMap(itemsOf) : [node];
}

/** Sorts the objects and finds the one run that they are about. */
function sortObjects(name: string, objects: readonly Node[]): Result<RunObjects, Fault> {
  const ofKind = (kind: string, group: string): readonly Node[] =>
    objects.filter(
      (each) =>
        stringOf(mapGet(each, 'kind')) === kind &&
        stringOf(mapGet(each, 'apiVersion'))?.startsWith(group) === true,
    );
  const all = ofKind('PipelineRun', 'tekton.dev/');
  const taskRuns = ofKind('TaskRun', 'tekton.dev/');
  const roots = all.length > 0 ? all.filter((each) => !isOwned(each, all)) : taskRuns;
  const [root, second] = roots;
  if (root === undefined) return err(notOne(name, 'no PipelineRun or TaskRun'));
  if (second !== undefined) return err(notOne(name, `${String(roots.length)} runs`));
  return ok({
    root,
    pipelineRuns: all.filter((each) => each !== root),
    taskRuns,
    customRuns: ['CustomRun', 'Run'].flatMap((kind) => ofKind(kind, 'tekton.dev/')),
    pods: ofKind('Pod', 'v1'),
  });
}

/** Whether one of these runs has made it. */
function isOwned(run: Node, by: readonly Node[]): boolean {
  return by.some((each) => each !== run && belongsTo(run, each));
}

/** Whether a run has made an object, by the UID that the API server gave to it. */
export function belongsTo(object: Node, run: Node): boolean {
  const uid = stringOf(mapGet(mapGet(run, 'metadata'), 'uid'));
  const owners = seqItems(mapGet(mapGet(object, 'metadata'), 'ownerReferences'));
  return uid !== undefined && owners.some((owner) => stringOf(mapGet(owner, 'uid')) === uid);
}

function unreadable(name: string, why = 'it is neither YAML nor JSON'): Fault {
  return usageFault('RUN_UNREADABLE', `${name} cannot be read as exported objects: ${why}`);
}

function notOne(name: string, found: string): Fault {
  return usageFault(
    'RUN_NOT_ONE',
    `${name} holds ${found}; the objects of one run were expected`,
    'kubectl get pipelinerun/NAME taskruns pods -l tekton.dev/pipelineRun=NAME -o json > run.json',
  );
}
