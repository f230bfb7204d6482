import { mapGet, type MapNode, type Node, type Source } from '@plumbline/core';
import {
  readObjects,
  readResources,
  type KubernetesObject,
  type TektonResource,
} from '@plumbline/pipeline';

/** What a file of the target has, as it is read. */
export type Written = TektonResource | KubernetesObject;

/** An object on its way through kustomizations; references hold, for its name stays the one that is written. */
export interface Item {
  /** Null for one that a kustomization generates. */
  readonly of: Written | null;
  readonly source: Source;
  readonly node: MapNode;
  /** By which patches may know it, with what kustomizations put around its name. */
  readonly names: readonly string[];
}

/** The text at a path of keys. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string {
  const found = keys.reduce<Node | undefined>((at, key) => mapGet(at, key), node);
  return found?.kind === 'scalar' ? found.text : '';
}

/** An object before anything is done to it. */
export function itemOf(of: Written | null, source: Source, node: MapNode): Item {
  return { of, source, node, names: [textAt(node, 'metadata', 'name')] };
}

/** An object as it is built: itself where nothing changed. */
export function writtenAs({ of, source, node }: Item): readonly Written[] {
  if (of !== null && of.node === node) return [of];
  return of !== null && isResource(of)
    ? readResources({ source, problems: [] }, node, of.index)
    : readObjects(source, node);
}

/** Whether it is one of Tekton. */
export function isResource(written: Written): written is TektonResource {
  return 'index' in written;
}
