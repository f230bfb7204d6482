import { expectLeg } from '../testing/expect-leg.js';
import { listener } from '../testing/listener.js';
import { filteredEvents } from './filtered-events.js';

const github = (params: string, more = ''): string =>
  listener(
    `- { ref: { name: github }, params: [ { name: secretRef, value: { secretName: a, secretKey: b } }, ${params} ] }${more}`,
  );
const cel = (filter: string): string =>
  `\n        - { ref: { name: cel }, params: [ { name: filter, value: ${filter} } ] }`;

expectLeg(filteredEvents, 'T', {
  twins: [
    {
      name: 'forks are not told apart',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: {name: el, namespace: ci}
spec:
  serviceAccountName: listener
  triggers:
    - name: pr
      interceptors:
        - ref: {name: github}
          params:
            - {name: secretRef, value: {secretName: hook, secretKey: token}}
            - {name: eventTypes, value: [pull_request]}
        - ref: {name: cel}
          params: [{name: filter, value: "body.action in ['opened', 'synchronize'] && body.pull_request.base.ref == 'main' && body.repository.full_name == 'acme/app'"}]
      template: {ref: tt}
`,
      edit: [
        `'acme/app'"`,
        `'acme/app' && body.pull_request.head.repo.full_name == body.repository.full_name"`,
      ],
      at: '7:13',
    },
    {
      name: 'a push to any branch, by Pipelines as Code',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: r
  annotations:
    pipelinesascode.tekton.dev/on-cel-expression: event == "push"
spec: { pipelineRef: { name: p } }
`,
      edit: ['event == "push"', 'event == "push" && target_branch == "main"'],
      at: '6:51',
    },
    {
      name: 'no type of event',
      bad: github('{ name: eventTypes, value: [] }'),
      edit: ['value: []', 'value: [ push ]'],
      at: '9:13',
    },
    {
      name: 'a filter that is always true',
      bad: github('{ name: other, value: a }', cel("'true'")),
      edit: ["'true'", `'body.ref == "refs/heads/main"'`],
      at: '9:13',
    },
    {
      name: 'no filter',
      bad: listener('[]'),
      edit: ['[]', `- { ref: { name: cel }, params: [ { name: filter, value: body.ok } ] }`],
      at: '9:13',
    },
    {
      name: 'pull requests of forks',
      bad: github('{ name: eventTypes, value: [ pull_request ] }', cel(`body.action == 'opened'`)),
      edit: [
        `body.action == 'opened'`,
        'body.pull_request.head.repo.full_name == body.repository.full_name',
      ],
      at: '9:13',
    },
  ],
  good: [
    {
      name: 'a filter that compares the title is no code',
      files: github(
        '{ name: eventTypes, value: [ push ] }',
        cel(`body.pull_request.title == 'release'`),
      ),
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
