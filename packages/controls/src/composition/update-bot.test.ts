import { expectLeg } from '../testing/expect-leg.js';
import { updateBot } from './update-bot.js';

const CI = 'on: push\njobs: { a: { runs-on: x, steps: [{ uses: actions/checkout@v7 }] } }\n';
const beside = { '.github/workflows/ci.yml': CI };
const DEPENDABOT = '.github/dependabot.yml';

const updates = (rest: string): string => `version: 2
updates:
  - package-ecosystem: ${rest}
    directory: /
    schedule: { interval: weekly }
`;

const TASK = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec: { steps: [{ name: a, image: alpine }] }
`;

expectLeg(updateBot, 'G', {
  twins: [
    {
      name: 'base images are left out',
      path: DEPENDABOT,
      bad: updates('github-actions') + '  - { package-ecosystem: npm, directory: / }\n',
      edit: ['npm', 'docker'],
      at: '3:3',
      beside: { ...beside, Dockerfile: 'FROM registry.example/a\n' },
    },
    {
      name: 'actions in a folder of their own',
      path: DEPENDABOT,
      bad: updates('github-actions'),
      edit: ['directory: /', 'directories: [/, /a/*]'],
      at: '3:3',
      beside: {
        ...beside,
        'a/b/action.yml': 'runs: { using: composite, steps: [{ uses: actions/cache@v5 }] }\n',
      },
    },
    {
      name: 'another ecosystem only',
      path: DEPENDABOT,
      bad: updates('npm'),
      edit: ['npm', 'github-actions'],
      at: '3:3',
      beside,
    },
    {
      name: 'no pull requests',
      path: DEPENDABOT,
      bad: updates('github-actions\n    open-pull-requests-limit: 0'),
      edit: ['limit: 0', 'limit: 5'],
      at: '3:3',
      beside,
    },
    {
      name: 'Renovate that leaves actions out',
      path: 'renovate.json',
      bad: '{ "enabledManagers": ["npm"] }\n',
      edit: ['"npm"', '"npm", "github-actions"'],
      at: '.github/workflows/ci.yml:2:42',
      beside,
    },
    {
      name: 'Renovate with a manager off',
      path: '.github/renovate.json',
      bad: '{ "github-actions": { "enabled": false } }\n',
      edit: ['false', 'true'],
      at: '.github/workflows/ci.yml:2:42',
      beside,
    },
  ],
  bad: [{ name: 'none', files: beside, at: ['2:42'] }],
  good: [
    {
      name: 'Renovate in JSON5',
      files: { ...beside, 'renovate.json5': '{ extends: ["config:base"] }' },
    },
  ],
  notApplicable: [
    {
      name: 'nothing remote',
      files: 'on: push\njobs: { a: { runs-on: x, steps: [{ run: make }] } }\n',
    },
  ],
});

const FILES = '"tekton": { "managerFilePatterns": ["/tekton/"] }';

expectLeg(updateBot, 'T', {
  twins: [
    {
      name: 'renovate that does not look at Tekton files',
      bad: `{"extends": ["config:recommended"]}
`,
      edit: [
        '["config:recommended"]',
        '["config:recommended"], "tekton": {"managerFilePatterns": ["/\\\\.yaml$/"]}',
      ],
      at: 'pipeline.yaml:5:28',
      path: 'renovate.json',
      beside: {
        'pipeline.yaml': `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  steps: [{name: a, image: 'docker.io/library/golang', command: [go, vet]}]
`,
      },
    },
    {
      name: 'another ecosystem only',
      path: DEPENDABOT,
      bad: updates('gomod'),
      edit: ['gomod', 'docker'],
      at: '3:3',
      beside: { 'task.yaml': TASK },
    },
    {
      name: 'Renovate that leaves Tekton out',
      path: 'renovate.json',
      bad: `{ "enabledManagers": ["gomod"], ${FILES} }\n`,
      edit: ['"gomod"', '"tekton"'],
      at: 'task.yaml:4:35',
      beside: { 'task.yaml': TASK },
    },
    {
      name: 'Renovate that is off',
      path: '.renovaterc.json',
      bad: `{ "enabled": false, ${FILES} }\n`,
      edit: ['false', 'true'],
      at: 'task.yaml:4:35',
      beside: { 'task.yaml': TASK },
    },
  ],
  bad: [{ name: 'none', files: TASK, at: ['4:35'] }],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
