import { nearestName } from '@plumbline/core';
import type { Text, Workflow, WorkflowTrigger } from '@plumbline/pipeline';
import { workflowsOf } from '../github/steps.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';
import { fault, type Flaw } from './flaw.js';
import { EVENTS, FILTERS } from './github-keys.js';

type Said = Omit<Flaw, 'address'> & { readonly at: Text['node'] };

/** Events and filters that GitHub does not know, and workflows to follow that are not there. */
export function inTrigger(
  subject: Subject,
  workflow: Workflow,
  trigger: WorkflowTrigger,
): readonly Violation[] {
  const { event, filters } = trigger;
  const types = EVENTS.get(event.value);
  if (types === undefined) {
    const near = nearestName(event.value, [...EVENTS.keys()]);
    return [
      fault(workflow, event.node, {
        address: `on.${event.value}`,
        subject: event.value,
        what: `no event is called \`${event.value}\``,
        hint: near === undefined ? `remove \`${event.value}\`` : near,
        ...(near === undefined ? { confidence: 'low' as const } : {}),
      }),
    ];
  }
  const known = FILTERS.get(event.value) ?? ['types'];
  const dispatch = /^workflow_(?:call|dispatch)$/.test(event.value);
  const said: readonly Said[] = filters.flatMap(({ name, values }): readonly Said[] => {
    if (dispatch || !known.includes(name.value))
      return [
        {
          at: name.node,
          subject: name.value,
          what: `\`${event.value}\` knows no \`${name.value}\``,
          hint: `${nearestName(name.value, known) ?? known[0] ?? 'types'}:`,
        },
      ];
    if (filters.some((other) => other.name.value === `${name.value}-ignore`))
      return [
        {
          at: name.node,
          subject: name.value,
          what: `\`${name.value}\` and \`${name.value}-ignore\` exclude each other`,
          hint: `${name.value}: ['**', '!<what to leave out>']`,
        },
      ];
    if (name.value === 'types' && !types.includes('*'))
      return values
        .filter(({ value }) => !types.includes(value))
        .map(({ value, node }) => ({
          at: node,
          subject: value,
          what: `\`${event.value}\` has no type \`${value}\``,
          hint: nearestName(value, types) ?? `remove \`${value}\``,
        }));
    return name.value === 'workflows' ? values.flatMap((value) => followed(subject, value)) : [];
  });
  const crons = trigger.schedules.flatMap((cron) => badCron(cron));
  return [...said, ...crons, ...incomplete(trigger)].map(({ at, ...flaw }) =>
    fault(workflow, at, { ...flaw, address: `on.${event.value}` }),
  );
}

/** A schedule without a time never comes, a choice without options cannot be made. */
function incomplete({ event, schedules, inputs }: WorkflowTrigger): readonly Said[] {
  const timeless = event.value === 'schedule' && schedules.length === 0;
  const choices = inputs.filter(
    ({ type, options }) => type?.value === 'choice' && options.length === 0,
  );
  return [
    ...(timeless
      ? [
          {
            at: event.node,
            subject: 'schedule',
            what: '`schedule` has no `cron`',
            hint: '- cron: …',
          },
        ]
      : []),
    ...choices.map(({ name }) => ({
      at: name.node,
      subject: name.value,
      what: `\`${name.value}\` is a choice without options`,
      hint: 'options: […]',
    })),
  ];
}

function followed(subject: Subject, { value, node }: Text): readonly Said[] {
  const workflows = workflowsOf(subject);
  if (/[*?[\]!]|^dynamic\//.test(value) || workflows.length < 2) return [];
  const names = workflows.map(({ name, path }) => name?.value ?? path);
  if (names.includes(value)) return [];
  return [
    {
      at: node,
      subject: value,
      what: `no workflow here is called \`${value}\`, so this never starts`,
      hint: nearestName(value, names) ?? 'the `name` of a workflow of this repository',
    },
  ];
}

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

function badCron({ value, node }: Text): readonly Said[] {
  const fields = value.trim().split(/\s+/);
  const fits = fields.length === 5 && fields.every((field, index) => fitsField(field, index));
  if (fits || value.startsWith('$')) return [];
  return [
    {
      at: node,
      subject: value,
      what: 'this is no time in the form of cron',
      hint: "cron: '17 4 * * 1'",
    },
  ];
}

function fitsField(field: string, index: number): boolean {
  const [low, high] = RANGES[index] ?? [0, 0];
  const named = index === 3 ? /^[A-Z]{3}$/i : index === 4 ? /^[A-Z]{3}$/i : null;
  return field.split(',').every((part) => {
    const [range = '', step] = part.split('/');
    if (step !== undefined && !/^[1-9]\d*$/.test(step)) return false;
    if (range === '*') return true;
    return range.split('-').every((value) => {
      if (named?.test(value) === true) return true;
      return /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high;
    });
  });
}
