import { type Question } from '@plumbline/core';

/** What is asked of the signed manifest; the ids are part of the command-line contract. */
export const questions = {
  signature: {
    id: 'manifest/signature',
    title: 'The pipeline is signed by an allowed signer',
    severity: 'critical',
  },
  missing: {
    id: 'manifest/missing',
    title: 'Everything that was signed is there',
    severity: 'high',
  },
  extra: {
    id: 'manifest/extra',
    title: 'Nothing is there that was not signed',
    severity: 'critical',
  },
  changed: {
    id: 'manifest/changed',
    title: 'Nothing has changed since it was signed',
    severity: 'critical',
  },
  expired: {
    id: 'manifest/expired',
    title: 'The signature is valid at this time',
    severity: 'high',
  },
  rollback: {
    id: 'manifest/rollback',
    title: 'The manifest is not older than the policy allows',
    severity: 'high',
  },
  revoked: {
    id: 'manifest/revoked',
    title: 'The manifest is not revoked',
    severity: 'critical',
  },
  refClass: {
    id: 'manifest/ref-class',
    title: 'The manifest was made for refs of this kind',
    severity: 'high',
  },
  resources: {
    id: 'resource/signature',
    title: 'Tekton accepts the signatures of its resources',
    severity: 'critical',
  },
} as const satisfies Readonly<Record<string, Question>>;
