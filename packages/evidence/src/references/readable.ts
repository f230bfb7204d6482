import { answer, type Check, type Question } from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';

const question: Question = {
  id: 'file/unreadable',
  title: 'Every file of the pipeline can be read',
  severity: 'high',
};

/** Whether every file that is, or may be, part of the pipeline could be read without doubt. */
export function checkReadable(closure: Closure): Check {
  const objections = closure.unreadable.map((file) => ({
    message: file.message,
    subject: file.path,
    locations: [file.location],
    hint: 'mend the file, or move what is no pipeline out of the target',
  }));
  return answer(question, objections, 'error');
}
