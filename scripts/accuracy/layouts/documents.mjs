import { parseAllDocuments, stringify } from 'yaml';

/** Files as a list: `docs` of YAML, `text` of others. */
const read = (files) =>
  Object.entries(files).map(([path, text]) =>
    /\.ya?ml$/.test(path) ? { path, docs: parsed(text) } : { path, text },
  );

const parsed = (text) =>
  parseAllDocuments(text, { merge: true }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS({ maxAliasCount: 1000 });
  });

const write = (files) =>
  Object.fromEntries(
    files.map(({ path, docs, text }) => [
      path,
      docs?.map((doc) => stringify(doc, { lineWidth: 0 })).join('---\n') ?? text,
    ]),
  );

/** A layout of a change of documents; null where it changes nothing, or the files are no YAML. */
export const layout = (change) => (files) => {
  try {
    const before = read(files);
    const after = structuredClone(before);
    const laid = change(after) ?? after;
    return JSON.stringify(before) === JSON.stringify(laid) ? null : write(laid);
  } catch {
    return null;
  }
};

/** A layout of several, one after the other. */
export const inTurn =
  (...layouts) =>
  (files) => {
    const laid = layouts.reduce((before, next) => next(before) ?? before, files);
    return laid === files ? null : laid;
  };

/** Files as they come out of writing them, for comparison. */
export const rewritten = (files) => write(read(files));

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Every object, in a List and in a TriggerTemplate too, with the file and the template that it stands in. */
export const objectsIn = (files) =>
  files.flatMap((file) =>
    (file.docs ?? []).flatMap((doc) => inObject(doc, { file, template: null })),
  );

const inObject = (object, place) => {
  if (!isMap(object)) return [];
  const items = object.kind === 'List' ? (object.items ?? []) : [];
  const created = object.kind === 'TriggerTemplate' ? (object.spec?.resourcetemplates ?? []) : [];
  return [
    { object, ...place },
    ...items.flatMap((item) => inObject(item, place)),
    ...created.flatMap((one) => inObject(one, { ...place, template: object })),
  ];
};

const isTekton = ({ apiVersion, spec }) => /^tekton\.dev\//.test(apiVersion ?? '') && isMap(spec);

/** Every object of Tekton of a kind. */
export const ofKind = (files, kind) =>
  objectsIn(files).filter(({ object }) => object.kind === kind && isTekton(object));

/** Every Pipeline, with the run that it is written in. */
export const pipelinesIn = (files) => [
  ...ofKind(files, 'Pipeline').map((site) => ({ ...site, pipeline: site.object.spec, run: null })),
  ...ofKind(files, 'PipelineRun')
    .filter(({ object }) => isMap(object.spec.pipelineSpec))
    .map((site) => ({ ...site, pipeline: site.object.spec.pipelineSpec, run: site.object })),
];

/** The entries of a Pipeline. */
export const entriesOf = ({ tasks, finally: last }) =>
  [tasks, last].flatMap((list) => (Array.isArray(list) ? list.filter(isMap) : []));

/** Every Task, wherever it is written. */
export const tasksIn = (files) =>
  [
    ...ofKind(files, 'Task').map((site) => ({ ...site, task: site.object.spec })),
    ...ofKind(files, 'TaskRun').map((site) => ({ ...site, task: site.object.spec.taskSpec })),
    ...pipelinesIn(files).flatMap((site) =>
      entriesOf(site.pipeline).map((entry) => ({ ...site, entry, task: entry.taskSpec })),
    ),
  ].filter(({ task }) => isMap(task) && task.apiVersion === undefined && Array.isArray(task.steps));

/** Every step that says itself what it runs. */
export const stepsIn = (files) =>
  tasksIn(files).flatMap((site) =>
    site.task.steps.filter((step) => isMap(step) && !step.ref).map((step) => ({ ...site, step })),
  );

/** A copy of a value with other texts. */
export const withTexts = (value, change) => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withTexts(inner, change)]),
  );
};

const PARAM = /\$\((tt\.)?params(?:\.([\w-]+)|\[["']([^"']+)["']\])([^)]*)\)/g;

/** The params that a value reads; `part` is what is taken of one. */
export const paramsIn = (value) => {
  const found = [];
  withTexts(value, (text) => {
    for (const [all, template, a, b, part] of text.matchAll(PARAM))
      found.push({ all, template: template !== undefined, name: a ?? b, part });
    return text;
  });
  return found;
};

/** A file beside another. */
export const beside = ({ path }, name, doc) => ({
  path: path.replace(/[^/]*$/, name),
  docs: [doc],
});

/** The namespace and nothing else of an object. */
export const homeOf = ({ metadata }) =>
  metadata?.namespace === undefined ? {} : { namespace: metadata.namespace };

/** A text without variables. */
export const isPlain = (value) => typeof value === 'string' && !/^$|\$\(|\{\{/.test(value);
