import { list, object, text, type Node, type Shape, type ValueOf } from '@plumbline/core';
import { BASE64, field } from '../strict-json.js';

/** Not looked into; whoever meets it decides. */
const OPAQUE: Shape<Node> = { read: (node) => node, schema: {} };

const DIGITS = text({ expected: 'a count', pattern: /^(?:0|[1-9][0-9]{0,18})$/ });

/** A 64-bit integer, which protobuf's JSON writes as text. */
const COUNT: Shape<string> = {
  read: (node, reading) =>
    DIGITS.read(node.kind === 'scalar' ? { ...node, value: node.text } : node, reading),
  schema: DIGITS.schema,
};

/** An entry of a log (protobuf-specs, TransparencyLogEntry). */
export const LOG_ENTRY = object({
  logIndex: field(COUNT),
  logId: object({ keyId: BASE64 }),
  kindVersion: object({ kind: text(), version: text() }),
  integratedTime: field(COUNT),
  inclusionPromise: field(object({ signedEntryTimestamp: BASE64 })),
  inclusionProof: field(
    object({
      logIndex: field(COUNT),
      rootHash: field(BASE64),
      treeSize: field(COUNT),
      hashes: field(list(BASE64)),
      checkpoint: field(object({ envelope: text() })),
    }),
  ),
  canonicalizedBody: BASE64,
});

const MATERIAL = object({
  publicKey: field(object({ hint: field(text()) })),
  certificate: field(object({ rawBytes: BASE64 })),
  x509CertificateChain: field(object({ certificates: list(object({ rawBytes: BASE64 })) })),
  tlogEntries: field(list(LOG_ENTRY)),
  timestampVerificationData: field(
    object({ rfc3161Timestamps: field(list(object({ signedTimestamp: BASE64 }))) }),
  ),
});

/** A DSSE envelope (DSSE v1.0.2, envelope). */
export const ENVELOPE = object({
  payload: BASE64,
  payloadType: text(),
  signatures: list(object({ sig: BASE64, keyid: field(OPAQUE) })),
});

const MESSAGE = object({
  messageDigest: object({ algorithm: text(), digest: BASE64 }),
  signature: BASE64,
});

/** A layer that cosign has attached to an image, to the byte; the signature where it stands beside it. */
const ATTACHED = object({ mediaType: text(), content: BASE64, signature: field(BASE64) });

/** A sigstore bundle of any version (protobuf-specs, sigstore_bundle.proto), without fields that are not looked at; `attached` is ours. */
export const BUNDLE = object({
  mediaType: text(),
  verificationMaterial: MATERIAL,
  dsseEnvelope: field(ENVELOPE),
  messageSignature: field(MESSAGE),
  attached: field(ATTACHED),
});

export type WrittenBundle = ValueOf<typeof BUNDLE>;
export type WrittenMaterial = ValueOf<typeof MATERIAL>;
export type WrittenEnvelope = ValueOf<typeof ENVELOPE>;
export type WrittenMessage = ValueOf<typeof MESSAGE>;
export type WrittenAttached = ValueOf<typeof ATTACHED>;
export type WrittenEntry = ValueOf<typeof LOG_ENTRY>;
