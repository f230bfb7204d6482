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

/** A file of a container. */
export interface Mounted {
  readonly task: TaskSpec;
  readonly step: Step;
  readonly file: string;
}

/** A text of a ConfigMap. */
interface Found {
  readonly object: KubernetesObject;
  readonly node: ScalarNode;
}

/** The text that a ConfigMap has for a file of a container (Kubernetes, "ConfigMaps"). */
export function scriptAt(maps: ConfigMaps, { task, step, file }: Mounted): Found | null {
  const [, bound, bare] = BOUND.exec(file) ?? [];
  if (bound !== undefined && bare !== undefined) return keyOf(maps, bound, bare);
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
  return keyOf(maps, name, stringOf(mapGet(item, 'key')) ?? path);
}

/** Where the workspace of a run that is a ConfigMap is mounted. */
const BOUND = /^\/workspace\/configmap\/([^/]+)\/([^/]+)$/;

/** The folder by which `scriptAt` knows a workspace that a run binds to a ConfigMap. */
export function folderOfConfigMap(name: string): string {
  return `/workspace/configmap/${name}`;
}

function keyOf(maps: ConfigMaps, name: string | undefined, key: string): Found | null {
  const [object, second] = maps.get(name) ?? [];
  const node = mapGet(mapGet(object?.node, 'data'), key);
  return object !== undefined && second === undefined && node?.kind === 'scalar'
    ? { object, node }
    : null;
}
