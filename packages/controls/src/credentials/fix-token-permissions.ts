import type { Edit, Source } from '@plumbline/core';
import type { Workflow } from '@plumbline/pipeline';
import { UNUSUAL, type Fix } from '../fix/fix.js';
import { breakOf, columnOf, entryOf, hasAliases, isFlow } from '../fix/lines.js';
import type { JobSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { canUseToken } from './token-use.js';

const LINES = ['permissions:', '  contents: read'];

/** 3.1.1: `contents: read` at the top, where no job without a declaration of its own can use its token for more than a checkout. */
export function declareRead(subject: Subject, workflow: Workflow, bare: readonly JobSite[]): Fix {
  const user = bare.find((site) => canUseToken(subject, site));
  if (user !== undefined)
    return {
      left: `the job \`${user.job.id.value}\` may use its token: give it the scopes that it needs`,
    };
  const { source, node } = workflow;
  const jobs = entryOf(node, 'jobs');
  if (jobs === null || hasAliases(node) || isFlow(source, node)) return UNUSUAL;
  if (columnOf(source, jobs.key) !== 0) return UNUSUAL;
  return { edits: [inFront(source, jobs.key.span.start)], does: 'permissions: { contents: read }' };
}

/** In front of the comment lines that belong to `jobs`, and as far from its neighbours as they are from each other. */
function inFront({ text, lineStarts }: Source, jobs: number): Edit {
  const lines = lineStarts.filter((start) => start <= jobs);
  const lineAt = (index: number): string => text.slice(lines[index], lines[index + 1]);
  let index = lines.length - 1;
  while (index > 0 && lineAt(index - 1).startsWith('#')) index -= 1;
  const isApart = index > 0 && lineAt(index - 1).trim() === '';
  const end = breakOf({ text });
  const start = lines[index] ?? 0;
  return {
    start,
    end: start,
    text: [...LINES, ...(isApart ? [''] : [])].map((line) => line + end).join(''),
  };
}
