import { CHAINS_CONFIG, judgeSettings, settingOf, settingsOf } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';

/** 7.1.3: what is in a log cannot be made afterwards. */
export const transparencyLog: Control = {
  id: '7.1.3',
  slug: 'transparency-log',
  title: 'Signatures are logged publicly or by an equal',
  level: 2,
  assessment: 'automated',
  rationale:
    'A signature alone does not say when it was made. Whoever gets the key later signs for the past, and nobody sees that they signed at all. A log shows both.',
  audit:
    '`kubectl get configmap chains-config -n tekton-chains -o yaml`: `transparency.enabled` is `true` (or `manual`), `transparency.url` is the public log or one of your own, by https.',
  remediation:
    'Set `transparency.enabled: "true"`, and `transparency.url` to a log of your own if names of images must not be public.',
  impact: 'Names and digests of what is signed are in the log for good.',
  references: ['OWASP CICD-SEC-9', 'Tekton Chains configuration'],
  legs: { G: { needs: ['human'] }, T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  return judgeSettings(settingsOf(subject, CHAINS_CONFIG), (settings) => {
    const enabled = settingOf(settings, 'transparency.enabled');
    const url = settingOf(settings, 'transparency.url');
    const rest = { address: settings.object.address, severity: 'low' } as const;
    if (enabled.text !== 'true' && enabled.text !== 'manual')
      return [
        {
          ...rest,
          at: enabled.at,
          subject: 'transparency.enabled',
          message:
            'Whoever gets the key signs for the past, and nobody sees it: signatures are in no log.',
          hint: 'transparency.enabled: "true"',
          actual: enabled.text ?? 'not set, so false',
        },
      ];
    if (url.text === null || !url.text.startsWith('http://')) return [];
    return [
      {
        ...rest,
        at: url.at,
        subject: 'transparency.url',
        message:
          'Whoever is on the way to the log drops or replaces entries: the connection is not checked.',
        hint: 'transparency.url: https://…',
        actual: url.text,
      },
    ];
  });
}
