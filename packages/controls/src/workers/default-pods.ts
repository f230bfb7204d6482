import { readYaml, type MapNode, type ScalarNode } from '@plumbline/core';
import { nodeAt, type ClusterObject } from '../cluster/objects.js';
import { CONFIG_DEFAULTS, settingsOf } from '../cluster/settings.js';
import { shared, type Subject } from '../subject.js';

/** The pod template of runs that bring none (Tekton: `config-defaults`). */
export interface DefaultPod {
  readonly object: ClusterObject;
  /** The text that holds it. */
  readonly at: ScalarNode;
  readonly key: string;
  readonly node: MapNode;
}

const KEYS = ['default-pod-template', 'default-affinity-assistant-pod-template'];

/** The default pod templates of the target; they are YAML in a text. */
export const defaultPodsOf = shared((subject: Subject): readonly DefaultPod[] =>
  settingsOf(subject, CONFIG_DEFAULTS).flatMap(({ object, map, over }) =>
    KEYS.flatMap((key): readonly DefaultPod[] => {
      const at = nodeAt(over, key) ?? nodeAt(map, key);
      if (at?.kind !== 'scalar') return [];
      const bytes = new TextEncoder().encode(at.text);
      const read = readYaml(object.path, bytes, { aliases: 'refuse' });
      const root = read.ok ? read.value.documents[0]?.root : null;
      return root?.kind === 'map' ? [{ object, at, key, node: root }] : [];
    }),
  ),
);
