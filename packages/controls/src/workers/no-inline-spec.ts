import { FEATURE_FLAGS, judgeSettings, settingOf, settingsOf } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';

/** 4.3.4: where only vetted tasks may run, a run must not bring its own. */
export const noInlineSpec: Control = {
  id: '4.3.4',
  slug: 'no-inline-spec',
  title: 'Runs cannot bring their own definition',
  level: 2,
  assessment: 'automated',
  rationale:
    'A run may carry its whole definition. Whoever may create runs then executes any script with the secrets of the service account, whatever tasks were reviewed and signed.',
  audit:
    '`kubectl get configmap feature-flags -n tekton-pipelines -o jsonpath={.data.disable-inline-spec}` prints `pipeline,pipelinerun,taskrun`.',
  remediation:
    'Set `disable-inline-spec: "pipeline,pipelinerun,taskrun"` in the ConfigMap `feature-flags` or in `spec.pipeline` of TektonConfig.',
  impact:
    'Runs with `taskSpec` or `pipelineSpec` are refused; Pipelines as Code resolves its definitions into such runs, so it cannot be used with it.',
  references: ['OWASP CICD-SEC-1', 'OWASP CICD-SEC-4', 'Tekton feature-flags'],
  legs: { T: { judge, needs: ['cluster'] } },
};

const KINDS = ['pipeline', 'pipelinerun', 'taskrun'];

function judge(subject: Subject): Judgement {
  return judgeSettings(settingsOf(subject, FEATURE_FLAGS), (settings) => {
    const { text, at } = settingOf(settings, 'disable-inline-spec');
    const off = (text ?? '').split(',').map((kind) => kind.trim());
    const missing = KINDS.filter((kind) => !off.includes(kind));
    if (missing.length === 0) return [];
    return [
      {
        at,
        address: settings.object.address,
        subject: 'disable-inline-spec',
        severity: 'medium',
        message: `Whoever may create a run executes any script: a ${missing.join(', a ')} may bring its own definition.`,
        hint: `disable-inline-spec: "${KINDS.join(',')}"`,
        expected: KINDS.join(','),
        actual: text ?? 'not set',
      },
    ];
  });
}
