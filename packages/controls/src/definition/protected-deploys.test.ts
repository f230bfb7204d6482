import { expectLeg } from '../testing/expect-leg.js';
import { protectedDeploys } from './protected-deploys.js';

const job = (step: string, on = 'push', head = 'environment: production'): string => `on: ${on}
jobs:
  apply:
    runs-on: ubuntu-latest
    ${head}
    steps:
      - ${step}
`;

expectLeg(protectedDeploys, 'G', {
  twins: [
    {
      name: 'infrastructure of pull requests',
      bad: job('run: terraform apply -auto-approve', 'pull_request'),
      edit: ['apply -auto-approve', 'plan'],
      at: '7:14',
    },
    {
      name: 'infrastructure of pull requests, by a condition',
      bad: job(`{ if: "github.ref != ''", run: terraform -chdir=a apply }`, '[push, pull_request]'),
      edit: ["github.ref != ''", "github.event_name == 'push'"],
      at: '7:40',
    },
    {
      name: 'a comment',
      bad: job('run: kubectl apply -f a.yaml', 'issue_comment'),
      edit: ['issue_comment', 'workflow_dispatch'],
      at: '7:14',
    },
    {
      name: 'no environment',
      bad: job('uses: google-github-actions/deploy-cloudrun@v3', 'push', 'timeout-minutes: 5'),
      edit: ['timeout-minutes: 5', 'environment: production'],
      at: '7:15',
    },
    {
      name: 'a command without environment',
      bad: job('run: "cd a && helm upgrade a ./a"', 'push', 'name: a'),
      edit: ['name: a', 'environment: { name: a, url: "https://example.com" }'],
      at: '7:14',
    },
  ],
  good: [
    {
      name: 'a cluster for tests',
      files: job('run: "kind create cluster; kubectl apply -f a.yaml"', 'pull_request'),
    },
    {
      name: 'a comment in the script',
      files: job('run: "# terraform apply\\nterraform plan"', 'pull_request'),
    },
  ],
  notApplicable: [{ name: 'no deployment', files: job('run: make') }],
});

const run = (event: string, tasks: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ci
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec:
  pipelineSpec:
    tasks:
      - ${tasks}
`;

expectLeg(protectedDeploys, 'T', {
  twins: [
    {
      name: 'terraform from a listener',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: {name: el, namespace: ci}
spec:
  serviceAccountName: listener
  triggers:
    - name: infra
      interceptors:
        - ref: {name: github}
          params: [{name: secretRef, value: {secretName: hook, secretKey: token}}, {name: eventTypes, value: ["pull_request", "push"]}]
        - ref: {name: cel}
          params: [{name: filter, value: "header.match('X-GitHub-Event', 'pull_request') && body.repository.full_name == 'acme/infra'"}]
      template:
        spec:
          resourcetemplates:
            - apiVersion: tekton.dev/v1
              kind: TaskRun
              metadata: {generateName: tf-}
              spec:
                serviceAccountName: terraform
                taskSpec:
                  steps:
                    - name: apply
                      image: docker.io/hashicorp/terraform
                      script: "terraform init -lockfile=readonly\\nterraform apply -auto-approve\\n"
`,
      edit: [`'pull_request`, `'push`],
      at: '23:29',
    },
    {
      name: 'a deploy for pull requests',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: deploy
  annotations:
    pipelinesascode.tekton.dev/on-event: "[pull_request]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  taskRunTemplate: {serviceAccountName: deployer}
  pipelineSpec:
    tasks:
      - name: apply
        taskSpec:
          steps: [{name: k, image: 'docker.io/bitnami/kubectl', command: [kubectl], args: [apply, -k, overlays/prod]}]
`,
      edit: ['"[pull_request', '"[push'],
      at: '12:15',
    },
    {
      name: 'a task by its name',
      bad: run('pull_request', '{ name: deploy, taskRef: { name: a } }'),
      edit: ['[pull_request]', '[push]'],
      at: '9:17',
    },
    {
      name: 'a task by what it uses',
      bad: run('pull_request', '{ name: a, taskRef: { name: helm-upgrade-from-repo } }'),
      edit: ['helm-upgrade-from-repo', 'helm-lint'],
      at: '9:17',
    },
    {
      name: 'a script',
      bad: run(
        'pull_request',
        '{ name: a, taskSpec: { steps: [{ name: a, image: a, script: kubectl apply -f a }] } }',
      ),
      edit: ['kubectl apply', 'kubectl diff'],
      at: '9:17',
    },
    {
      name: 'a pipeline by its name',
      path: 'run.yaml',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ci
  annotations: { pipelinesascode.tekton.dev/on-event: "[pull_request]" }
spec: { pipelineRef: { name: a } }
`,
      edit: ['name: a }', 'name: b }'],
      at: 'pipeline.yaml:4:25',
      beside: {
        'pipeline.yaml': `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: a }
spec: { tasks: [{ name: deploy, taskRef: { name: x } }] }
`,
      },
    },
  ],
  notApplicable: [{ name: 'no resource', files: { 'a.txt': '' } }],
});
