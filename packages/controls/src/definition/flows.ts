import type { Confidence, Severity } from '@plumbline/core';
import type { Exposure } from '../exposure.js';
import { exposureOf } from '../github/exposure.js';
import type { Subject } from '../subject.js';
import { MODEL } from '../taint/github/actions.js';
import { isPrivilegedOutside } from '../taint/github/payload.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import type { Grade, Taint } from '../taint/taint.js';
import type { TektonFlow } from '../taint/tekton/flow.js';
import type { Place, Violation } from '../violation.js';

/** What a control says of a flow. */
export interface Words {
  readonly severity: Severity;
  readonly confidence?: Confidence;
  readonly message: string;
  readonly hint: string;
}

const BY_GRADE: Readonly<Record<Grade, Severity>> = {
  anyone: 'high',
  author: 'high',
  committer: 'medium',
  caller: 'medium',
};

/** How bad it is that a value of this grade becomes code. */
export function severityOf({ grade }: Taint): Severity {
  return BY_GRADE[grade];
}

/** Whether a value is the answer of a model: control 2.5.2 judges those. */
export function isAnswer({ who }: Taint): boolean {
  return who === MODEL;
}

/** Whether somebody without access reaches the place in a run that has secrets and a token. */
export function isPrivileged({ starts }: Pick<GitHubFlow, 'starts'>): boolean {
  return starts.some(({ event, outsider }) => outsider && isPrivilegedOutside(event));
}

/** Who reaches the place: conditions may keep strangers out of a job that their events start. */
export function reachOf(subject: Subject, flow: Pick<GitHubFlow, 'starts' | 'job'>): Exposure {
  const exposure = exposureOf(subject, flow.job);
  const open = flow.starts.some(({ outsider }) => outsider);
  return exposure.reach === 'anyone' && !open ? { ...exposure, reach: 'writers' } : exposure;
}

/** The violation of a flow on GitHub. */
export function gitHubViolation(subject: Subject, flow: GitHubFlow, words: Words): Violation {
  return { ...violation(flow, words), exposure: reachOf(subject, flow) };
}

/** The violation of a flow on Tekton. */
export function tektonViolation(flow: TektonFlow, words: Words): Violation {
  return violation(flow, words);
}

interface Found {
  readonly at: Place;
  readonly address: string;
  readonly subject: string;
  readonly by: string;
  readonly taint: Taint;
}

function violation({ at, address, subject, by, taint }: Found, words: Words): Violation {
  const ends = { ...at, message: `reaches ${by}` };
  return {
    at,
    address,
    subject,
    ...words,
    ...(taint.trail.length > 1 ? { flow: [...taint.trail, ends] } : {}),
  };
}
