import { err, readYaml, type Node, type Result } from '@plumbline/core';
import { payloadOf, type Payload, type Undecided } from './payload.js';
import { placeIn, type TektonDocument } from './resource.js';
import { Style } from './style.js';
import { eraOf, type TektonVersion } from './versions.js';

/** Why a resource is not signed as it stands: what is wrong, where, and what to write instead. */
export type Refusal = Undecided;

/** The payload that this version of Tekton computes, if every reader agrees on what the resource says. */
export function signable(
  document: TektonDocument,
  version: TektonVersion,
): Result<Payload, readonly Refusal[]> {
  const style = new Style(version);
  const { objections } = style;
  if (document.dialect === 'yaml') {
    const strict = readYaml(document.file.path, Buffer.from(document.text), { aliases: 'refuse' });
    if (!strict.ok) objections.add('an alias', document.root.span, 'write the value out');
  }
  if (document.unfinished) {
    objections.add(UNFINISHED, document.root.span, 'end the file with a line break');
  }
  checkCharacters(document.root, style);
  const payload = payloadOf(document, { era: eraOf(version), profile: 'controller' }, style);
  if (payload.ok || payload.error.length > 0) return payload;
  return err([{ reason: 'it cannot be read', location: placeIn(document, document.root.span) }]);
}

/** Why a document is not signed, and its signature not judged, that ends in the middle of a line. */
export const UNFINISHED = 'the file ends inside a text, without a line break';

/** Keys that readers resolve differently, and characters that Go writes differently from version to version. */
function checkCharacters(node: Node, style: Style): void {
  if (node.kind === 'seq') for (const item of node.items) checkCharacters(item, style);
  if (node.kind === 'scalar' && CONTROL.test(node.text)) {
    style.objections.add('a control character in a text', node.span);
  }
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    if (key.ambiguity !== undefined) {
      const instead = `write ${JSON.stringify(key.text)}`;
      style.objections.add(`a key that readers differ on: ${key.ambiguity}`, key.span, instead);
    }
    if (CONTROL.test(key.text)) style.objections.add('a control character in a key', key.span);
    checkCharacters(value, style);
  }
}

// eslint-disable-next-line no-control-regex -- the characters looked for are control characters
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
