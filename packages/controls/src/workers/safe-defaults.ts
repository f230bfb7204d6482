import {
  CONFIG_DEFAULTS,
  isOperated,
  judgeSettings,
  settingOf,
  settingsOf,
  type Settings,
} from '../cluster/settings.js';
import { nodeAt } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';

/** 4.3.7: what a run does not say is decided here. */
export const safeDefaults: Control = {
  id: '4.3.7',
  slug: 'safe-defaults',
  title: 'Defaults of runs are safe',
  level: 1,
  assessment: 'automated',
  rationale:
    'A run that names no service account gets the default one: everything in the namespace that says nothing shares its rights and secrets. A pod template may set variables such as `LD_PRELOAD` for every step unless they are forbidden. A run without a limit in time keeps its node and its credentials until somebody notices.',
  audit:
    '`kubectl get configmap config-defaults -n tekton-pipelines -o yaml`: `default-service-account` names an account without rights, `default-forbidden-env` is not empty, `default-timeout-minutes` is not 0.',
  remediation:
    'Set in `data` of `config-defaults` (not in `_example`), or in `spec.pipeline` of TektonConfig: `default-service-account: "build-bot"`, `default-forbidden-env: "LD_PRELOAD,LD_LIBRARY_PATH,NODE_OPTIONS,PATH"`, `default-timeout-minutes: "60"`.',
  impact:
    'The named account must exist in every namespace with runs. Pod templates that set forbidden variables are refused.',
  references: ['OWASP CICD-SEC-5', 'OWASP CICD-SEC-7', 'Tekton config-defaults'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  return judgeSettings(settingsOf(subject, CONFIG_DEFAULTS), (settings) => [
    ...judgeAccount(settings),
    ...judgeForbidden(settings),
    ...judgeTimeout(settings),
  ]);
}

function judgeAccount(settings: Settings): readonly Violation[] {
  const { text, at } = settingOf(settings, 'default-service-account');
  if (text !== null && text !== '' && text !== 'default') return [];
  if ((text ?? '') === '' && isOpenShift(settings)) return [];
  return [
    {
      at,
      address: settings.object.address,
      subject: 'default-service-account',
      severity: 'medium',
      message:
        'Every run that names no service account has the rights and secrets of `default`, with all else in its namespace.',
      hint: 'default-service-account: "build-bot"',
      actual: text ?? 'not set, so default',
    },
  ];
}

/** On OpenShift the operator fills in an account of its own. */
function isOpenShift(settings: Settings): boolean {
  if (!isOperated(settings)) return false;
  const { object } = settings;
  const target = nodeAt(object.node, 'spec', 'targetNamespace');
  return (
    nodeAt(object.node, 'spec', 'platforms', 'openshift') !== null ||
    (target?.kind === 'scalar' && target.text.startsWith('openshift-'))
  );
}

function judgeForbidden(settings: Settings): readonly Violation[] {
  const { text, at } = settingOf(settings, 'default-forbidden-env');
  if (text !== null && /[A-Za-z_]/.test(text)) return [];
  return [
    {
      at,
      address: settings.object.address,
      subject: 'default-forbidden-env',
      severity: 'low',
      message:
        'Whoever may create a run sets any variable of every step by the pod template, `LD_PRELOAD` included, and so runs code in tasks that are not theirs.',
      hint: 'default-forbidden-env: "LD_PRELOAD,LD_LIBRARY_PATH,NODE_OPTIONS,PATH"',
      actual: text ?? 'not set',
    },
  ];
}

function judgeTimeout(settings: Settings): readonly Violation[] {
  const { text, at } = settingOf(settings, 'default-timeout-minutes');
  if (text === null || !/^0+$/.test(text)) return [];
  return [
    {
      at,
      address: settings.object.address,
      subject: 'default-timeout-minutes',
      severity: 'low',
      message: 'A run that names no limit never ends: who hangs it keeps its node and credentials.',
      hint: 'default-timeout-minutes: "60"',
      actual: text,
    },
  ];
}
