import { mapGet, readJson, seqItems, stringOf, type Node } from '@plumbline/core';
import type { SignedEntity } from '@sigstore/verify';
import { readPem } from '../keys/pem.js';

type Entry = SignedEntity['tlogEntries'][number];
type Part = Node | undefined;

const at = (node: Part, ...keys: readonly string[]): Part =>
  keys.reduce<Part>((part, key) => mapGet(part, key), node);

/** The one of a list: an entry with several signatures is of nobody. */
const only = (list: Part): Part => {
  const [item, second] = list === undefined ? [] : seqItems(list);
  return second === undefined ? item : undefined;
};

/** Where the kinds of entries have their signer: PEM in Rekor v1 (rekor, pkg/types). */
const IN_V1: Readonly<Record<string, (spec: Part) => Part>> = {
  'hashedrekord 0.0.1': (spec) => at(spec, 'signature', 'publicKey', 'content'),
  'dsse 0.0.1': (spec) => at(only(at(spec, 'signatures')), 'verifier'),
  'intoto 0.0.1': (spec) => at(spec, 'publicKey'),
  'intoto 0.0.2': (spec) => at(only(at(spec, 'content', 'envelope', 'signatures')), 'publicKey'),
};

/** DER in Rekor v2 (rekor-tiles, entry.proto). */
const IN_V2: Readonly<Record<string, (spec: Part) => Part>> = {
  'hashedrekord 0.0.2': (spec) => at(spec, 'hashedRekordV002', 'signature', 'verifier'),
  'dsse 0.0.2': (spec) => at(only(at(spec, 'dsseV002', 'signatures')), 'verifier'),
};

/** Whether an entry names this signer, by the DER of its certificate or the SPKI DER of its key: whoever watches the log sees it. */
export function namesSigner({ kindVersion, canonicalizedBody }: Entry, signer: Buffer): boolean {
  const body = readJson('entry', canonicalizedBody);
  if (!body.ok) return false;
  const spec = mapGet(body.value.root, 'spec');
  const kind = `${kindVersion.kind} ${kindVersion.version}`;
  const der = derOf(IN_V2[kind]?.(spec)) ?? derOfPem(IN_V1[kind]?.(spec));
  return der?.equals(signer) ?? false;
}

function derOf(verifier: Part): Buffer | null {
  const rawBytes =
    at(verifier, 'x509Certificate', 'rawBytes') ?? at(verifier, 'publicKey', 'rawBytes');
  return bytesOf(rawBytes);
}

function derOfPem(base64: Part): Buffer | null {
  const pem = bytesOf(base64);
  const block = pem === null ? null : readPem(pem);
  return block?.ok === true ? block.value.content : null;
}

function bytesOf(base64: Part): Buffer | null {
  const text = stringOf(base64);
  return text === undefined ? null : Buffer.from(text, 'base64');
}
