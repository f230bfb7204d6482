import type { Control, Judgement } from '../control.js';
import { hasGitHub } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';
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
  return hasGitHub(subject) ? gitHubFlaws(subject) : 'not-applicable';
}

function judgeTekton(subject: Subject): Judgement {
  return hasTekton(subject) ? tektonFlaws(subject) : 'not-applicable';
}
