import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { safeDefaults } from './safe-defaults.js';

const ACCOUNT = 'default-service-account: build-bot';
const FORBIDDEN = 'default-forbidden-env: LD_PRELOAD';

expectLeg(safeDefaults, 'T', {
  twins: [
    {
      name: 'the account default',
      bad: configMap('config-defaults', `default-service-account: "default"\n  ${FORBIDDEN}`),
      edit: ['"default"', 'build-bot'],
      at: '7:28',
    },
    {
      name: 'only an example',
      bad: configMap('config-defaults', `_example: |\n    ${ACCOUNT}\n  ${FORBIDDEN}`),
      edit: ['_example: |\n    ', ''],
      at: '4:9',
    },
    {
      name: 'no forbidden variables',
      bad: configMap('config-defaults', `${ACCOUNT}\n  default-forbidden-env: ""`),
      edit: ['""', '"LD_PRELOAD,NODE_OPTIONS"'],
      at: '8:26',
    },
    {
      name: 'no limit in time',
      bad: configMap(
        'config-defaults',
        `${ACCOUNT}\n  ${FORBIDDEN}\n  default-timeout-minutes: "0"`,
      ),
      edit: ['"0"', '"60"'],
      at: '9:28',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig(`pipeline:\n    ${FORBIDDEN}`),
      edit: ['pipeline:\n', `pipeline:\n    ${ACCOUNT}\n`],
      at: '4:9',
    },
  ],
  good: [
    {
      name: 'the operator on OpenShift fills the account in',
      files: tektonConfig(`targetNamespace: openshift-pipelines\n  pipeline:\n    ${FORBIDDEN}`),
    },
  ],
  // A comment inside a block text is part of the text.
  except: ['comments'],
  notOffered: [
    {
      name: 'the ConfigMap of Knative',
      files: configMap('config-defaults', 'revision-timeout-seconds: "300"', 'knative-serving'),
    },
  ],
});
