import { expectLeg } from '../testing/expect-leg.js';
import { limitedRunCreators } from './limited-run-creators.js';

interface Words {
  readonly resources?: string;
  readonly verbs?: string;
  readonly group?: string;
  readonly who: string;
}

const granted = ({
  resources = 'pipelineruns',
  verbs = 'create',
  group = 'tekton.dev',
  who,
}: Words) =>
  `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: starter, namespace: builds }
rules:
  - apiGroups: [ "${group}" ]
    resources: [ ${resources} ]
    verbs: [ ${verbs} ]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: starter, namespace: builds }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: starter }
subjects:
  - ${who}
`;
const EVERYBODY =
  '{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:authenticated" }';
const BOT = '{ kind: ServiceAccount, name: deploy-bot }';

expectLeg(limitedRunCreators, 'T', {
  twins: [
    {
      name: 'everybody starts runs',
      bad: granted({ who: EVERYBODY }),
      edit: ['"system:authenticated"', 'release-team'],
      at: '14:63',
    },
    {
      name: 'the account of all that has none',
      bad: granted({ who: '{ kind: ServiceAccount, name: default }' }),
      edit: ['name: default', 'name: trigger-bot'],
      at: '14:35',
    },
    {
      name: 'everybody enters pods',
      bad: granted({ group: '', resources: 'pods/exec', who: EVERYBODY }),
      edit: ['pods/exec', 'pods/log'],
      at: '14:63',
    },
    {
      name: 'a team enters pods',
      bad: granted({
        group: '',
        resources: 'pods/exec',
        who: '{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: "shop" }',
      }),
      edit: ['"shop"', 'shop-on-call'],
      at: '14:63',
    },
    {
      name: 'everybody who writes code may do all',
      bad: granted({
        ...{ group: '*', resources: '"*"', verbs: '"*"' },
        who: '{ kind: Group, name: "oidc:engineers" }',
      }),
      edit: ['oidc:engineers', 'oidc:platform-engineers'],
      at: '14:26',
    },
    {
      name: 'a bot writes results',
      bad: granted({ resources: 'taskruns/status', verbs: 'get, patch', who: BOT }),
      edit: ['get, patch', 'get'],
      at: '14:35',
    },
    {
      name: 'a role of Kubernetes',
      bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: all-edit }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }
subjects:
  - { kind: Group, name: "system:serviceaccounts" }
`,
      edit: ['name: edit', 'name: view'],
      at: '6:26',
    },
    {
      name: 'a role that is added to that of viewers',
      bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: runs
  labels: { rbac.authorization.k8s.io/aggregate-to-view: "true" }
rules:
  - { apiGroups: [tekton.dev], resources: [pipelineruns], verbs: [get, create] }
`,
      edit: ['get, create', 'get'],
      at: '7:5',
    },
  ],
  good: [
    { name: 'a team starts runs', files: granted({ who: '{ kind: Group, name: release-team }' }) },
    { name: 'a bot starts runs', files: granted({ who: BOT }) },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
