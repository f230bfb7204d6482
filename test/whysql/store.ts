import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const BUILD = 'https://slsa.dev/provenance/v1';
export const FUNCTION = 'https://plumbline.dev/attestation/step-run/v1';
export const PIPELINE = 'https://slsa.dev/verification_summary/v1';
export const CONFIGURATION = 'https://in-toto.io/attestation/test-result/v0.1';

/** The files of a store, by what they say; a changed record lies under the digest of its new content. */
export interface Store {
  readonly folder: string;
  /** Path of the record of a type. */
  readonly path: (type: string) => string;
  readonly drop: (type: string) => void;
  readonly edit: (type: string, change: (text: string) => string) => void;
  readonly add: (type: string, change: (text: string) => string) => void;
}

export function storeAt(folder: string): Store {
  const at = (name: string): string => join(folder, 'sha256', name);
  const find = (type: string): { name: string; text: string } => {
    for (const name of readdirSync(join(folder, 'sha256'))) {
      const text = readFileSync(at(name), 'utf8');
      if (payloadOf(text).includes(`"predicateType":"${type}"`)) return { name, text };
    }
    throw new Error(`no record of ${type}`);
  };
  const add: Store['add'] = (type, change) => {
    const { text } = find(type);
    const changed = change(text);
    if (changed === text) throw new Error('nothing was changed');
    writeFileSync(at(`${createHash('sha256').update(changed).digest('hex')}.json`), changed);
  };
  const drop: Store['drop'] = (type) => rmSync(at(find(type).name));
  const edit: Store['edit'] = (type, change) => {
    const { name } = find(type);
    add(type, change);
    rmSync(at(name));
  };
  return { folder, path: (type) => at(find(type).name), drop, edit, add };
}

const PAYLOAD = /(?<="payload":")[A-Za-z0-9+/=]+/;

/** The signed statement of a bundle, as text. */
export function payloadOf(bundle: string): string {
  return Buffer.from(PAYLOAD.exec(bundle)?.[0] ?? '', 'base64').toString();
}

/** Writes other words into the signed statement of a bundle. */
export function inPayload(from: string | RegExp, to: string): (bundle: string) => string {
  return (bundle) =>
    bundle.replace(PAYLOAD, () =>
      Buffer.from(payloadOf(bundle).replace(from, to)).toString('base64'),
    );
}
