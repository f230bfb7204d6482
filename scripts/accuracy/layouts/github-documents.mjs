import { layout } from './documents.mjs';

export const EXPRESSION = /\$\{\{((?:(?!\}\}).)*)\}\}/gs;

const workflowOf = ({ path, docs }) =>
  /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) && docs[0]?.jobs ? docs[0] : null;

/** A layout of a change of each workflow, which may `add(path, text or document)`; `next()` numbers what is added. */
export const ofWorkflows = (change) =>
  layout((files) => {
    const added = [];
    const add = (path, made) =>
      added.push(typeof made === 'string' ? { path, text: made } : { path, docs: [made] });
    let count = 0;
    const next = () => count++;
    const read = (path) => files.find((file) => file.path === path);
    for (const workflow of files.flatMap((file) => workflowOf(file) ?? []))
      change({ workflow, add, next, read });
    return [...files, ...added];
  });

/** A layout of each job with steps: `change` gives another one, or jobs by their names, or undefined. */
export const ofJobs = (change) =>
  ofWorkflows((place) => {
    const { workflow } = place;
    workflow.jobs = Object.fromEntries(
      Object.entries(workflow.jobs).flatMap(([id, job]) => {
        const made = Array.isArray(job?.steps) ? change(job, { ...place, id }) : undefined;
        return Array.isArray(made) ? made : [[id, made ?? job]];
      }),
    );
  });

/** A layout of each step. */
export const ofSteps = (change) =>
  ofJobs((job, place) => ({
    ...job,
    steps: job.steps.map((step, at) => (step ? change(step, { ...place, job, at }) : null) ?? step),
  }));

/** A value with all its texts changed. */
export const mapped = (value, change) => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, change)]));
};

/** A value with its expressions changed; undefined leaves one. */
export const withExpressions = (value, change) =>
  mapped(value, (text) =>
    text.replace(EXPRESSION, (whole, inner) => change(inner.trim(), whole) ?? whole),
  );

export const only = (map, keys) =>
  Object.fromEntries(keys.flatMap((key) => (map[key] === undefined ? [] : [[key, map[key]]])));

/** Names for values: the same for the same one. */
export const namesFor = (prefix) => {
  const names = new Map();
  const nameOf = (value) => {
    if (!names.has(value)) names.set(value, `${prefix}${names.size}`);
    return names.get(value);
  };
  return { names, nameOf };
};

const isCheckout = (step) => /^actions\/checkout@/i.test(step?.uses ?? '');

/** Whether the files of the repository are there, and are its own. */
export const hasOwnFiles = ({ job, at }) => {
  const before = job.steps.slice(0, at);
  const ours = before.filter((step) => isCheckout(step) && !step.with?.path);
  const others = before.some(
    (step) =>
      (isCheckout(step) && (step.with?.ref ?? step.with?.repository)) ||
      /\b(?:git|gh)\b[^\n]*\b(?:checkout|switch|fetch|pull|merge|clone|reset)\b/.test(
        step?.run ?? '',
      ),
  );
  return ours.length > 0 && !others;
};

/** `needs` of a job as a list. */
export const needsOf = (job) => [job.needs ?? []].flat();
