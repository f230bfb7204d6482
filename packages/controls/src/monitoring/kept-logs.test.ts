import { tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { keptLogs } from './kept-logs.js';

expectLeg(keptLogs, 'T', {
  twins: [
    {
      name: 'nothing keeps records',
      bad: tektonConfig('pruner: { keep: 10 }\n  result: { disabled: true }'),
      edit: ['true', 'false'],
      at: '7:23',
    },
    {
      name: 'runs are deleted',
      bad: tektonConfig('pruner: { disabled: false }\n  result: { disabled: true }'),
      edit: ['pruner: { disabled: false }', 'pruner: { disabled: true }'],
      at: '7:23',
    },
    {
      name: 'logs are not kept',
      bad: `apiVersion: operator.tekton.dev/v1alpha1
kind: TektonResult
metadata: { name: result }
spec:
  logs_api: false
`,
      edit: ['false', 'true'],
      at: '5:13',
    },
    {
      name: 'records are kept for a week',
      bad: `apiVersion: v1
kind: ConfigMap
metadata: { name: tekton-results-config-results-retention-policy }
data: { maxRetention: "7" }
`,
      edit: ['"7"', '"90"'],
      at: '4:23',
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
