import { expectLeg } from '../testing/expect-leg.js';
import { tamperProofScanner } from './tamper-proof-scanner.js';

const WORKFLOW = { '.github/workflows/ci.yml': 'on: push\njobs: {}\n' };
const TASK = { 'task.yaml': 'apiVersion: tekton.dev/v1\nkind: Task\nspec: { steps: [] }\n' };

const cases = (files: Readonly<Record<string, string>>) => [
  {
    name: 'nobody owns the configuration',
    path: '.github/CODEOWNERS',
    bad: '/src/ @a\n',
    edit: ['/src/', '/.github/'] as const,
    at: '.github/zizmor.yml:1:1',
    beside: { ...files, '.github/zizmor.yml': 'rules: {}\n' },
  },
  {
    name: 'the owner is taken away',
    path: 'CODEOWNERS',
    bad: '* @a\n.checkov.yaml\n',
    edit: ['.checkov.yaml\n', '.checkov.yaml @security\n'] as const,
    at: '2:1',
    beside: { ...files, '.checkov.yaml': 'skip-check: []\n' },
  },
  {
    name: 'exceptions of another kind',
    path: 'CODEOWNERS',
    bad: '/docs/ @a\n',
    edit: ['/docs/', '/.trivyignore'] as const,
    at: '.trivyignore:1:1',
    beside: { ...files, '.trivyignore': 'CVE-1\n' },
  },
];

const scan = (config: string): string => `on: pull_request
jobs:
  scan:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - uses: actions/checkout@v7
        with: { path: base, ref: "\${{ github.event.pull_request.base.sha }}" }
      - run: zizmor --config ${config} .
`;

expectLeg(tamperProofScanner, 'G', {
  twins: [
    ...cases(WORKFLOW),
    {
      name: 'the configuration of the change',
      bad: scan('.github/zizmor.yml'),
      edit: ['--config ', '--config base/'] as const,
      at: '.github/zizmor.yml:1:1',
      beside: { '.github/zizmor.yml': 'rules: {}\n' },
    },
  ],
  notApplicable: [{ name: 'no scanner', files: WORKFLOW }],
});

const run = (event: string, config: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: scan
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec:
  pipelineSpec:
    tasks:
      - name: scan
        taskSpec:
          steps:
            - image: trivy
              args: [trivy, config, ${config}, .tekton]
`;

expectLeg(tamperProofScanner, 'T', {
  twins: [
    ...cases(TASK),
    {
      name: 'exceptions out of the change',
      path: '.tekton/scan.yaml',
      bad: run('pull_request', '--ignorefile=./.trivyignore'),
      edit: ['./.trivyignore', '/etc/trivy/ignore'],
      at: '13:22',
    },
    {
      name: 'a run for pull requests, and not one for what is merged',
      path: '.tekton/scan.yaml',
      bad: run('pull_request', '--config, policy/trivy.yaml'),
      edit: ['[pull_request]', '[push]'],
      at: '13:22',
    },
  ],
  bad: [
    {
      name: 'by a short option, and below the folder of the step',
      files: {
        '.tekton/a.yaml': run('pull_request', '-c, ./trivy.yaml'),
        '.tekton/b.yaml': run('pull_request', '--config=/work/a.yaml').replace(
          'image: trivy',
          'image: trivy\n              workingDir: /work',
        ),
      },
      at: ['.tekton/a.yaml:13:22', '.tekton/b.yaml:14:22'],
    },
  ],
  good: [
    {
      name: 'a settings file that the scanner is not told to read',
      files: {
        'trivy.yaml': '',
        '.tekton/scan.yaml': run('pull_request', '--config=/policy/trivy.yaml'),
      },
    },
    {
      name: 'of a clone of another repository',
      files: {
        '.tekton/scan.yaml': run('pull_request', '--config=rules/trivy.yaml').replace(
          '            - image',
          '            - { image: git, script: "git clone https://a.b/c rules" }\n            - image',
        ),
      },
    },
  ],
  notApplicable: [{ name: 'said for GitHub', files: { ...WORKFLOW, '.snyk': '' } }],
});
