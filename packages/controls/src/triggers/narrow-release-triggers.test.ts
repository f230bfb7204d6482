import { expectLeg } from '../testing/expect-leg.js';
import { narrowReleaseTriggers } from './narrow-release-triggers.js';

const workflow = (on: string, job = 'name: a', step = 'run: cargo publish'): string => `on: ${on}
jobs:
  release:
    runs-on: ubuntu-24.04
    ${job}
    steps:
      - ${step}
`;

expectLeg(narrowReleaseTriggers, 'G', {
  twins: [
    {
      name: 'a release without files',
      bad: workflow(
        `{ push: { branches: [ '**' ] } }`,
        'name: a',
        'run: gh release create v1 -n a',
      ),
      edit: [`'**'`, 'main'],
      at: '1:27',
    },
    {
      name: 'production behind any run',
      bad: workflow(
        `{ workflow_run: { workflows: [ ci ] } }`,
        `environment: production\n    if: github.event.workflow_run.event == 'push'`,
        'run: ./roll-out',
      ),
      edit: ['[ ci ]', '[ ci ], branches: [ main ]'],
      at: '1:7',
    },
    {
      name: 'a release or its draft',
      bad: workflow(
        'push',
        'name: a',
        'uses: softprops/action-gh-release@v2\n        with: { draft: false }',
      ),
      edit: ['draft: false', 'draft: true'],
      at: '1:5',
    },
    {
      name: 'every push',
      bad: workflow('push'),
      edit: ['push\njobs', 'release\njobs'],
      at: '1:5',
    },
    {
      name: 'every tag',
      bad: workflow(`{ push: { tags: [ '*' ] } }`),
      edit: [`'*'`, `'v*'`],
      at: '1:23',
    },
    {
      name: 'every branch',
      bad: workflow(`{ push: { branches: [ '**' ] } }`),
      edit: [`'**'`, 'main'],
      at: '1:27',
    },
    {
      name: 'a condition that says nothing',
      bad: workflow('[ push ]', `if: github.actor != 'bot'`),
      edit: [`github.actor != 'bot'`, `startsWith(github.ref, 'refs/tags/v')`],
      at: '1:7',
    },
    {
      name: 'pull requests',
      bad: workflow(
        '[ release, pull_request ]',
        'name: a',
        `uses: softprops/action-gh-release@v2\n        with: { files: a }\n        if: github.event_name == 'pull_request'`,
      ),
      edit: [`== 'pull_request'`, `!= 'pull_request'`],
      at: '1:16',
    },
  ],
  good: [
    { name: 'tags', files: workflow(`{ push: { tags: [ 'v*' ] } }`) },
    { name: 'by hand', files: workflow('workflow_dispatch') },
  ],
  notApplicable: [
    { name: 'nothing is published', files: workflow('push', 'name: a', 'run: make') },
  ],
});

const pac = (annotations: string, step: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: release
  annotations:
${annotations}
spec:
  taskRunTemplate: { serviceAccountName: release }
  pipelineSpec:
    tasks:
      - name: out
        taskSpec:
          steps: [ { image: i, script: "${step}" } ]
`;
const PAC = '    pipelinesascode.tekton.dev';
const listener = (filter: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: el }
spec:
  triggers:
    - name: push
      interceptors:
        - ref: { name: github }
          params: [ { name: eventTypes, value: [push] } ]
        - ref: { name: cel }
          params: [ { name: filter, value: "${filter}" } ]
      template: { ref: out }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: out }
spec:
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: { generateName: out- }
      spec: { pipelineSpec: { tasks: [ { name: deploy-prod, taskRef: { name: kubectl } } ] } }
`;

expectLeg(narrowReleaseTriggers, 'T', {
  twins: [
    {
      name: 'every branch',
      bad: pac(`${PAC}/on-event: "[push]"\n${PAC}/on-target-branch: "[*]"`, 'npm publish'),
      edit: ['"[*]"', '"[main]"'],
      at: '7:50',
    },
    {
      name: 'an expression that asks for no branch',
      bad: pac(`${PAC}/on-cel-expression: event == "push" && true`, 'docker push acme/app'),
      edit: ['&& true', '&& target_branch == "main"'],
      at: '6:51',
    },
    {
      name: 'an expression that every branch passes',
      bad: pac(
        `${PAC}/on-cel-expression: event == "push" && target_branch.matches(".*")`,
        'twine upload dist/*',
      ),
      edit: ['".*"', '"^release/"'],
      at: '6:51',
    },
    {
      name: 'a trigger that filters something else',
      bad: listener('body.repository.private'),
      edit: ['body.repository.private', "body.ref == 'refs/heads/main'"],
      at: '6:13',
    },
  ],
  good: [
    {
      name: 'tags',
      files: pac(
        `${PAC}/on-event: "[push]"\n${PAC}/on-target-branch: "[refs/tags/*]"`,
        'npm publish',
      ),
    },
  ],
  notApplicable: [
    {
      name: 'nothing is published',
      files: pac(`${PAC}/on-event: "[push]"\n${PAC}/on-target-branch: "[*]"`, 'npm test'),
    },
  ],
});
