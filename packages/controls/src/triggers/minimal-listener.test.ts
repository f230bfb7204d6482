import { expectLeg } from '../testing/expect-leg.js';
import { listener, SIGNED } from '../testing/listener.js';
import { minimalListener } from './minimal-listener.js';

const bound = (role: string): string => `${listener(SIGNED)}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: hooks }
roleRef: { kind: ClusterRole, name: ${role}, apiGroup: rbac.authorization.k8s.io }
subjects: [ { kind: ServiceAccount, name: hook-bot, namespace: builds } ]
`;
const template = (namespace: string, account: string): string => `${listener(SIGNED)}---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: build }
spec:
  params: [ { name: where } ]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        generateName: a-
        namespace: ${namespace}
      spec:
        pipelineRef: { name: build }
        taskRunTemplate: { serviceAccountName: ${account} }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerBinding
metadata: { name: build }
spec:
  params:
    - name: where
      value: $(body.repository.name)
`;

expectLeg(minimalListener, 'T', {
  twins: [
    {
      name: 'the webhook picks the account',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: tt, namespace: ci}
spec:
  params: [{name: sa}]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: {generateName: r-}
      spec:
        pipelineRef: {name: p}
        taskRunTemplate: {serviceAccountName: $(tt.params.sa)}
`,
      edit: ['$(tt.params.sa)', 'builder'],
      at: '12:47',
    },
    {
      name: 'every namespace',
      bad: listener(SIGNED, 'namespaceSelector: { matchNames: [ "*" ] }'),
      edit: ['"*"', 'builds'],
      at: '7:38',
    },
    {
      name: 'no account',
      bad: listener(SIGNED).replace('hook-bot', 'default'),
      edit: ['default', 'hook-bot'],
      at: '6:23',
    },
    {
      name: 'the account is in the pod',
      bad: listener(
        SIGNED,
        'resources: { kubernetesResource: { spec: { template: { spec: { serviceAccountName: default } } } } }',
      ).replace('serviceAccountName: hook-bot', 'cloudEventURI: http://sink'),
      edit: ['default', 'hook-bot'],
      at: '7:86',
    },
    {
      name: 'the account has everything',
      bad: bound('cluster-admin'),
      edit: ['cluster-admin', 'tekton-triggers-eventlistener-roles'],
      at: '6:23',
    },
    {
      name: 'the sender chooses the namespace',
      bad: template('$(tt.params.where)', 'builder'),
      edit: ['$(tt.params.where)', 'builds'],
      at: '25:20',
    },
    {
      name: 'nobody knows who chooses the account',
      bad: template('builds', '$(tt.params.account)'),
      edit: ['$(tt.params.account)', 'builder'],
      at: '28:48',
    },
    {
      name: 'the sender chooses the account',
      bad: template('builds', 'bot-$(tt.params.where)'),
      edit: ['$(body.repository.name)', 'release'],
      at: '28:48',
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
