import { expect, test } from '@jest/globals';
import type { Judgement } from '../control.js';
import { subjectOf } from '../testing/subject.js';
import type { Violation } from '../violation.js';
import { asStarted, eitherStarted } from './as-started.js';
import { startedSubject } from './started.js';

const TASK = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  params: [{ name: p, default: x }]
  steps: [{ name: s, image: a, args: [$(params.p)] }]
`;
const subject = subjectOf({ 'task.yaml': TASK });

/** At one of the lines of the file. */
function violation(start: number, message: string): Violation {
  const [resource] = subject.model.resources;
  if (resource === undefined) throw new Error('the Task is not there');
  const at = { source: resource.source, span: { start, end: start + 1 } };
  return { at, address: 'spec', subject: 'p', message, hint: '', severity: 'low' };
}

const [one, same, other] = [violation(1, 'a'), violation(9, 'a'), violation(9, 'b')];

test.each<[string, Judgement, Judgement, Judgement, Judgement]>([
  ['the same of both', [one], [one], [one], [one]],
  ['the same said of another place', [one], [same], [one], [one]],
  ['only what is written', [one], [], [], [one]],
  ['only what starts', [], [one], [one], [one]],
  ['both by themselves', [one], [other], [other], [one, other]],
  ['nothing to be judged as it starts', [one], 'not-applicable', [one], [one]],
  ['nothing to be judged as it is written', 'not-applicable', [one], [one], [one]],
  ['nothing at all', 'not-applicable', 'not-applicable', 'not-applicable', 'not-applicable'],
])('%s', (_name, ...[written, started, kept, both]) => {
  const judge = (of: typeof subject): Judgement =>
    of === startedSubject(subject) ? started : written;
  expect(startedSubject(subject)).not.toBe(subject);
  expect(asStarted(judge)(subject)).toEqual(kept);
  expect(eitherStarted(judge)(subject)).toEqual(both);
});
