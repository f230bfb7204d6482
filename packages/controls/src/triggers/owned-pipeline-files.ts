import type { Source } from '@plumbline/core';
import { parseUses } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { stepsOf } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { isOwned, ownersOf, ruleFor, type Owners } from './owners.js';

/** 5.4.4: who may change the pipeline alone may change what it checks. */
export const ownedPipelineFiles: Control = {
  id: '5.4.4',
  slug: 'owned-pipeline-files',
  title: 'Pipeline files have owners who must review',
  level: 1,
  assessment: 'automated',
  rationale:
    'A workflow decides what runs with the secrets of the repository. Without an owner any reviewer, who may look at the application only, lets a change of it through; whoever may change CODEOWNERS makes themselves the owner.',
  audit:
    'CODEOWNERS names owners for `.github/workflows/`, `.github/actions/`, `.tekton/` and for itself, and no later line takes them away. The branch rule demands their review (control 5.4.3).',
  remediation: 'Write at the end of `.github/CODEOWNERS`: `/.github/ @example/pipeline-owners`.',
  impact: 'Changes of the pipeline wait for its owners.',
  references: [
    'OWASP CICD-SEC-1',
    'CIS SSC 1.1.6',
    'CIS SSC 1.1.7',
    'CIS SSC 2.3.4',
    'Allstar CODEOWNERS',
  ],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

/** A file that must have an owner. */
interface Part {
  readonly source: Source;
  readonly path: string;
}

function judgeGitHub(subject: Subject): Judgement {
  const { workflows, actions } = subject.model;
  const used = new Set(
    stepsOf(subject).flatMap(({ step: { uses } }) => {
      const parsed = uses === null ? null : parseUses(uses.value);
      return parsed?.kind === 'local' ? [parsed.path] : [];
    }),
  );
  const parts = [
    ...workflows.filter(({ executed }) => executed),
    ...actions.filter(({ path, folder }) => path.startsWith('.github/') || used.has(folder)),
  ];
  return judge(subject, parts, '/.github/');
}

/** Files that Pipelines as Code reads, and others in a repository with owners; an export has none. */
function judgeTekton(subject: Subject): Judgement {
  const { resources, entries } = subject.model;
  const isRepository =
    ownersOf(subject) !== null || entries.some(({ path }) => path.startsWith('.github/'));
  const parts = resources.filter(({ path }) => isRepository || path.startsWith('.tekton/'));
  return judge(subject, parts, '/.tekton/');
}

function judge(subject: Subject, parts: readonly Part[], folder: string): Judgement {
  const [first] = parts;
  if (first === undefined) return 'not-applicable';
  const owners = ownersOf(subject);
  if (owners === null) return [nobody(first, folder)];
  return [...judgeParts(owners, parts, folder), ...judgeItself(owners)];
}

/** Of low confidence: a rule may demand reviews without naming owners, and only the settings tell. */
function nobody(first: Part, folder: string): Violation {
  return {
    at: { source: first.source, span: { start: 0, end: 0 } },
    address: 'CODEOWNERS',
    subject: folder,
    severity: 'low',
    confidence: 'low',
    message:
      'Whoever finds any reviewer changes what runs with the secrets of the repository: there is no CODEOWNERS.',
    hint: `.github/CODEOWNERS: ${folder} @<owners of the pipeline>`,
  };
}

/** One finding for all files without an owner: one line gives them one. */
function judgeParts(owners: Owners, parts: readonly Part[], folder: string): readonly Violation[] {
  const free = [...new Set(parts.map(({ path }) => path))].filter((path) => !isOwned(owners, path));
  const [first] = free;
  if (first === undefined) return [];
  const lost = ruleFor(owners, first);
  const more = free.length > 1 ? ` and ${free.length - 1} more` : '';
  return [
    {
      at: lost?.at ?? placeIn(owners, { span: { start: 0, end: 0 } }),
      address: 'CODEOWNERS',
      subject: folder,
      severity: 'low',
      message: `Whoever finds any reviewer changes \`${first}\`${more}: nobody owns it.`,
      hint: `/${first.replace(/\/.*/, '/')} @<owners of the pipeline>`,
    },
  ];
}

function judgeItself(owners: Owners): readonly Violation[] {
  if (isOwned(owners, owners.path)) return [];
  return [
    {
      at: ruleFor(owners, owners.path)?.at ?? placeIn(owners, { span: { start: 0, end: 0 } }),
      address: 'CODEOWNERS',
      subject: owners.path,
      severity: 'low',
      message:
        'Whoever finds any reviewer makes themselves the owner of everything: nobody owns CODEOWNERS.',
      hint: `/${owners.path} @<owners of the pipeline>`,
    },
  ];
}
