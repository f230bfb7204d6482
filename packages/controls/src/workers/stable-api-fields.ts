import { FEATURE_FLAGS, judgeSettings, settingOf, settingsOf } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';

/** 4.3.3: alpha features change without notice and are not hardened. */
export const stableApiFields: Control = {
  id: '4.3.3',
  slug: 'stable-api-fields',
  title: 'Experimental features are off',
  level: 1,
  assessment: 'automated',
  rationale:
    'With `enable-api-fields: alpha` everybody who may create a run may use features that are not finished and that nobody promises to keep safe. Validation of them is often incomplete.',
  audit:
    '`kubectl get configmap feature-flags -n tekton-pipelines -o jsonpath={.data.enable-api-fields}` prints `stable` or `beta`, or nothing.',
  remediation:
    'Set `enable-api-fields: "beta"` or `"stable"` in the ConfigMap `feature-flags` or in `spec.pipeline` of TektonConfig. Switch on the one alpha feature that you need by its own flag.',
  impact: 'Definitions that use alpha fields are refused.',
  references: ['OWASP CICD-SEC-7', 'Tekton feature-flags'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  return judgeSettings(settingsOf(subject, FEATURE_FLAGS), (settings) => {
    const { text, at } = settingOf(settings, 'enable-api-fields');
    if (text?.toLowerCase() !== 'alpha') return [];
    return [
      {
        at,
        address: settings.object.address,
        subject: 'enable-api-fields',
        severity: 'medium',
        message: 'Everybody who may create a run may use unfinished features of Tekton.',
        hint: 'enable-api-fields: "beta"',
        expected: 'stable or beta',
        actual: text,
      },
    ];
  });
}
