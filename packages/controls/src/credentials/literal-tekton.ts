import { mapGet, stringOf, type Node } from '@plumbline/core';
import type { KubernetesObject } from '@plumbline/pipeline';
import { tektonScripts } from '../composition/scripts.js';
import type { Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { hasTekton, resourcesOf, type ResourceSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { literalCommands } from './literal-commands.js';
import { credentialIn } from './literal.js';
import { isValue, literalSetting } from './literal-settings.js';
import { isSecretValue, literals, type Literal } from './literal-values.js';
import { namesCredential } from './secret-names.js';

/** Control 3.2.1 on Tekton: credentials in resources, and Secrets that are applied with their values. */
export function judgeTektonLiterals(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [
    ...resourcesOf(subject)
      .filter(({ resource }) => resource.kind !== 'TriggerTemplate')
      .flatMap((site) => judgeResource(site)),
    ...tektonScripts(subject).flatMap((site) =>
      literalCommands(site, 'env with valueFrom.secretKeyRef'),
    ),
    ...subject.model.objects.flatMap((object) => [...judgeSecret(object), ...judgeConfig(object)]),
  ];
}

function judgeResource(site: ResourceSite): readonly Violation[] {
  const { resource, address } = site;
  const spec = mapGet(resource.node, 'spec') ?? null;
  return [...literals(spec, 'spec'), ...named(spec)]
    .filter(({ node }, index, all) => all.findIndex((other) => other.node === node) === index)
    .map((found) => violation({ source: resource.source, address }, found));
}

/** `{ name, value }` and `{ name, default }`: environments and parameters. */
function named(node: Node | null): readonly Literal[] {
  if (node === null || node.kind === 'scalar') return [];
  if (node.kind === 'seq') return node.items.flatMap((item) => named(item));
  const name = stringOf(mapGet(node, 'name')) ?? '';
  const value = mapGet(node, 'value') ?? mapGet(node, 'default');
  const own: readonly Literal[] =
    value?.kind === 'scalar' &&
    holdsValue(name, node) &&
    isSecretValue(value) &&
    isValue(name, value.text)
      ? [{ node: value, name, what: 'a credential' }]
      : [];
  return [...own, ...node.entries.flatMap((entry) => named(entry.value))];
}

/** On Tekton a parameter `…-secret` or `…-credentials` is the name of a Secret far more often than its value. */
function holdsValue(name: string, node: Node): boolean {
  if (!namesCredential(name)) return false;
  if (/(?:secret|credentials?)$/i.test(name) && !/client[-_]?secret$/i.test(name)) return false;
  const description = stringOf(mapGet(node, 'description')) ?? '';
  return !/\b(?:name|key|path|file)\b/i.test(description);
}

/** A Secret with values among the files of a repository; exports have them taken out. */
function judgeSecret(object: KubernetesObject): readonly Violation[] {
  const { kindText, metadata, node, source } = object;
  if (kindText.value !== 'Secret') return [];
  const address = `Secret/${metadata.name?.value ?? ''}`;
  const plain = mapGet(node, 'stringData');
  const encoded = mapGet(node, 'data');
  return [
    ...valuesIn(plain).filter(
      ({ node: value }) => isSecretValue(value) || credentialIn(value.text) !== null,
    ),
    ...valuesIn(encoded).filter(({ node: value }) => isEncodedSecret(value.text)),
  ].map((found) => violation({ source, address }, found));
}

/** A ConfigMap with a credential: in a value, or in a file of settings that is one. */
function judgeConfig({ kindText, metadata, node, source }: KubernetesObject): readonly Violation[] {
  if (kindText.value !== 'ConfigMap') return [];
  const address = `ConfigMap/${metadata.name?.value ?? ''}`;
  const data = mapGet(node, 'data');
  return (data?.kind === 'map' ? data.entries : []).flatMap(({ key, value }) => {
    if (value.kind !== 'scalar') return [];
    const text = value.text.includes('\n') ? value.text : `${key.text}=${value.text}`;
    const name = literalSetting(text) ?? (credentialIn(value.text) === null ? null : key.text);
    if (name === null) return [];
    return [violation({ source, address }, { node: value, name, what: 'a credential' })];
  });
}

function valuesIn(data: Node | undefined): readonly Literal[] {
  if (data?.kind !== 'map') return [];
  return data.entries.flatMap(({ key, value }) =>
    value.kind === 'scalar' && (namesCredential(key.text) || KEY_FILE.test(key.text))
      ? [{ node: value, name: key.text, what: 'a value of a Secret' }]
      : [],
  );
}

/** Keys under which Kubernetes and others keep whole files. */
const KEY_FILE =
  /(?:\.key|\.pem|id_(?:rsa|dsa|ecdsa|ed25519)|ssh-privatekey|kubeconfig|\.dockercfg|\.dockerconfigjson|htpasswd|\.pgpass|\.npmrc|\.netrc)$/i;

function isEncodedSecret(text: string): boolean {
  if (text.split(/\s+/).every((part) => part.length < 20) && /\s/.test(text.trim())) return false;
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text.replace(/\s/g, ''))) return false;
  const plain = Buffer.from(text, 'base64').toString('latin1');
  const node = {
    kind: 'scalar',
    style: 'plain',
    text: plain,
    value: plain,
    span: { start: 0, end: 0 },
  } as const;
  return isSecretValue(node) || credentialIn(plain) !== null || plain.length > 200;
}

function violation(
  { source, address }: { readonly source: KubernetesObject['source']; readonly address: string },
  { node, name, what }: Literal,
): Violation {
  return {
    at: placeIn({ source }, node),
    address,
    subject: name,
    severity: 'high',
    message: `Whoever can read the repository, or this object in the cluster, can read ${what} in \`${name}\`.`,
    hint: 'valueFrom: { secretKeyRef: { name: <secret>, key: <key> } }',
  };
}
