import { grantsOf, type Grant, type Rule } from '../cluster/rbac.js';
import {
  CHAINS_CONFIG,
  isOfTekton,
  settingOf,
  settingsOf,
  switchOf,
  type Settings,
} from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 3.3.3: a key in a Secret signs for whoever reads it. */
export const signingIdentity: Control = {
  id: '3.3.3',
  slug: 'signing-identity',
  title: 'Chains signs with a managed identity',
  level: 2,
  assessment: 'automated',
  rationale:
    'Whoever can read the secret with the key of Chains can sign anything as if it had been built here.',
  audit:
    '`kubectl get cm chains-config -n tekton-chains -o yaml`: the signer is a KMS or keyless, and no role of a build can read `signing-secrets`.',
  remediation: 'Set `signers.kms.kmsref`, or `signers.x509.fulcio.enabled: "true"`.',
  impact: 'A service for keys, or a public log, becomes part of the build.',
  references: ['OWASP CICD-SEC-6', 'OWASP CICD-SEC-9'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const settings = settingsOf(subject, CHAINS_CONFIG);
  const readers = grantsOf(subject).flatMap((grant) => readersOf(grant));
  if (settings.length === 0 && readers.length === 0) return 'not-offered';
  return [...settings.flatMap((one) => judgeSigner(one)), ...readers];
}

/** What Chains signs; without a word it takes the key of its Secret. */
const KINDS = ['taskrun', 'pipelinerun', 'oci'] as const;

function judgeSigner(settings: Settings): readonly Violation[] {
  if (switchOf(settings, 'signers.x509.fulcio.enabled') === true) return [];
  const key = KINDS.map((kind) => `artifacts.${kind}.signer`).find((signer) =>
    /^(?:x509)?$/.test(settingOf(settings, signer).text ?? ''),
  );
  if (key === undefined) return [];
  const { at, text } = settingOf(settings, key);
  return [
    {
      at,
      address: settings.object.address,
      subject: 'signer',
      severity: 'medium',
      message:
        'Whoever reads the Secret `signing-secrets` signs anything as if it had been built here.',
      hint: 'signers.x509.fulcio.enabled: "true", or a KMS',
      actual: text ?? 'not set, so x509',
    },
  ];
}

/** Grants outside of the installation that show the key. */
function readersOf({ binding, rules, role, grantees }: Grant): readonly Violation[] {
  if (rules === null || isOfTekton(binding) || !rules.some((rule) => showsKey(rule))) return [];
  return grantees.slice(0, 1).map(({ node, name }) => ({
    at: placeIn(binding, node),
    address: binding.address,
    subject: `${name} ${role}`,
    severity: 'high',
    message: `\`${name}\` may read the key of Chains, and so sign anything, by the role \`${role}\`.`,
    hint: 'a role without `signing-secrets`',
  }));
}

function showsKey({ resources, verbs, names }: Rule): boolean {
  return (
    resources.includes('secrets') &&
    names.includes('signing-secrets') &&
    verbs.some((verb) => /^(?:get|list|watch|\*)$/.test(verb))
  );
}
