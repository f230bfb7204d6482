import type { Node, ScalarNode } from '@plumbline/core';
import { credentialIn, isPlaceholder } from './literal.js';
import { namesCredential, wordsOf } from './secret-names.js';

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
    /** `password: { default: … }` of an input. */
    const own = key.text === 'default' ? name : key.text;
    const named = namesCredential(own) && (login || isSecretValue(value));
    return named || looksLikeKey(own, value.text)
      ? [{ node: value, name: own, what: 'a credential' }]
      : [];
  });
}

function formed(node: ScalarNode, name: string): readonly Literal[] {
  const what = credentialIn(node.text);
  return what === null ? [] : [{ node, name, what }];
}

/** `FEED_KEY` with letters and digits as only chance makes them; a digest, a fingerprint and a public key have other forms or names. */
function looksLikeKey(name: string, value: string): boolean {
  const words = wordsOf(name);
  if (words.length < 2 || words.at(-1) !== 'key' || words.some((word) => OPEN.has(word)))
    return false;
  if (!/^[A-Za-z0-9]{28,80}$/.test(value) || /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(value)) return false;
  const turns = value.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g)?.length ?? 0;
  return turns >= 6;
}

/** Words of keys that everybody may know, and of keys that open nothing. */
const OPEN = new Set(
  'app cache client fingerprint gpg id index lookup minisign pgp primary project pub public restore search site sort trust verify write'.split(
    ' ',
  ),
);

/** Whether a value is a text that can be a secret: no number and no placeholder. */
export function isSecretValue(node: ScalarNode): boolean {
  return typeof node.value === 'string' && !isPlaceholder(node.text);
}
