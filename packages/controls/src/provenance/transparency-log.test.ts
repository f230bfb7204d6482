import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { transparencyLog } from './transparency-log.js';

const config = (data: string): string => configMap('chains-config', data, 'tekton-chains');

expectLeg(transparencyLog, 'T', {
  twins: [
    {
      name: 'no log',
      bad: config('transparency.enabled: "false"'),
      edit: ['"false"', '"true"'],
      at: '7:25',
    },
    {
      name: 'nothing is said',
      bad: config('builder.id: a'),
      edit: ['builder.id: a', 'transparency.enabled: manual'],
      at: '4:9',
    },
    {
      name: 'a log that is not checked',
      bad: config('transparency.enabled: "true"\n  transparency.url: http://rekor.log'),
      edit: ['http://', 'https://'],
      at: '8:21',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig('chain: { transparency.enabled: false }'),
      edit: ['false', 'true'],
      at: '6:34',
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
