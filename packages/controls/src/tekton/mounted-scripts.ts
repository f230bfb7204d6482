import { mapGet, seqItems, stringOf, type MapNode, type ScalarNode } from '@plumbline/core';
import type { KubernetesObject, Model, Step, TaskSpec } from '@plumbline/pipeline';
import { homeOf, settled } from '../foreign.js';

/** `sh /opt/run.sh`, `bash -e /opt/run.sh`, `. /opt/run.sh`, `/opt/run.sh`. */
const RUNS = /^(?:(?:(?:\S*\/)?(?:ba|da|z|k|a)?sh(?: -\S+)*|\.|source) )?["']?(\/[^\s"']+)/;

/** The ConfigMaps of a target by their names. */
export type ConfigMaps = ReadonlyMap<string | undefined, readonly KubernetesObject[]>;

/** Those that the target holds. */
export function configMapsOf({ objects }: Model): ConfigMaps {
  const all = objects.filter(({ kindText }) => kindText.value === 'ConfigMap');
  return Map.groupBy(all, ({ metadata }) => metadata.name?.value);
}

/** A step with the script that it runs from a ConfigMap of the target, in the place of its command. */
export function withMountedScript(maps: ConfigMaps, task: TaskSpec, step: Step): Step {
  if (task.volumes.length === 0) return step;
  const words = [...step.command, ...step.args].map(({ value }) => value).join(' ');
  const file = RUNS.exec(step.script === null ? words : onlyLine(step.script.value))?.[1];
  const found = file === undefined ? null : scriptAt(maps, { task, step, file });
  if (found === null) return step;
  const own = homeOf(found.node, null);
  const node = own === null ? settled({ ...found.node }, found.object.source) : found.node;
  return { ...step, script: { value: node.text, node }, command: [], args: [] };
}

/** The one command of a script that has one; empty if it has more. */
function onlyLine(script: string): string {
  const lines = script.split('\n').filter((line) => !/^\s*(?:#|set\s|$)/.test(line));
  return lines.length === 1 ? (lines[0] ?? '').trim().replace(/^exec\s+/, '') : '';
}

interface Mounted {
  readonly task: TaskSpec;
  readonly step: Step;
  readonly file: string;
}

interface Found {
  readonly object: KubernetesObject;
  readonly node: ScalarNode;
}

function scriptAt(maps: ConfigMaps, { task, step, file }: Mounted): Found | null {
  for (const mount of [...step.volumeMounts, ...(task.stepTemplate?.volumeMounts ?? [])]) {
    const folder = stringOf(mapGet(mount, 'mountPath')) ?? '';
    const subPath = stringOf(mapGet(mount, 'subPath'));
    const key = subPath !== undefined && folder === file ? subPath : below(file, folder);
    const volume = task.volumes.find(({ name }) => name?.value === stringOf(mapGet(mount, 'name')));
    const found = key === null || volume === undefined ? null : dataOf(maps, volume.node, key);
    if (found !== null) return found;
  }
  return null;
}

function below(file: string, folder: string): string | null {
  const prefix = `${folder.replace(/\/$/, '')}/`;
  return file.startsWith(prefix) ? file.slice(prefix.length) : null;
}

/** The text of a key of a ConfigMap, as a volume shows it: `items` gives keys other names. */
function dataOf(maps: ConfigMaps, volume: MapNode, path: string): Found | null {
  const map = mapGet(volume, 'configMap');
  const name = stringOf(mapGet(map, 'name'));
  const item = seqItems(mapGet(map, 'items')).find((one) => stringOf(mapGet(one, 'path')) === path);
  const key = stringOf(mapGet(item, 'key')) ?? path;
  const [object, second] = maps.get(name) ?? [];
  const node = mapGet(mapGet(object?.node, 'data'), key);
  return object !== undefined && second === undefined && node?.kind === 'scalar'
    ? { object, node }
    : null;
}
