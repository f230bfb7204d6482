import { mapGet } from '@plumbline/core';
import type { KubernetesObject, Text } from '@plumbline/pipeline';

/** A value of a ConfigMap. */
export function configMapValue({ node }: KubernetesObject, key: string): Text | null {
  const value = mapGet(mapGet(node, 'data'), key);
  return value?.kind === 'scalar' ? { value: value.text, node: value } : null;
}
