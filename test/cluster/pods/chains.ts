import { test } from '@jest/globals';
import { verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cluster, get, wait } from '../cluster.js';

/** `test` where Chains is built; elsewhere what needs it counts as skipped. */
export const withChains: typeof test.skip = cluster.chains === undefined ? test.skip : test;

interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
}

/** What Chains signs of a run: an in-toto statement. */
export interface Signed {
  readonly _type: string;
  readonly predicateType: string;
  readonly subject?: readonly Subject[];
}

interface Subject {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** The subjects that are no record which the Task itself wrote: Chains 0.22 lists records, whatever `isBuildArtifact` says. */
export function foreignSubjects({ subject = [] }: Signed): readonly Subject[] {
  return subject.filter(
    ({ name, digest }) =>
      name !== `file:///workspace/reports/sha256/${digest['sha256'] ?? ''}.json`,
  );
}

/** The statement that Chains has signed for a run, verified with the key of Chains (DSSE 1.0.2, the protocol). */
export async function signedByChains(
  namespace: string,
  kind: string,
  name: string,
): Promise<Signed> {
  const path = String.raw`{.metadata.annotations.chains\.tekton\.dev/signed}`;
  await wait(namespace, `${kind}/${name}`, path);
  const { metadata } = await get(namespace, kind, name);
  const annotation = `chains.tekton.dev/signature-${kind}-${metadata.uid ?? ''}`;
  const text = Buffer.from(metadata.annotations?.[annotation] ?? '', 'base64').toString();
  const envelope = JSON.parse(text) as Envelope;
  if (!isSigned(envelope)) throw new Error(`the signature of ${name} is not that of Chains`);
  return JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as Signed;
}

function isSigned({ payloadType, payload, signatures }: Envelope): boolean {
  const body = Buffer.from(payload, 'base64');
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `;
  const message = Buffer.concat([Buffer.from(head), body]);
  const key = readFileSync(cluster.chains ?? '', 'utf8');
  return signatures.some(({ sig }) => verify('sha256', message, key, Buffer.from(sig, 'base64')));
}
