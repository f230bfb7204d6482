import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { chainsSigning } from './chains-signing.js';

const config = (data: string): string => configMap('chains-config', data, 'tekton-chains');

expectLeg(chainsSigning, 'T', {
  twins: [
    {
      name: 'nothing is signed',
      bad: config('artifacts.oci.signer: none'),
      edit: ['none', 'x509'],
      at: '7:25',
    },
    {
      name: 'no run is stored',
      bad: config('artifacts.taskrun.storage: ""\n  artifacts.pipelinerun.storage: ""'),
      edit: ['pipelinerun.storage: ""', 'pipelinerun.storage: "oci"'],
      at: '8:34',
    },
    {
      name: 'the old format',
      bad: config('artifacts.pipelinerun.format: in-toto'),
      edit: ['in-toto', 'slsa/v2alpha4'],
      at: '7:33',
    },
    {
      name: 'the registry is not checked',
      bad: config('storage.oci.repository.insecure: "true"'),
      edit: ['"true"', '"false"'],
      at: '7:36',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig('chain:\n    artifacts.taskrun.signer: none'),
      edit: ['none', 'kms'],
      at: '7:31',
    },
  ],
  good: [{ name: 'by default', files: config('transparency.enabled: "true"') }],
  notOffered: [{ name: 'nothing', files: '' }],
});
