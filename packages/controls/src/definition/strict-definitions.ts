import { createSource, type Span } from '@plumbline/core';
import type { UnreadableFile } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { textAt } from '../files.js';
import { hasGitHub } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';
import type { Violation } from '../violation.js';
import { gitHubFlaws } from './strict-github.js';
import { tektonFlaws } from './strict-tekton.js';

/** 2.4.4: what the platform does not understand does not protect. */
export const strictDefinitions: Control = {
  id: '2.4.4',
  slug: 'strict-definitions',
  title: 'Definitions have no unknown, unresolved or dead parts',
  level: 1,
  assessment: 'automated',
  rationale:
    'A check that never runs looks like one that passes. A misspelt key, a filter that an event does not know, a step, job or parameter that is not there, a workflow that follows one of another name: the platform refuses the file or goes on with an empty value, and the reviewer believes what the file says.',
  audit:
    'Check every definition against the schema of its platform. Follow every name in an expression or variable to what declares it, and every name of a workflow, job, task or file to where it is.',
  remediation: 'Correct the name, or remove the part that nothing reads.',
  impact: 'Parts that were dead begin to work.',
  references: ['OWASP CICD-SEC-7', 'CIS SSC 2.3.1', 'actionlint', 'tekton-lint'],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  const unread = unreadable(subject, true);
  if (!hasGitHub(subject) && unread.length === 0) return 'not-applicable';
  return [...unread, ...gitHubFlaws(subject)];
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [...unreadable(subject, false), ...tektonFlaws(subject)];
}

const OF_GITHUB = /^\.github\/workflows\/|(?:^|\/)action\.ya?ml$/;

function unreadable(subject: Subject, gitHub: boolean): readonly Violation[] {
  return subject.model.unreadable
    .filter(({ path }) => OF_GITHUB.test(path) === gitHub && /\.ya?ml$/.test(path))
    .map((file) => {
      const source = createSource(file.path, textAt(subject, file.path) ?? '');
      return {
        at: { source, span: spanOf(source.text, file) },
        address: 'file',
        subject: 'unreadable',
        severity: 'medium',
        message: `Nobody can tell what runs: ${file.message}.`,
        hint: 'correct the file',
      };
    });
}

function spanOf(text: string, { location: { line, column } }: UnreadableFile): Span {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf('\n', start) + 1;
  return { start: start + column - 1, end: start + column };
}
