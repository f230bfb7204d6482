import { mapEntry, mapGet, seqItems, stringOf } from '@plumbline/core';
import type { KubernetesObject, NamedText } from '@plumbline/pipeline';
import {
  FEATURE_FLAGS,
  settingOf,
  settingsOf,
  switchOf,
  type Settings,
} from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 3.2.6: a credential is sent to the host it is for, and the host is checked. */
export const hostBoundSecrets: Control = {
  id: '3.2.6',
  slug: 'host-bound-secrets',
  title: 'Secrets are bound to their hosts',
  level: 1,
  assessment: 'automated',
  rationale:
    'Tekton gives a Secret of a service account to the host that its annotation names. An address without TLS sends the password in the clear; SSH without known hosts gives access to whoever answers first; a Secret that is copied into other namespaces is at home in the weakest of them.',
  audit:
    'List the Secrets with `tekton.dev/git-…` or `tekton.dev/docker-…` annotations: the addresses are https, SSH keys come with `known_hosts`, nothing copies them into other namespaces. `require-git-ssh-secret-known-hosts` of `feature-flags` is `true`.',
  remediation:
    'Write `require-git-ssh-secret-known-hosts: "true"` into `feature-flags`, add `known_hosts` to Secrets of SSH, and give each namespace a credential of its own.',
  impact: 'Secrets of SSH without known hosts are refused.',
  references: ['OWASP CICD-SEC-6', 'Tekton: authentication at run time'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const flags = settingsOf(subject, FEATURE_FLAGS);
  const secrets = subject.model.objects.filter(
    (object) => object.kindText.value === 'Secret' && hosts(object).length > 0,
  );
  const unbound = unboundSecrets(subject);
  if (flags.length + secrets.length + unbound.length === 0) return 'not-offered';
  return [
    ...unbound,
    ...flags.flatMap((settings) => judgeFlag(settings)),
    ...secrets.flatMap((object) => [
      ...addresses(object),
      ...knownHosts(object),
      ...copies(object),
    ]),
  ];
}

/** Credentials that a service account hands to its runs, and that no annotation binds to a host. */
function unboundSecrets(subject: Subject): readonly Violation[] {
  const linked = new Set(
    subject.model.objects
      .filter(({ kindText }) => kindText.value === 'ServiceAccount')
      .flatMap(({ node }) => seqItems(mapGet(node, 'secrets')))
      .map((item) => stringOf(mapGet(item, 'name'))),
  );
  return subject.model.objects.flatMap((object): readonly Violation[] => {
    const { node, kindText, metadata } = object;
    const type = mapGet(node, 'type');
    if (kindText.value !== 'Secret' || !linked.has(metadata.name?.value)) return [];
    if (!/^kubernetes\.io\/(?:basic|ssh)-auth$/.test(stringOf(type) ?? '')) return [];
    if (hosts(object).length > 0) return [];
    const at = {
      node: type?.kind === 'scalar' ? type : kindText.node,
      subject: 'tekton.dev/git-0',
    };
    return [
      violation(object, at, {
        message: 'Nothing says which host this credential is for: no annotation binds it to one.',
        hint: 'tekton.dev/git-0: https://<the host>',
      }),
    ];
  });
}

/** The annotations that bind a Secret to a host. */
function hosts({ metadata }: KubernetesObject): readonly NamedText[] {
  return metadata.annotations.filter(({ name }) =>
    /^tekton\.dev\/(?:git|docker)-/.test(name.value),
  );
}

function judgeFlag(settings: Settings): readonly Violation[] {
  if (switchOf(settings, 'require-git-ssh-secret-known-hosts') === true) return [];
  const { at } = settingOf(settings, 'require-git-ssh-secret-known-hosts');
  return [
    {
      at,
      address: settings.object.address,
      subject: 'require-git-ssh-secret-known-hosts',
      severity: 'medium',
      message:
        'Whoever answers in place of a git server gets what is pushed and decides what is cloned: its key is not checked.',
      hint: 'require-git-ssh-secret-known-hosts: "true"',
    },
  ];
}

function addresses(object: KubernetesObject): readonly Violation[] {
  return hosts(object)
    .filter(({ value }) => /^http:/i.test(value.value))
    .map(({ name, value }) =>
      violation(
        object,
        { node: value.node, subject: name.value },
        {
          message: `Whoever is between a build and ${value.value} reads this credential: it is sent without TLS.`,
          hint: `${name.value}: ${value.value.replace(/^http:/i, 'https:')}`,
        },
      ),
    );
}

/** Where keys are shown at all: exports of metadata have none. */
function knownHosts(object: KubernetesObject): readonly Violation[] {
  const { node, kindText } = object;
  const data = [mapGet(node, 'data'), mapGet(node, 'stringData')].filter(
    (part) => part?.kind === 'map' && part.entries.length > 0,
  );
  const ssh = stringOf(mapGet(node, 'type')) === 'kubernetes.io/ssh-auth';
  if (!ssh || data.length === 0 || data.some((part) => mapEntry(part, 'known_hosts') !== undefined))
    return [];
  return [
    violation(
      object,
      { node: kindText.node, subject: 'known_hosts' },
      {
        message:
          'Whoever answers in place of the host is taken for it: the Secret has no known_hosts.',
        hint: 'known_hosts: <output of ssh-keyscan, compared with what the host publishes>',
      },
    ),
  ];
}

const COPIES =
  /^(?:replicator\.v1\.mittwald\.de\/replicat(?:e-to|ion-allowed)|reflector\.v1\.k8s\.emberstack\.com\/reflection-(?:allowed|auto-enabled)|kubed\.appscode\.com\/sync)/;

function copies(object: KubernetesObject): readonly Violation[] {
  return object.metadata.annotations
    .filter(({ name, value }) => COPIES.test(name.value) && value.value !== 'false')
    .map(({ name, value }) =>
      violation(
        object,
        { node: value.node, subject: name.value },
        {
          message:
            'Whoever may read Secrets in any of the namespaces that it is copied to has this credential.',
          hint: 'a Secret of its own in each namespace',
        },
      ),
    );
}

function violation(
  object: KubernetesObject,
  { node, subject }: { readonly node: NamedText['value']['node']; readonly subject: string },
  text: Pick<Violation, 'message' | 'hint'>,
): Violation {
  const address = `Secret/${object.metadata.name?.value ?? ''}`;
  return { at: placeIn(object, node), address, subject, severity: 'medium', ...text };
}
