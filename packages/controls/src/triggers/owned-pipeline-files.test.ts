import { expectLeg } from '../testing/expect-leg.js';
import { ownedPipelineFiles } from './owned-pipeline-files.js';

const WORKFLOW = { '.github/workflows/ci.yml': 'on: push\njobs: {}\n' };
const RUN = {
  '.tekton/push.yaml':
    'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: { name: a }\nspec: {}\n',
};

const cases = (beside: Readonly<Record<string, string>>, folder: string) => [
  {
    name: 'an owner for something else',
    path: '.github/CODEOWNERS',
    bad: `/docs/ @a\n/.github/CODEOWNERS @a\n`,
    edit: ['/docs/', folder] as const,
    at: '1:1',
    beside,
  },
  {
    name: 'the owner is taken away',
    path: 'CODEOWNERS',
    bad: `* @a\n${folder}\n`,
    edit: [`${folder}\n`, '/docs/\n'] as const,
    at: '2:1',
    beside,
  },
  {
    name: 'nobody owns the file itself',
    path: 'docs/CODEOWNERS',
    bad: `${folder} @a # the pipeline\n/src/ @b\n`,
    edit: ['/src/', '/docs/CODEOWNERS'] as const,
    at: '1:1',
    beside,
  },
  {
    name: 'only the files beside it',
    path: '.github/CODEOWNERS',
    bad: `/.github/CODEOWNERS @a\n/* @a\n`,
    edit: ['/*', '*'] as const,
    at: '1:1',
    beside,
  },
];

expectLeg(ownedPipelineFiles, 'G', {
  twins: [
    ...cases(WORKFLOW, '/.github/workflows/'),
    {
      name: 'an action elsewhere that a workflow uses',
      path: 'CODEOWNERS',
      bad: '/.github/ @a\n/CODEOWNERS @a\n/docs/ @b\n',
      edit: ['/docs/', '/ci/'],
      at: '1:1',
      beside: {
        '.github/workflows/ci.yml':
          'on: push\njobs: { a: { runs-on: x, steps: [{ uses: ./ci/a }] } }\n',
        'ci/a/action.yml':
          'name: a\nruns: { using: composite, steps: [{ run: a, shell: bash }] }\n',
      },
    },
  ],
  bad: [{ name: 'no CODEOWNERS', files: WORKFLOW, at: ['.github/workflows/ci.yml:1:1'] }],
  notApplicable: [{ name: 'no workflow', files: RUN }],
});

expectLeg(ownedPipelineFiles, 'T', {
  twins: cases(RUN, '.tekton/'),
  bad: [
    {
      name: 'a folder of tasks beside CODEOWNERS',
      files: { 'tasks.yaml': Object.values(RUN).join(''), CODEOWNERS: '* @a/b\n*.yaml\n' },
      at: ['CODEOWNERS:2:1'],
    },
  ],
  good: [
    {
      name: 'a folder of tasks beside CODEOWNERS',
      files: { 'tasks.yaml': Object.values(RUN).join(''), CODEOWNERS: '* @a/b\n*.md\n' },
    },
  ],
  notApplicable: [{ name: 'an export', files: { 'dump.yaml': Object.values(RUN).join('') } }],
});
