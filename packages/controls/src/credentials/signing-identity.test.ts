import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { signingIdentity } from './signing-identity.js';

const chains = (data: string): string => configMap('chains-config', data, 'tekton-chains');
const SIGNERS = ['taskrun', 'pipelinerun', 'oci'].map((kind) => `artifacts.${kind}.signer`);

expectLeg(signingIdentity, 'T', {
  twins: [
    {
      name: 'one kind by the key of the Secret',
      bad: chains(SIGNERS.map((key) => `${key}: kms`).join('\n  ')).replace(
        'oci.signer: kms',
        'oci.signer: x509',
      ),
      edit: ['x509', 'kms'],
      at: '9:25',
    },
    {
      name: 'without an identity, in the words of Go',
      bad: chains('signers.x509.fulcio.enabled: "F"'),
      edit: ['"F"', '"T"'],
      at: '4:9',
    },
    {
      name: 'the operator says nothing of an identity',
      bad: tektonConfig('chain: { signers.x509.fulcio.enabled: false }'),
      edit: ['false', 'true'],
      at: '4:9',
    },
    {
      name: 'somebody reads the key',
      bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: keys }
rules: [{ apiGroups: [""], resources: [secrets], resourceNames: [signing-secrets], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: keys }
roleRef: { kind: ClusterRole, name: keys }
subjects: [{ kind: ServiceAccount, name: builder, namespace: ci }]
---
${chains('signers.x509.fulcio.enabled: "true"')}`,
      edit: ['signing-secrets', 'build-settings'],
      at: '10:12',
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
