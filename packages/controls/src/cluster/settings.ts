import type { MapNode, Node } from '@plumbline/core';
import type { Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { labelOf, nameNode, nodeAt, objectsOfKind, type ClusterObject } from './objects.js';

/** A ConfigMap of Tekton, with the operator resources that it is made of where an operator installs Tekton. */
export interface Component {
  readonly configMap: string;
  /** A key that tells it from the ConfigMap of the same name of something else. */
  readonly key: RegExp;
  /** Kinds of operator resources, each with the path to the same keys. */
  readonly operator: Readonly<Record<string, readonly string[]>>;
}

/** The settings of a component, wherever they are written. */
export interface Settings {
  readonly object: ClusterObject;
  readonly map: MapNode | null;
  /** What an operator resource writes into the ConfigMap over its own fields. */
  readonly over: MapNode | null;
}

/** A setting as written; `text` is null where the default holds. */
export interface Setting {
  readonly text: string | null;
  readonly at: Place;
}

const PIPELINE = { TektonConfig: ['spec', 'pipeline'], TektonPipeline: ['spec'] };
const CHAIN = { TektonConfig: ['spec', 'chain'], TektonChain: ['spec'] };

/** `feature-flags` (Tekton: customizing the Pipelines controller). */
export const FEATURE_FLAGS: Component = {
  configMap: 'feature-flags',
  key: /^(?:enable-api-fields|disable-creds-init|require-git-ssh-secret-known-hosts|set-security-context|coschedule|trusted-resources-verification-no-match-policy)$/,
  operator: PIPELINE,
};

/** `config-defaults`. */
export const CONFIG_DEFAULTS: Component = {
  configMap: 'config-defaults',
  key: /^default-(?:service-account|timeout-minutes|pod-template|forbidden-env|managed-by-label-value)$/,
  operator: PIPELINE,
};

/** `chains-config` (Tekton Chains: configuration). */
export const CHAINS_CONFIG: Component = {
  configMap: 'chains-config',
  key: /^(?:artifacts|storage|signers|transparency)\./,
  operator: CHAIN,
};

/** `resolvers-feature-flags`. */
export const RESOLVER_FLAGS: Component = {
  configMap: 'resolvers-feature-flags',
  key: /^enable-\w+-resolver$/,
  operator: PIPELINE,
};

/** `config-events` (Tekton: events). */
export const CONFIG_EVENTS: Component = {
  configMap: 'config-events',
  key: /^(?:formats|sink)$/,
  operator: PIPELINE,
};

/** The settings of Pipelines as Code. */
export const PAC_CONFIG: Component = {
  configMap: 'pipelines-as-code',
  key: /^(?:application-name|secret-(?:auto-create|github-app-.+)|(?:remember|require)-ok-to-test.*|bitbucket-cloud-.+)$/,
  operator: {
    TektonConfig: ['spec', 'platforms', 'openshift', 'pipelinesAsCode', 'settings'],
    OpenShiftPipelinesAsCode: ['spec', 'settings'],
  },
};

/** The configuration of one resolver. */
export function resolverConfig(name: 'cluster' | 'git'): Component {
  const key = `${name}-resolver-config`;
  return {
    configMap: key,
    key: /^(?:default-kind|fetch-timeout)$/,
    operator: { TektonConfig: ['spec', 'pipeline', key], TektonPipeline: ['spec', key] },
  };
}

/**
 * The settings of a component that were offered; empty where none were.
 * What the ConfigMap says holds; an operator resource counts where there is no ConfigMap.
 */
export function settingsOf(subject: Subject, component: Component): readonly Settings[] {
  const maps = objectsOfKind(subject, 'ConfigMap')
    .map((object) => ({ object, map: mapAt(object, ['data']), over: null }))
    .filter(({ object, map }) => isOf(component, object, map));
  return maps.length > 0 ? maps : operatorSettings(subject, component);
}

/** What the operator is told as a whole counts before what it makes of it. */
function operatorSettings(subject: Subject, component: Component): readonly Settings[] {
  const found = Object.entries(component.operator).map(([kind, path]) =>
    objectsOfKind(subject, kind)
      .filter(({ group }) => group === 'operator.tekton.dev')
      .map((object) => ({
        object,
        map: mapAt(object, path),
        over: mapAt(object, optionsPath(kind, path, component.configMap)),
      })),
  );
  return found.find((settings) => settings.length > 0) ?? [];
}

/** `options.configMaps.<name>.data` of a component (operator: additional options). */
function optionsPath(kind: string, path: readonly string[], name: string): readonly string[] {
  const part = kind === 'TektonConfig' ? path.slice(0, 2) : path.slice(0, 1);
  return [...part, 'options', 'configMaps', name, 'data'];
}

function isOf(component: Component, object: ClusterObject, map: MapNode | null): boolean {
  if (object.group !== '' || object.name !== component.configMap) return false;
  if (isOfTekton(object)) return true;
  return map?.entries.some(({ key }) => component.key.test(key.text)) === true;
}

/** Whether an object belongs to an installation of Tekton. */
export function isOfTekton(object: ClusterObject): boolean {
  const part = labelOf(object, 'app.kubernetes.io/part-of')?.value ?? '';
  return (
    /^(?:tekton|pipelines-as-code)/.test(part) ||
    /^(?:tekton(?:-|$)|openshift-pipelines$|pipelines-as-code$)/.test(object.namespace ?? '')
  );
}

function mapAt(object: ClusterObject, path: readonly string[]): MapNode | null {
  const node: Node | null = nodeAt(object.node, ...path);
  return node?.kind === 'map' ? node : null;
}

/** One setting; an empty text is one that is written. */
export function settingOf({ object, map, over }: Settings, key: string): Setting {
  const node = nodeAt(over, key) ?? nodeAt(map, key);
  if (node?.kind !== 'scalar') return { text: null, at: placeIn(object, nameNode(object)) };
  return { text: node.text.trim(), at: placeIn(object, node) };
}

/** A switch as Tekton reads it (strconv.ParseBool), or an operator resource: null where it is neither on nor off. */
export function switchOf(settings: Settings, key: string): boolean | null {
  const { text } = settingOf(settings, key);
  const words = isOperated(settings) ? OPERATED : WRITTEN;
  return words.find(([pattern]) => text !== null && pattern.test(text))?.[1] ?? null;
}

const WRITTEN = [
  [/^(?:1|t|T|true|True|TRUE)$/, true],
  [/^(?:0|f|F|false|False|FALSE)$/, false],
] as const;
/** A boolean of YAML. */
const OPERATED = [
  [/^(?:true|yes|on|y|1|t)$/i, true],
  [/^(?:false|no|off|n|0|f)$/i, false],
] as const;

/** Whether the settings are those of an operator resource, not of a ConfigMap. */
export function isOperated({ object }: Settings): boolean {
  return object.kind !== 'ConfigMap';
}

/** Judges every place where a component is set; `not-offered` where there is none. */
export function judgeSettings(
  settings: readonly Settings[],
  judge: (settings: Settings) => readonly Violation[],
): Judgement {
  return settings.length === 0 ? 'not-offered' : settings.flatMap((one) => judge(one));
}
