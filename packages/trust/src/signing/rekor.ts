import { createHash } from 'node:crypto';
import {
  err,
  integer,
  list,
  mapGet,
  object,
  ok,
  readJson,
  readShape,
  stringOf,
  text,
  undecidableFault,
  type Fault,
  type Post,
  type Result,
  type ValueOf,
} from '@plumbline/core';
import { dsse } from '@sigstore/core';
import { PAYLOAD_TYPE } from '../bundle/content.js';
import { LOG_ENTRY } from '../bundle/shape.js';
import { anyPredicate } from '../statement/statement.js';
import { BASE64, field, readStrictJson } from '../strict-json.js';
import type { Envelope, Verifier } from './envelope.js';

/** An entry of a log in the form of a bundle (protobuf-specs, TransparencyLogEntry). */
export type LogEntryJson = Readonly<Record<string, unknown>>;

export interface LogService {
  readonly url: string;
  readonly version: 1 | 2;
}

const MAX_ANSWER = 32 * 1024 * 1024;

/** Puts a signature into a log and brings the proof that it is there. */
export async function logSignature(
  envelope: Envelope,
  service: LogService,
  post: Post,
): Promise<Result<LogEntryJson, Fault>> {
  const { request, read } = PROTOCOLS[service.version];
  const answer = await post({
    url: `${service.url.replace(/\/+$/, '')}/api/v${String(service.version)}/log/entries`,
    service: 'the log',
    contentType: 'application/json',
    accept: 'application/json',
    body: Buffer.from(JSON.stringify(request(envelope))),
  });
  if (!answer.ok) return answer;
  const entry = read(answer.value);
  return entry === null
    ? err(undecidableFault('SIGNING_ANSWER', 'the log sent no proof that our signature is in it'))
    : ok(entry);
}

const PROTOCOLS = {
  1: { request: requestV1, read: readV1 },
  2: { request: requestV2, read: readV2 },
} as const;

/** Rekor v2 keeps what was signed as a digest: that of the pre-authentication encoding for an envelope. */
function requestV2({ payload, signature, verifier }: Envelope) {
  const signed = dsse.preAuthEncoding(PAYLOAD_TYPE, payload);
  return {
    hashedRekordRequestV002: {
      digest: createHash('sha256').update(signed).digest('base64'),
      signature: {
        content: signature.toString('base64'),
        verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', ...verifierV2(verifier) },
      },
    },
  };
}

function verifierV2({ kind, der }: Verifier) {
  const rawBytes = der.toString('base64');
  return kind === 'certificate' ? { x509Certificate: { rawBytes } } : { publicKey: { rawBytes } };
}

function readV2(bytes: Uint8Array): LogEntryJson | null {
  const entry = readStrictJson(bytes, {
    name: 'log entry',
    maxBytes: MAX_ANSWER,
    shape: LOG_ENTRY,
  });
  return entry.ok ? entry.value : null;
}

function requestV1({ payload, signature, verifier }: Envelope) {
  const envelope = {
    payload: payload.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ sig: signature.toString('base64') }],
  };
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      proposedContent: {
        envelope: JSON.stringify(envelope),
        verifiers: [Buffer.from(verifier.pem).toString('base64')],
      },
    },
  };
}

const HEX = text({ expected: 'hexadecimal digits', pattern: /^(?:[0-9a-f]{2})+$/ });

const PROOF_V1 = object({
  checkpoint: text(),
  hashes: list(HEX),
  logIndex: integer(),
  rootHash: HEX,
  treeSize: integer(),
});

const ENTRY_V1 = object({
  attestation: field(anyPredicate),
  body: BASE64,
  integratedTime: integer(),
  logID: HEX,
  logIndex: integer(),
  verification: object({ inclusionProof: PROOF_V1, signedEntryTimestamp: BASE64 }),
});

/** Rekor v1 answers with a map of one entry by its UUID. */
function readV1(bytes: Uint8Array): LogEntryJson | null {
  const document = readJson('log entry', bytes, { maxBytes: MAX_ANSWER });
  if (!document.ok || document.value.root.kind !== 'map') return null;
  const [found, second] = document.value.root.entries;
  if (found === undefined || second !== undefined) return null;
  const entry = readShape(ENTRY_V1, found.value, document.value.source);
  return entry.ok ? convert(entry.value) : null;
}

function convert(entry: ValueOf<typeof ENTRY_V1>): LogEntryJson | null {
  const body = readJson('log entry body', Buffer.from(entry.body, 'base64'));
  if (!body.ok) return null;
  const kind = stringOf(mapGet(body.value.root, 'kind'));
  const version = stringOf(mapGet(body.value.root, 'apiVersion'));
  const { inclusionProof: proof, signedEntryTimestamp } = entry.verification;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: base64(entry.logID) },
    kindVersion: { kind, version },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      rootHash: base64(proof.rootHash),
      treeSize: String(proof.treeSize),
      hashes: proof.hashes.map(base64),
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: entry.body,
  };
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
