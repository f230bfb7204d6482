import {
  FEATURE_FLAGS,
  judgeSettings,
  settingOf,
  settingsOf,
  switchOf,
} from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';

/** 4.3.2: the containers that Tekton adds to a pod need no privileges. */
export const defaultSecurityContext: Control = {
  id: '4.3.2',
  slug: 'default-security-context',
  title: 'Tekton sets a security context',
  level: 1,
  assessment: 'automated',
  rationale:
    'Tekton adds init containers and an affinity assistant to every pod. Without a security context they may run as root and gain privileges, and a namespace with the `restricted` pod security standard refuses them, which is why people turn the standard off.',
  audit:
    '`kubectl get configmap feature-flags -n tekton-pipelines -o jsonpath={.data.set-security-context}` prints `true`.',
  remediation:
    'Set `set-security-context: "true"` in the ConfigMap `feature-flags`, or `spec.pipeline.set-security-context: true` in TektonConfig. Then set `set-security-context-read-only-root-filesystem` too.',
  impact: 'None on clusters whose nodes run Linux; Windows nodes do not support every field.',
  references: ['OWASP CICD-SEC-7', 'CIS-K8s 5.2', 'Tekton feature-flags'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  return judgeSettings(settingsOf(subject, FEATURE_FLAGS), (settings) => {
    if (switchOf(settings, 'set-security-context') === true) return [];
    const { text, at } = settingOf(settings, 'set-security-context');
    return [
      {
        at,
        address: settings.object.address,
        subject: 'set-security-context',
        severity: 'medium',
        message:
          'Containers that Tekton adds to every pod may run as root: whoever breaks out of one has the node.',
        hint: 'set-security-context: "true"',
        expected: 'true',
        actual: text ?? 'not set, so false',
      },
    ];
  });
}
