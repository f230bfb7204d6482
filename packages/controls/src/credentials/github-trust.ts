import { createSource, type Source } from '@plumbline/core';
import { textAt } from '../files.js';
import { shared, type Subject } from '../subject.js';
import type { Violation } from '../violation.js';

/** Files by their path that may hold who takes a role of a cloud. */
const PATH =
  /\.tf$|(?:iam|trust|oidc|role|polic(?:y|ies)|identity|infra|terraform|cloudformation|cfn|cdk|pulumi|template|stack)[^.]*\.(?:json|ya?ml|ts|py|bicep|tf\.json)$/i;
const ISSUER = 'token.actions.githubusercontent.com';
/** A subject as GitHub writes it: `repo:<owner>/<name>:<rest>`. */
const SUBJECT = /(?<=["'\s])repo:([\w.*?-]+\/?[\w.*?-]*)(?::([^"'\s,\]]*))?/g;
const POOL =
  /principalSet:\/\/[^"'\s]{0,300}\/(?:\*|attribute\.repository_owner\/[^"'\s]*)(?=["'\s])/g;

/** Trust policies that more than one ref or environment of a repository meets (3.3.2). */
export const githubTrust = shared((subject: Subject): readonly Violation[] =>
  subject.model.entries.flatMap(({ kind, path }) => {
    const text = kind === 'file' && PATH.test(path) ? textAt(subject, path) : null;
    if (text === null || !(text.includes(ISSUER) || /workload_?identity_?pool/i.test(text)))
      return [];
    return wideIn(createSource(path, text));
  }),
);

function wideIn(source: Source): readonly Violation[] {
  const { text } = source;
  const subjects = [...text.matchAll(SUBJECT)].filter(([, repository = '', rest]) =>
    isWide(repository, rest ?? ''),
  );
  const found = [...subjects, ...text.matchAll(POOL)].map((one) => ({
    start: one.index,
    end: one.index + one[0].length,
  }));
  return [...found, ...unbound(text), ...unconditional(text)].map((span) => ({
    at: { source, span },
    address: 'trust',
    subject: text.slice(span.start, span.end),
    severity: 'high',
    message:
      'Whoever can push any branch, or to another repository, takes this role of the cloud: its trust names no single repository with a ref or an environment.',
    hint: 'repo:<owner>/<repository>:environment:<name>',
  }));
}

/** A pattern for repositories, or none for the ref. */
function isWide(repository: string, rest: string): boolean {
  if (/[*?]/.test(repository)) return true;
  return rest === '' || /^\*|^ref:(?:\*|refs\/(?:\*|heads\/\*+$))|^environment:\*/.test(rest);
}

/** A provider of Google for GitHub that takes the tokens of every repository. */
function unconditional(text: string): readonly { readonly start: number; readonly end: number }[] {
  const resource =
    /resource\s+"google_iam_workload_identity_pool_provider"\s+"[^"]*"\s*\{[\s\S]{0,4000}?\n\}/g;
  return [...text.matchAll(resource)].flatMap(({ 0: whole, index }) => {
    const head = whole.indexOf('{');
    const isOpen = whole.includes(ISSUER) && !/\battribute_condition\s*=/.test(whole);
    return isOpen ? [{ start: index, end: index + head }] : [];
  });
}

/** A role that asks for the audience alone. */
function unbound(text: string): readonly { readonly start: number; readonly end: number }[] {
  if (!text.includes('AssumeRoleWithWebIdentity') || !text.includes(`${ISSUER}:aud`)) return [];
  if (/githubusercontent\.com:(?:sub|repository|job_workflow_ref|environment)/.test(text))
    return [];
  const start = text.indexOf(`${ISSUER}:aud`);
  return [{ start, end: start + ISSUER.length + 4 }];
}
