import { configMap } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { enforcedVerification } from './enforced-verification.js';

const policy = (mode: string, pattern: string): string => `apiVersion: tekton.dev/v1alpha1
kind: VerificationPolicy
metadata:
  name: tasks
  namespace: builds
spec:
  mode: ${mode}
  resources:
    - pattern: ${pattern}
  authorities:
    - name: key
      key: { secretRef: { name: verification-key, namespace: builds } }
`;
const ANCHORED = "'^https://github\\.com/example/tasks\\.git$'";
const FLAG = 'trusted-resources-verification-no-match-policy';
const info = (version: string): string => configMap('pipelines-info', `version: ${version}`);

expectLeg(enforcedVerification, 'T', {
  twins: [
    {
      name: 'what no policy matches',
      bad: configMap('feature-flags', `${FLAG}: warn`),
      edit: ['warn', 'fail'],
      at: '7:51',
    },
    {
      name: 'a policy that warns',
      bad: policy('warn', ANCHORED),
      edit: ['warn', 'enforce'],
      at: '7:9',
    },
    {
      name: 'a pattern that is no whole address, on versions not known',
      bad: policy('enforce', 'https://github.com/example/tasks.git'),
      edit: ['https://github.com/example/tasks.git', ANCHORED],
      at: '9:16',
    },
    {
      name: 'the controller matches parts',
      bad: `${policy('enforce', 'https://github.com/example/tasks.git')}---\n${info('v1.6.1')}`,
      edit: ['v1.6.1', 'v1.6.2'],
      at: '9:16',
    },
    {
      name: 'a pattern for everything',
      bad: `${policy('enforce', "'.*'")}---\n${info('v1.12.0')}`,
      edit: ["'.*'", ANCHORED],
      at: '9:16',
    },
  ],
  bad: [
    {
      name: 'both weaknesses of one policy',
      files: policy('warn', 'https://github.com/example/tasks.git'),
      at: ['7:9', '9:16'],
    },
  ],
  good: [{ name: 'the mode by default', files: policy('', ANCHORED) }],
  notOffered: [{ name: 'nothing', files: '' }],
});
