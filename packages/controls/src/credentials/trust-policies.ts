import { createSource } from '@plumbline/core';
import { textAt } from '../files.js';
import { shared, type Subject } from '../subject.js';
import type { Violation } from '../violation.js';

/** Files by their path that hold who may take a role of a cloud. */
const PATH =
  /(?:(?:iam|trust|oidc|irsa|roles?|polic(?:y|ies)|identity)[^/]*\.(?:json|ya?ml)|\.tf)$/i;
/** A file that trusts the tokens of a cluster, and the accounts that it names. */
const TRUST = /AssumeRoleWithWebIdentity|workloadIdentityUser|federatedIdentityCredential/i;
const ACCOUNT = /["']system:serviceaccount:([^"':\s]*):([^"'\s]*)["']/g;

/** Trust policies that any account of a namespace, or of the cluster, meets (3.3.2); null where the target has none. */
export const trustPolicies = shared((subject: Subject): readonly Violation[] | null => {
  const objects = new Set(subject.model.objects.map(({ path }) => path));
  const texts = subject.model.entries.flatMap(({ kind, path }) => {
    const isPolicy = kind === 'file' && (PATH.test(path) || objects.has(path));
    const text = isPolicy ? textAt(subject, path) : null;
    return text !== null && TRUST.test(text) && text.includes('system:serviceaccount:')
      ? [{ path, text }]
      : [];
  });
  return texts.length === 0 ? null : texts.flatMap(({ path, text }) => wideIn(path, text));
});

function wideIn(path: string, text: string): readonly Violation[] {
  const source = createSource(path, text);
  return [...text.matchAll(ACCOUNT)].flatMap((found): readonly Violation[] => {
    const [whole, namespace = '', account = ''] = found;
    if (!/[*?]/.test(namespace) && !/^[*?]+$/.test(account)) return [];
    return [
      {
        at: { source, span: { start: found.index, end: found.index + whole.length } },
        address: 'trust',
        subject: whole.slice(1, -1),
        severity: 'high',
        message: /[*?]/.test(namespace)
          ? 'Every pod of the cluster that may have a service account takes this role of the cloud.'
          : `Every pod of the namespace \`${namespace}\` takes this role of the cloud.`,
        hint: 'system:serviceaccount:<namespace>:<account>',
      },
    ];
  });
}
