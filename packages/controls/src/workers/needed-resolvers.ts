import {
  isOperated,
  RESOLVER_FLAGS,
  resolverConfig,
  settingOf,
  settingsOf,
  switchOf,
  type Settings,
} from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.3.6: a resolver fetches for whoever may create a run, with the rights of Tekton. */
export const neededResolvers: Control = {
  id: '4.3.6',
  slug: 'needed-resolvers',
  title: 'Only needed resolvers are on, and limited',
  level: 1,
  assessment: 'automated',
  rationale:
    'A resolver works with the rights of Tekton for everybody who may create a run. The http resolver fetches any address, also inside the network, and runs what it finds. The cluster resolver reads tasks of every namespace unless it is told which. An API token of the git resolver reads private repositories for people who may not; in 2026 it could be sent to a server of their choice (CVE-2026-40161).',
  audit:
    '`kubectl get configmap -n tekton-pipelines-resolvers -o yaml`: `enable-http-resolver` is `false`, `allowed-namespaces` of `cluster-resolver-config` is not empty or the resolver is off, `api-token-secret-name` of `git-resolver-config` is empty.',
  remediation:
    'Set `enable-http-resolver: "false"` in `resolvers-feature-flags`; `allowed-namespaces: "shared-tasks"` in `cluster-resolver-config`; remove `api-token-secret-name` and let runs name a token of their own namespace.',
  impact: 'References by the resolvers that are off, or into other namespaces, no longer resolve.',
  references: ['OWASP CICD-SEC-3', 'OWASP CICD-SEC-7', 'CVE-2026-40161', 'CVE-2026-33211'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const flags = settingsOf(subject, RESOLVER_FLAGS);
  const cluster = settingsOf(subject, resolverConfig('cluster'));
  const git = settingsOf(subject, resolverConfig('git'));
  if (flags.length + cluster.length + git.length === 0) return 'not-offered';
  return [
    ...flags.flatMap((settings) => judgeHttp(settings)),
    ...(areOff(flags, 'enable-cluster-resolver')
      ? []
      : cluster.flatMap((one) => judgeCluster(one))),
    ...(areOff(flags, 'enable-git-resolver') ? [] : git.flatMap((one) => judgeGit(one))),
  ];
}

function areOff(flags: readonly Settings[], key: string): boolean {
  return flags.length > 0 && flags.every((one) => switchOf(one, key) === false);
}

/** The resource of the operator has no such field of its own; where it says nothing the ConfigMap decides. */
function judgeHttp(settings: Settings): readonly Violation[] {
  const { text, at } = settingOf(settings, 'enable-http-resolver');
  const isOff = switchOf(settings, 'enable-http-resolver') === false;
  if (isOff || (text === null && isOperated(settings))) return [];
  return [
    {
      at,
      address: settings.object.address,
      subject: 'enable-http-resolver',
      severity: 'medium',
      message:
        'Whoever may create a run makes Tekton fetch any address, also inside the network, and runs what it answers.',
      hint: 'enable-http-resolver: "false"',
      expected: 'false',
      actual: text ?? 'not set, so true',
    },
  ];
}

function judgeCluster(settings: Settings): readonly Violation[] {
  const allowed = settingOf(settings, 'allowed-namespaces');
  const blocked = settingOf(settings, 'blocked-namespaces').text;
  if (namesOf(blocked).includes('*') || namesOf(allowed.text).some((name) => name !== '*'))
    return [];
  return [
    {
      at: allowed.at,
      address: settings.object.address,
      subject: 'allowed-namespaces',
      severity: 'medium',
      message: 'Whoever may create a run reads and runs tasks of every namespace of the cluster.',
      hint: 'allowed-namespaces: "<namespace of the shared tasks>"',
      expected: 'the namespaces that hold shared tasks',
      actual: allowed.text === null || allowed.text === '' ? 'every namespace' : allowed.text,
    },
  ];
}

function namesOf(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** A provider of its own has keys with its name before them: `corporate.api-token-secret-name`. */
function judgeGit(settings: Settings): readonly Violation[] {
  const keys = [...(settings.map?.entries ?? []), ...(settings.over?.entries ?? [])];
  return keys.flatMap(({ key, value }): readonly Violation[] => {
    if (!/(?:^|\.)api-token-secret-name$/.test(key.text) || value.kind !== 'scalar') return [];
    if (value.text.trim() === '') return [];
    return [
      {
        at: placeIn(settings.object, value),
        address: settings.object.address,
        subject: key.text,
        severity: 'medium',
        message:
          'Whoever may create a run reads every repository that the shared token reads, and on older versions the token itself.',
        hint: `${key.text}: ""`,
        expected: 'no shared token',
        actual: value.text,
      },
    ];
  });
}
