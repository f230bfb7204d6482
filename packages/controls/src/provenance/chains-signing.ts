import {
  CHAINS_CONFIG,
  judgeSettings,
  settingOf,
  settingsOf,
  switchOf,
  type Settings,
} from '../cluster/settings.js';
import { isTrue } from '../cluster/objects.js';
import { nodeAt } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';
import { keepsNothing } from './chains-storage.js';

/** 7.1.2: a signature that Chains does not make, or anybody can replace, proves nothing. */
export const chainsSigning: Control = {
  id: '7.1.2',
  slug: 'chains-signing',
  title: 'Chains signs artifacts in a safe configuration',
  level: 1,
  assessment: 'automated',
  rationale:
    'With the signer `none`, or without a storage, Chains looks at runs and leaves no proof. Over a connection that is not checked whoever is on the way reads the credential of the registry and replaces what is stored. The old format does not say what the run depended on.',
  audit:
    '`kubectl get configmap chains-config -n tekton-chains -o yaml`: no signer is `none`, runs have a storage, `storage.oci.repository.insecure` is not `true`, formats are `slsa/v2alpha3` or newer.',
  remediation:
    'Set `artifacts.pipelinerun.signer: kms` (or `x509`), `artifacts.pipelinerun.format: slsa/v2alpha4`, `artifacts.oci.storage: oci`, and remove `storage.oci.repository.insecure`.',
  impact: 'Whoever verifies must know the new format.',
  references: ['OWASP CICD-SEC-9', 'SLSA Build L2', 'Tekton Chains configuration'],
  legs: { T: { judge, needs: ['cluster'] } },
};

const KINDS = ['taskrun', 'pipelinerun', 'oci'] as const;

function judge(subject: Subject): Judgement {
  return judgeSettings(settingsOf(subject, CHAINS_CONFIG), (settings) => {
    if (isTrue(nodeAt(settings.map, 'disabled'))) return [];
    return [
      ...judgeSigners(settings),
      ...judgeStorage(settings),
      ...judgeFormats(settings),
      ...judgeConnection(settings),
    ];
  });
}

function violation(
  settings: Settings,
  key: string,
  rest: Pick<Violation, 'severity' | 'confidence' | 'message' | 'hint'>,
): Violation {
  const { text, at } = settingOf(settings, key);
  return {
    at,
    address: settings.object.address,
    subject: key,
    actual: text ?? 'not set',
    ...rest,
  };
}

function judgeSigners(settings: Settings): readonly Violation[] {
  return KINDS.map((kind) => `artifacts.${kind}.signer`)
    .filter((key) => settingOf(settings, key).text === 'none')
    .map((key) =>
      violation(settings, key, {
        severity: 'high',
        message:
          'Whoever can push to the registry replaces what a run built: Chains signs nothing of it.',
        hint: `${key}: x509`,
      }),
    );
}

function judgeStorage(settings: Settings): readonly Violation[] {
  if (!keepsNothing(settings)) return [];
  return [
    violation(settings, 'artifacts.pipelinerun.storage', {
      severity: 'high',
      message:
        'Whoever can push to the registry replaces what a run built: no provenance is stored.',
      hint: 'artifacts.pipelinerun.storage: oci',
    }),
  ];
}

const CURRENT = /^slsa\/v2alpha[34]$/;
/** Another name of `in-toto`, which by itself sounds current. */
const SOUNDS_CURRENT = 'slsa/v1';

function judgeFormats(settings: Settings): readonly Violation[] {
  return (['taskrun', 'pipelinerun'] as const)
    .filter((kind) => {
      const format = settingOf(settings, `artifacts.${kind}.format`).text;
      const isOff =
        settingOf(settings, `artifacts.${kind}.storage`).text === '' ||
        settingOf(settings, `artifacts.${kind}.signer`).text === 'none';
      return format !== null && !isOff && !CURRENT.test(format);
    })
    .map((kind) =>
      violation(settings, `artifacts.${kind}.format`, {
        severity: 'low',
        ...(settingOf(settings, `artifacts.${kind}.format`).text === SOUNDS_CURRENT
          ? { confidence: 'low' }
          : {}),
        message:
          'Whoever changes something that a build only uses is not seen in its provenance: the old format leaves it out.',
        hint: `artifacts.${kind}.format: slsa/v2alpha4`,
      }),
    );
}

function judgeConnection(settings: Settings): readonly Violation[] {
  const key = 'storage.oci.repository.insecure';
  if (switchOf(settings, key) !== true) return [];
  return [
    violation(settings, key, {
      severity: 'high',
      message:
        'Whoever is on the way to the registry reads its credential and replaces signatures: the connection is not checked.',
      hint: `${key}: "false"`,
    }),
  ];
}
