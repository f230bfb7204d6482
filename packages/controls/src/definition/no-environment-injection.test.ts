import { expectLeg } from '../testing/expect-leg.js';
import { noEnvironmentInjection } from './no-environment-injection.js';

const on = (event: string, field: string, run: string): string => `on: ${event}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env: { V: '\${{ github.event.${field} }}' }
        run: ${run}
`;

expectLeg(noEnvironmentInjection, 'G', {
  except: ['comments'],
  twins: [
    {
      name: 'the environment',
      bad: on('issues', 'issue.body', 'echo "BODY=$V" >> $GITHUB_ENV'),
      edit: ['>> $GITHUB_ENV', '>> out.txt'],
      at: '7:14',
    },
    {
      name: 'the search path',
      bad: on('pull_request', 'pull_request.title', 'echo "$V" >> "${GITHUB_PATH}"'),
      edit: ['pull_request.title', 'pull_request.number'],
      at: '7:14',
    },
    {
      name: 'an output of several lines',
      bad: on(
        'issue_comment',
        'comment.body',
        '(echo "b<<EOF"; echo "$V"; echo "EOF") >> $GITHUB_OUTPUT',
      ),
      edit: ['"b<<EOF"', '"b<<$(openssl rand -hex 8)"'],
      at: '7:30',
    },
    {
      name: 'a value without line breaks where strangers meet secrets',
      bad: on('pull_request_target', 'pull_request.title', 'echo "T=$V" | tee -a $GITHUB_ENV'),
      edit: ['"T=$V"', '"T=${V//[^a-z]/}"'],
      at: '7:28',
    },
    {
      name: 'a here-document',
      bad: on(
        'discussion',
        'discussion.body',
        '|\n          cat <<X >> $GITHUB_ENV\n          BODY=$V\n          X',
      ),
      edit: ['BODY=$V', 'BODY=${#V}'],
      at: '8:11',
    },
  ],
  good: [
    {
      name: 'an output of one line',
      files: on('issues', 'issue.title', 'echo "t=$V" >> $GITHUB_OUTPUT'),
    },
    { name: 'a constant', files: on('issues', 'issue.body', 'echo "A=b" >> $GITHUB_ENV') },
  ],
});

const pac = (script: string, use: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  generateName: r-
  annotations: { pipelinesascode.tekton.dev/on-event: "[pull_request]" }
spec:
  pipelineSpec:
    tasks:
      - name: a
        taskSpec:
          results: [{ name: IMAGE_DIGEST }, { name: r }]
          steps:
            - image: alpine
              env: [{ name: V, value: "{{ body.pull_request.title }}" }]
              script: ${script}
      - name: b
        when: [{ input: $(tasks.a.results.${use}), operator: in, values: [x] }]
        taskSpec: { steps: [{ image: alpine, script: 'true' }] }
`;

expectLeg(noEnvironmentInjection, 'T', {
  except: ['comments'],
  twins: [
    {
      name: `a result out of the pull request's tree picks the image to deploy`,
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: pr
  annotations:
    pipelinesascode.tekton.dev/on-event: "[pull_request]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  taskRunTemplate: {serviceAccountName: builder}
  pipelineSpec:
    tasks:
      - name: version
        taskSpec:
          results: [{name: version}]
          steps:
            - name: read
              image: docker.io/alpine/git
              env: [{name: TITLE, value: "{{ body.pull_request.title }}"}]
              script: |
                #!/bin/sh
                printf %s "$TITLE" > $(results.version.path)
      - name: push
        params: [{name: tag, value: $(tasks.version.results.version)}]
        taskSpec:
          params: [{name: tag}]
          steps:
            - name: push
              image: gcr.io/go-containerregistry/crane
              args: [push, out.tar, "ghcr.io/acme/app:$(params.tag)"]
`,
      edit: ['"$TITLE', '"{{ revision }}'],
      at: '21:17',
    },
    {
      name: 'a result that describes an artifact',
      bad: pac('echo -n "$V" > $(results.IMAGE_DIGEST.path)', 'other'),
      edit: ['-n "$V" >', '-n "sha256:x" >'],
      at: '15:23',
    },
    {
      name: 'a result that decides whether a task runs',
      bad: pac('printf %s "$V" | tee $(results.r.path)', 'r'),
      edit: ['results.r)', 'results.q)'],
      at: '15:40',
    },
    {
      name: 'lines that another step takes as variables',
      bad: pac('echo "A=$V" > /w/a.env', 'r').replace("'true'", '". /w/a.env"'),
      edit: ['$V', 'x'],
      at: '15:23',
    },
    {
      name: 'a result that Python writes',
      bad: pac(
        "\"#!/usr/bin/env python3\\nimport os\\nopen('$(results.r.path)', 'w').write(os.environ['V'])\"",
        'r',
      ),
      edit: ["write(os.environ['V'])", "write('x')"],
      at: '15:59',
    },
    {
      name: 'a checked value',
      bad: pac('echo "$V" > $(results.r.path)', 'r'),
      edit: ['"$V" >', '"$V" | wc -l >'],
      at: '15:23',
    },
  ],
});
