import {
  beside,
  entriesOf,
  homeOf,
  inTurn,
  layout,
  ofKind,
  paramsIn,
  pipelinesIn,
  stepsIn,
  withTexts,
} from './documents.mjs';

/** What a definition that is taken out of another sees no more is handed to it; null: that cannot be written. */
const takenOut = (spec, given) => {
  const own = new Set((spec.params ?? []).map(({ name }) => name));
  const handed = new Map((given ?? []).map(({ name, value }) => [name, value]));
  const params = [...(spec.params ?? [])];
  const renamed = new Map();
  for (const { all, name, part, template } of paramsIn(spec)) {
    if (!template && own.has(name)) continue;
    if (part !== '') return null;
    const inner = template ? `tt-${name}` : name;
    if (!own.has(inner)) params.push({ name: inner, type: 'string' });
    own.add(inner);
    if (template) renamed.set(all, `$(params.${inner})`);
    if (!handed.has(inner)) handed.set(inner, all);
  }
  const read = withTexts(spec, (text) => {
    let changed = text;
    for (const [from, to] of renamed) changed = changed.replaceAll(from, to);
    return changed;
  });
  return {
    spec: { ...read, ...(params.length === 0 ? {} : { params }) },
    given: [...handed].map(([name, value]) => ({ name, value })),
  };
};

const REACHES = /\$\((?:context\.pipeline|tasks\.)/;

/** Each `taskSpec` of a Pipeline as a Task in another file. */
export const ownTasks = layout((files) => {
  const made = [];
  for (const { pipeline, object, file } of pipelinesIn(files)) {
    const typed = (pipeline.params ?? []).some(({ type }) => (type ?? 'string') !== 'string');
    for (const entry of entriesOf(pipeline)) {
      const { taskSpec } = entry;
      if (!taskSpec || taskSpec.apiVersion || typed || REACHES.test(JSON.stringify(taskSpec)))
        continue;
      const fromMatrix = entry.matrix?.params?.map(({ name }) => ({ name, value: null })) ?? [];
      const taken = takenOut(taskSpec, [...(entry.params ?? []), ...fromMatrix]);
      if (taken === null) continue;
      const { metadata, ...spec } = taken.spec;
      const name = `own-${entry.name ?? 'task'}-${made.length}`;
      const given = taken.given.filter(({ value }) => value !== null);
      if (given.length > 0) entry.params = given;
      delete entry.taskSpec;
      entry.taskRef = { name, kind: 'Task' };
      const head = { apiVersion: object.apiVersion, kind: 'Task' };
      const own = { ...head, metadata: { ...metadata, name, ...homeOf(object) }, spec };
      made.push(beside(file, `${name}.yaml`, own));
    }
  }
  return [...files, ...made];
});

/** Each `pipelineSpec` of a run as a Pipeline in another file. */
export const ownPipelines = layout((files) => {
  const made = [];
  for (const { object, file } of ofKind(files, 'PipelineRun')) {
    const { pipelineSpec, params = [] } = object.spec;
    if (!pipelineSpec) continue;
    const inner = entriesOf(pipelineSpec).flatMap(({ taskSpec }) => taskSpec?.params ?? []);
    const known = new Set(inner.map(({ name }) => name));
    const declared = new Set((pipelineSpec.params ?? []).map(({ name }) => name));
    // Params of a Task of the same name are its own.
    if (params.some(({ name }) => known.has(name) && !declared.has(name))) continue;
    const taken = takenOut(
      { ...pipelineSpec, params: [...(pipelineSpec.params ?? []), ...inner] },
      params,
    );
    if (taken === null) continue;
    const name = `own-pipeline-${made.length}`;
    const spec = {
      ...taken.spec,
      params: taken.spec.params?.filter((param) => !inner.includes(param)),
    };
    if (taken.given.length > 0) object.spec.params = taken.given;
    delete object.spec.pipelineSpec;
    object.spec.pipelineRef = { name };
    const head = { apiVersion: object.apiVersion, kind: 'Pipeline' };
    made.push(
      beside(file, `${name}.yaml`, { ...head, metadata: { name, ...homeOf(object) }, spec }),
    );
  }
  return [...files, ...made];
});

/** What of a step a StepAction may say. */
const BODY = 'image script command args env workingDir securityContext volumeMounts'.split(' ');
const OUTSIDE = /\$\((?:tt\.|tasks\.|context\.|steps?\.|params\.[\w-]+[.[])/;
const HANDED = /\$\((params|workspaces|results)(?:\.([\w-]+)|\[["']([^"']+)["']\])(\.path)?\)/g;

/** Each step as a StepAction in another file, with what it reads of its Task as params. */
export const ownActions = layout((files) => {
  const made = [];
  for (const { step, task, object, file } of stepsIn(files)) {
    const body = Object.fromEntries(BODY.flatMap((key) => (key in step ? [[key, step[key]]] : [])));
    const runs = step.script ?? step.command ?? step.args;
    if (!step.image || !runs || task.stepTemplate || OUTSIDE.test(JSON.stringify(body))) continue;
    const given = new Map();
    const spec = withTexts(body, (text) =>
      text.replace(HANDED, (all, kind, a, b) => {
        const name = `${kind === 'params' ? '' : `${kind}-`}${a ?? b}`;
        given.set(name, all);
        return `$(params.${name})`;
      }),
    );
    const name = `own-action-${made.length}`;
    for (const key of BODY) delete step[key];
    step.ref = { name };
    const params = [...given.keys()].map((param) => ({ name: param, type: 'string' }));
    if (given.size > 0) step.params = [...given].map(([param, value]) => ({ name: param, value }));
    const head = { apiVersion: 'tekton.dev/v1beta1', kind: 'StepAction' };
    const own = { ...head, metadata: { name, ...homeOf(object) }, spec: { ...spec, params } };
    made.push(beside(file, `${name}.yaml`, own));
  }
  return [...files, ...made];
});

const NAMED = /^[\w.-]+$/;

/** Puts what has a name in the place of its one use; it stands nowhere else then. */
const inPlace = (kind, ref, spec) =>
  layout((files) => {
    const known = Map.groupBy(ofKind(files, kind), ({ object }) => object.metadata?.name);
    const users =
      kind === 'Task'
        ? pipelinesIn(files).flatMap(({ pipeline }) => entriesOf(pipeline))
        : ofKind(files, 'PipelineRun').map(({ object }) => object.spec);
    const used = new Set();
    for (const user of users) {
      const { name, resolver, bundle } = user[ref] ?? {};
      const [found, second] = known.get(name) ?? [];
      if (resolver || bundle || !NAMED.test(name ?? '') || !found || second) continue;
      user[spec] = structuredClone(found.object.spec);
      delete user[ref];
      used.add(found.object);
    }
    return files.map((file) =>
      file.docs ? { ...file, docs: file.docs.filter((doc) => !used.has(doc)) } : file,
    );
  });

/** Pipelines written in their runs, Tasks in their Pipelines. */
export const written = inTurn(
  inPlace('Pipeline', 'pipelineRef', 'pipelineSpec'),
  inPlace('Task', 'taskRef', 'taskSpec'),
);
