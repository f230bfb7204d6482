import { notApplicable, notAsked, sha256Hex, type Check, type Finding } from '@plumbline/core';
import { QUESTIONS, type Answer, type AuditId } from './judge/answer.js';
import type { Audited } from './judge/judge.js';

/** One check for each question over all artifacts; a question that no artifact raises was not asked. */
export function checksOf(audited: readonly Audited[]): readonly Check[] {
  return (Object.keys(QUESTIONS) as AuditId[]).flatMap((id) => {
    const answers = audited.flatMap((one) =>
      one.answers.filter((answer) => answer.id === id).map((answer) => ({ one, answer })),
    );
    return answers.length === 0 ? [] : [checkOf(id, answers)];
  });
}

interface Given {
  readonly one: Audited;
  readonly answer: Answer;
}

function checkOf(id: AuditId, given: readonly Given[]): Check {
  const { title, severity } = QUESTIONS[id];
  const question = { id: `audit/${id}`, title, severity };
  const is = (status: Answer['status']) => given.filter(({ answer }) => answer.status === status);
  const status = is('fail').length > 0 ? 'fail' : is('unknown').length > 0 ? 'error' : 'pass';
  const asked = given.length - is('skipped').length;
  const needs = [...new Set(given.flatMap(({ answer }) => answer.needs ?? []))];
  const empty = needs.length === 0 ? notApplicable(question) : notAsked(question, needs);
  if (asked === 0) return empty;
  const decisive = status === 'fail' ? is('fail') : status === 'error' ? is('unknown') : [];
  return {
    ...empty,
    status,
    counted: true,
    needs: [],
    findings: decisive.flatMap((each) => findingsOf(id, each)),
  };
}

function findingsOf(id: AuditId, { one, answer }: Given): readonly Finding[] {
  return answer.reasons.map((reason) => ({
    ...reason,
    severity: QUESTIONS[id].severity,
    confidence: 'high',
    subject: one.artifact.name,
    locations: [],
    fingerprint: sha256Hex([id, one.artifact.name, reason.message].join('\0')),
  }));
}
