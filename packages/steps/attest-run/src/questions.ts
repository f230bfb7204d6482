import type { Question } from '@plumbline/core';

/** What is asked of a run that is attested; the ids are part of the command-line contract. */
export const questions = {
  subjects: {
    id: 'attest/subjects',
    title: 'Every artifact is known by its digest',
    severity: 'high',
  },
  functions: {
    id: 'attest/functions',
    title: 'The platform tells of everything that ran',
    severity: 'high',
  },
  actions: {
    id: 'attest/actions',
    title: 'GitHub ran the Actions at the commits that the definition names',
    severity: 'critical',
  },
  platform: {
    id: 'attest/platform',
    title: 'What Tekton Chains has signed of this run says the same',
    severity: 'high',
  },
  links: {
    id: 'attest/links',
    title: 'The records of this run can be found and belong to it',
    severity: 'medium',
  },
  stored: {
    id: 'attest/stored',
    title: 'Every store has every record',
    severity: 'high',
  },
} as const satisfies Readonly<Record<string, Question>>;
