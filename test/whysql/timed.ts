import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutedFunction } from '@plumbline/records';
import { keySigner, readPrivateKey, type Signer } from '@plumbline/trust';
import { TIMESTAMP_SERVER, type Timestamps } from '../stack/timestamps.js';
import type { KeyFiles } from '../support/key.js';
import { portsOf } from '../support/ports.js';
import { auditPolicy, type Released } from './release.js';
import type { Signers, Statement } from './resign.js';

/** What is missing of a timestamp authority; null: nothing. */
export const missingTimestamps = 'missing' in TIMESTAMP_SERVER ? TIMESTAMP_SERVER.missing : null;

const DAY = 86_400_000;

/** A time so many days from now. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString();
}

/**
 * Policies that demand times of this authority: `timed.yaml`, and two by which the key of the builder is revoked, since
 * yesterday (`revoked.yaml`) and from tomorrow (`later.yaml`).
 */
export function writePolicies(
  { authority }: Timestamps,
  { folder, gate, builder }: Released,
): void {
  const root = JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [],
    certificateAuthorities: [],
    timestampAuthorities: [authority],
  });
  writeFileSync(join(folder, 'root.json'), root);
  const sha256 = createHash('sha256').update(root).digest('hex');
  const trust = `  roots: { own: { file: root.json, sha256: ${sha256} } }\n`;
  const write = (name: string, asked: string): void => {
    const more = { trust, audit: `  ${asked}\n` };
    writeFileSync(join(folder, name), auditPolicy(gate.publicPem, builder.publicPem, more));
  };
  const revoked = (since: string): string =>
    `deny: [{ what: 'signer:builder', since: ${since}, why: copied }]\n  denyAsOf: ${inDays(0)}`;
  write('timed.yaml', 'maxAge: 30d');
  write('revoked.yaml', revoked(inDays(-1)));
  write('later.yaml', revoked(inDays(1)));
}

/** Those who may sign, with the timestamps of an authority or without. */
export function signersOf({ gate, builder }: Released, timestamps?: Timestamps): Signers {
  const urls = timestamps === undefined ? [] : [timestamps.url];
  const signer = ({ privatePath }: KeyFiles): Signer => {
    const key = readPrivateKey(readFileSync(privatePath), null);
    if (!key.ok) throw new Error(key.error.code);
    const services = { authority: null, logs: [], timestamps: urls };
    return keySigner(key.value, urls.length === 0 ? null : { services, post });
  };
  return { gate: signer(gate), builder: signer(builder) };
}

/** Has the functions start so many days from now; those of the gate's own job began yesterday. */
export function startingIn(days: number) {
  const at = (from: number): string => inDays(from).replace(/\.\d+Z$/, 'Z');
  return (all: readonly Statement<ExecutedFunction>[]) =>
    all.map((one) => {
      const isGates = one.predicate.function.scope.startsWith('gate / ');
      const startedAt = isGates ? at(-1) : at(days);
      return Object.assign(one, { predicate: { ...one.predicate, startedAt } });
    });
}

const { post } = portsOf();
