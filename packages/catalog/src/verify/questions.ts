import type { Question } from '@plumbline/core';

/** What is asked of a signed release. */
export const QUESTIONS = {
  signature: {
    id: 'catalog/signature',
    title: 'The catalog is signed by a trusted key',
    severity: 'critical',
  },
  expired: { id: 'catalog/expired', title: 'The catalog is valid now', severity: 'high' },
  rollback: {
    id: 'catalog/rollback',
    title: 'The catalog is not older than one that was accepted',
    severity: 'high',
  },
  latest: {
    id: 'catalog/latest',
    title: 'The catalog is the latest, by a statement of these days',
    severity: 'high',
  },
  changed: { id: 'catalog/changed', title: 'Every file is what was signed', severity: 'critical' },
  extra: { id: 'catalog/extra', title: 'Nothing is there that was not signed', severity: 'high' },
  signatures: {
    id: 'catalog/signatures',
    title: 'Tekton accepts every Task',
    severity: 'critical',
  },
  bundles: {
    id: 'catalog/bundles',
    title: 'Every bundle holds the signed Task',
    severity: 'critical',
  },
  images: { id: 'catalog/images', title: 'Every image is the recorded one', severity: 'critical' },
  source: {
    id: 'catalog/source',
    title: 'The actions are those of the commit',
    severity: 'critical',
  },
  revoked: {
    id: 'catalog/revoked',
    title: 'Nothing in the catalog is revoked',
    severity: 'critical',
  },
} as const satisfies Readonly<Record<string, Question>>;
