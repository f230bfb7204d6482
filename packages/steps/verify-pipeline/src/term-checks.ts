import {
  answer,
  type Check,
  fileLocation,
  notApplicable,
  notAsked,
  type Objection,
  type Question,
} from '@plumbline/core';
import type { TermCode, TermProblem } from '@plumbline/records';
import type { VerifyPolicy } from '@plumbline/step';
import { questions } from './questions.js';

interface TermsCase {
  readonly path: string;
  readonly policy: VerifyPolicy;
  readonly minSerial: number | null;
  readonly ref: string | null;
}

/** The checks of time, serial, revocation and kind of ref. */
export function termChecks(problems: readonly TermProblem[], of: TermsCase): readonly Check[] {
  const ask = (question: Question, hint: string, ...codes: readonly TermCode[]) =>
    answer(
      question,
      problems.filter(({ code }) => codes.includes(code)).map(object(of.path, hint)),
    );
  const signAgain = 'plumbline sign-pipeline --key KEY';
  return [
    ask(questions.expired, signAgain, 'EXPIRED', 'NOT_YET_ISSUED'),
    of.minSerial === null
      ? notAsked(questions.rollback, [
          'verify.minSerial in the policy, or a store that remembers the last manifest',
        ])
      : ask(questions.rollback, signAgain, 'ROLLBACK'),
    of.policy.deny.length === 0
      ? notApplicable(questions.revoked)
      : ask(questions.revoked, signAgain, 'DENIED'),
    of.ref === null
      ? notApplicable(questions.refClass)
      : ask(questions.refClass, 'sign on a ref of this kind', 'REF_CLASS'),
  ];
}

function object(path: string, hint: string) {
  return ({ expected, actual }: TermProblem): Objection => ({
    message: `the manifest does not count here: expected ${expected}, found ${actual}`,
    subject: path,
    locations: [fileLocation(path)],
    expected,
    actual,
    hint,
  });
}
