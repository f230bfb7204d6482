import type { ScalarNode } from '@plumbline/core';
import type { Job, Matrix, WorkflowStep } from '@plumbline/pipeline';
import type { JobSite, StepSite } from '../github/steps.js';
import type { Violation } from '../violation.js';
import { fault, type Flaw } from './flaw.js';

type Said = Omit<Flaw, 'address'> & { readonly at: ScalarNode };

const NAME = /^[A-Za-z_][\w-]*$/;

/** What is wrong with a job by itself: its name, whom it waits for, names that its steps share. */
export function jobShape({ workflow, job, address }: JobSite): readonly Violation[] {
  return [...homeless(job), ...misnamed(job), ...circular(workflow.jobs, job), ...twice(job)].map(
    ({ at, ...flaw }) => fault(workflow, at, { ...flaw, address }),
  );
}

function homeless({ uses, runsOn, node, id }: Job): readonly Said[] {
  if (uses !== null || runsOn !== null || node.entries.some(({ key }) => key.text === 'runs-on'))
    return [];
  return [
    {
      at: id.node,
      subject: 'runs-on',
      what: 'a job needs `runs-on` or `uses`',
      hint: 'runs-on: ubuntu-latest',
    },
  ];
}

function misnamed({ id, steps }: Job): readonly Said[] {
  return [id, ...steps.flatMap((step) => step.id ?? [])]
    .filter(({ value }) => !NAME.test(value) && !value.includes('${{'))
    .map(({ value, node }) => ({
      at: node,
      subject: value,
      what: `\`${value}\` is no name: letters, digits, \`-\` and \`_\`, and no digit first`,
      hint: value.replace(/[^\w-]+/g, '-').replace(/^[\d-]+/, ''),
    }));
}

/** A job that waits for itself never runs. */
function circular(jobs: readonly Job[], job: Job): readonly Said[] {
  const seen = new Set<string>();
  const open = job.needs.map(({ value }) => value);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const next = jobs.find(({ id }) => id.value === name);
    open.push(...(next?.needs.map(({ value }) => value) ?? []));
  }
  const [first] = job.needs;
  if (first === undefined || !seen.has(job.id.value)) return [];
  return [
    {
      at: first.node,
      subject: job.id.value,
      what: `\`${job.id.value}\` waits for itself`,
      hint: 'remove one of the `needs`',
    },
  ];
}

function twice({ steps }: Job): readonly Said[] {
  const known = new Set<string>();
  return steps.flatMap(({ id }) => {
    const name = id?.value.toLowerCase();
    if (id === null || name === undefined) return [];
    const again = known.has(name);
    known.add(name);
    const flaw = { subject: id.value, what: `two steps are called \`${id.value}\`` };
    return again ? [{ ...flaw, at: id.node, hint: 'id: <a name of its own>' }] : [];
  });
}

const OF_RUN = new Set(['shell', 'working-directory']);

/** Keys that only the other kind of step has, and a reference without a version. */
export function stepShape({ of, step, address }: StepSite): readonly Violation[] {
  return [...misplaced(step), ...unversioned(step)].map(({ at, ...flaw }) =>
    fault(of, at, { ...flaw, address }),
  );
}

function misplaced({ run, uses, node }: WorkflowStep): readonly Said[] {
  if (run !== null && uses !== null) return [];
  return node.entries
    .filter(
      ({ key }) => (uses !== null && OF_RUN.has(key.text)) || (run !== null && key.text === 'with'),
    )
    .map(({ key }) => ({
      at: key,
      subject: key.text,
      what: `a step with \`${uses === null ? 'run' : 'uses'}\` has no \`${key.text}\``,
      hint: uses === null ? 'env:' : `remove \`${key.text}\``,
    }));
}

function unversioned({ uses }: WorkflowStep): readonly Said[] {
  if (uses === null || !/^[\w.-]+\/[\w./-]+$/.test(uses.value) || /^\.{1,2}\//.test(uses.value))
    return [];
  return [
    {
      at: uses.node,
      subject: uses.value,
      what: `\`${uses.value}\` names no version`,
      hint: `${uses.value}@<full commit>`,
    },
  ];
}

/** The names that `matrix` holds; null where that is not known. */
export function matrixNames(matrix: Matrix | null): ReadonlySet<string> | null {
  if (matrix === null) return new Set();
  if (matrix.expression !== null) return null;
  const rows = matrix.include.flatMap(({ entries }) => entries.map(({ key }) => key.text));
  return new Set(
    [...matrix.axes.map(({ name }) => name.value), ...rows].map((name) => name.toLowerCase()),
  );
}
