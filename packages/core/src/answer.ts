import type { Check, CheckStatus, Finding, Severity } from './check.js';
import { sha256Hex } from './digest.js';
import type { Location } from './location.js';

/** What a check asks; its answer is made by `answer`. */
export interface Question {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
}

/** One thing that speaks against a pass, before it becomes a finding. */
export interface Objection {
  readonly message: string;
  readonly subject: string;
  readonly locations: readonly Location[];
  readonly hint?: string;
  readonly expected?: string;
  readonly actual?: string;
}

/**
 * The check of a question that was asked.
 * `whenObjected` is `fail` for what is wrong and `error` for what cannot be decided.
 */
export function answer(
  question: Question,
  objections: readonly Objection[],
  whenObjected: 'fail' | 'error' = 'fail',
): Check {
  return build(question, {
    status: objections.length === 0 ? 'pass' : whenObjected,
    counted: true,
    needs: [],
    findings: objections.map((objection) => finding(question, objection)),
  });
}

/** The check of a question that nothing in the target raises. */
export function notApplicable(question: Question): Check {
  return build(question, { status: 'not-applicable', counted: false, needs: [], findings: [] });
}

/** The check of a question whose source was not offered: shown as "not asked", never counted. */
export function notAsked(question: Question, needs: readonly string[]): Check {
  return build(question, { status: 'unknown', counted: false, needs, findings: [] });
}

function build(
  question: Question,
  state: {
    readonly status: CheckStatus;
    readonly counted: boolean;
    readonly needs: readonly string[];
    readonly findings: readonly Finding[];
  },
): Check {
  const slug = question.id.replaceAll('/', '-');
  return { id: question.id, slug, title: question.title, level: 1, ...state };
}

/** The fingerprint leaves lines out, so that it survives edits elsewhere in the file. */
function finding(question: Question, objection: Objection): Finding {
  const path = objection.locations[0]?.path ?? '';
  return {
    ...objection,
    severity: question.severity,
    confidence: 'high',
    fingerprint: sha256Hex([question.id, path, objection.subject].join('\0')),
  };
}
