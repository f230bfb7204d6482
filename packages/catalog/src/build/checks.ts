import { answer, notAsked, type Check, type Question } from '@plumbline/core';
import type { Built } from './build.js';
import type { Concern } from './refusal.js';

const QUESTIONS: Readonly<Record<Exclude<Concern, 'rebuilt'>, Question>> = {
  index: { id: 'catalog/listed', title: 'The index lists every step, once', severity: 'high' },
  readable: { id: 'catalog/readable', title: 'Every definition can be read', severity: 'high' },
  action: { id: 'catalog/action', title: 'Every action is complete', severity: 'high' },
  task: {
    id: 'catalog/task',
    title: 'Every Task lies where its name and version say',
    severity: 'high',
  },
  explicit: {
    id: 'catalog/explicit',
    title: 'Every Task has one payload for each Tekton',
    severity: 'high',
  },
  image: { id: 'catalog/image', title: 'Every image is held by a digest', severity: 'high' },
};

const rebuilt: Question = {
  id: 'catalog/rebuilt',
  title: 'Every bundle equals a rebuild from its sources',
  severity: 'critical',
};

/** The checks of a build: what cannot be released is never an "ok". */
export function buildChecks({ refused }: Built, isCompared: boolean): readonly Check[] {
  const of = (concern: Concern) =>
    refused.filter((each) => each.concern === concern).map(({ objection }) => objection);
  return [
    ...Object.entries(QUESTIONS).map(([concern, question]) =>
      answer(question, of(concern as Concern), 'error'),
    ),
    isCompared ? answer(rebuilt, of('rebuilt')) : notAsked(rebuilt, ['--rebuilt FOLDER']),
  ];
}

/** The first line of a build, in numbers. */
export function buildHeadline({ catalog, refused }: Built, isCompared: boolean): string {
  const actions = catalog.steps.filter(({ action }) => action !== null);
  const tasks = catalog.steps.filter(({ task }) => task !== null);
  const differing = new Set(
    refused
      .filter(({ concern }) => concern === 'rebuilt')
      .map(({ objection }) => objection.subject.split('/dist/')[0]),
  );
  const explicit = tasks.filter(
    ({ task }) => task?.payloads['1.9'] !== '' && task?.payloads['1.10'] !== '',
  );
  return [
    `${count(actions.length, 'action')}${isCompared ? `: dist equals a rebuild in ${String(actions.length - differing.size)}` : ''}`,
    `${count(tasks.length, 'Task')}: every default explicit in ${String(explicit.length)}`,
    `${count(catalog.images.length, 'image')} by digest`,
  ].join(' · ');
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? '' : 's'}`;
}
