import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { stableApiFields } from './stable-api-fields.js';

expectLeg(stableApiFields, 'T', {
  twins: [
    {
      name: 'alpha for beta',
      bad: configMap('feature-flags', 'enable-api-fields: alpha'),
      edit: ['alpha', 'beta'],
      at: '7:22',
    },
    {
      name: 'alpha for stable, on OpenShift',
      bad: configMap('feature-flags', 'enable-api-fields: "alpha"', 'openshift-pipelines'),
      edit: ['"alpha"', '"stable"'],
      at: '7:22',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig('pipeline:\n    enable-api-fields: alpha'),
      edit: ['enable-api-fields: alpha', 'enable-api-fields: beta'],
      at: '7:24',
    },
  ],
  good: [{ name: 'the default', files: configMap('feature-flags', 'coschedule: workspaces') }],
  notOffered: [{ name: 'nothing', files: '' }],
});
