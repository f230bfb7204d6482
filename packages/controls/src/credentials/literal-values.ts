import type { Node, ScalarNode } from '@plumbline/core';
import { credentialIn, isPlaceholder } from './literal.js';
import { namesCredential } from './secret-names.js';

/** A value that is a credential, by its form or by the name of its key. */
export interface Literal {
  readonly node: ScalarNode;
  /** What it is about, never the value. */
  readonly name: string;
  readonly what: string;
}

/** Every literal credential below a node. */
export function literals(node: Node | null, name: string): readonly Literal[] {
  if (node === null) return [];
  if (node.kind === 'seq') return node.items.flatMap((item) => literals(item, name));
  if (node.kind === 'scalar') return formed(node, name);
  return node.entries.flatMap(({ key, value }): readonly Literal[] => {
    if (value.kind !== 'scalar') return literals(value, key.text);
    const found = formed(value, key.text);
    if (found.length > 0) return found;
    const login = name === 'credentials' && value.text !== '' && !/\$\{\{/.test(value.text);
    return namesCredential(key.text) && (login || isSecretValue(value))
      ? [{ node: value, name: key.text, what: 'a credential' }]
      : [];
  });
}

function formed(node: ScalarNode, name: string): readonly Literal[] {
  const what = credentialIn(node.text);
  return what === null ? [] : [{ node, name, what }];
}

/** Whether a value is a text that can be a secret: no number and no placeholder. */
export function isSecretValue(node: ScalarNode): boolean {
  return typeof node.value === 'string' && !isPlaceholder(node.text);
}
