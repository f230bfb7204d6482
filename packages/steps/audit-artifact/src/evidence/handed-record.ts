import type { ChainRecord } from '@plumbline/records';
import { anyPredicate, parseStatement, peekProofs, type Trust } from '@plumbline/trust';
import { WORDS } from '../judge/words.js';

/** A record as it is handed over: where its parts lie, and with what cosign verifies who has signed. */
export interface HandedRecord {
  readonly record: ChainRecord;
  readonly words: string;
  /** Path of the bundle, laid out as a store, so that an audit can read it again. */
  readonly bundle: string;
  /** Path of what was signed, to be read. */
  readonly statement: string;
  readonly predicateType: string;
  /** Path of the public key; null: a certificate has signed. */
  readonly key: string | null;
  /** Name of the trusted root that the certificate chains to. */
  readonly root: string | null;
  /** Attached to an image by a cosign that reads it only there: it can be checked by nobody else. */
  readonly isAttachment: boolean;
  /** Options of `cosign verify-blob-attestation`. */
  readonly options: readonly string[];
}

export function handedRecord(record: ChainRecord, roots: Trust['roots']): HandedRecord {
  const { kind, bundleSha256, sha256, signer } = record;
  const statement = parseStatement(record.statement, anyPredicate);
  const root = signer.certificate?.root ?? null;
  const key = root === null ? keyPath(signer.name) : null;
  return {
    record,
    words: kind === null ? 'record' : WORDS[kind],
    bundle: `records/sha256/${bundleSha256}.json`,
    statement: `statements/${sha256}.json`,
    predicateType: statement.ok ? statement.value.predicateType : '',
    key,
    root,
    isAttachment: isAttachment(record),
    options:
      root === null
        ? ['--key', keyPath(signer.name), '--insecure-ignore-tlog']
        : certificateOptions(record, root, roots[root]?.().ctlogs.length ?? 0),
  };
}

/** Whether a record is kept as cosign attached it to an image. */
export function isAttachment({ bundle }: Pick<ChainRecord, 'bundle'>): boolean {
  const proofs = peekProofs(bundle);
  return proofs.ok && proofs.value.isAttachment;
}

/** Names of keys are safe as names of files (policy, `trust`). */
export function keyPath(name: string): string {
  return `keys/${name}.pub`;
}

export function rootPath(name: string): string {
  return `roots/${name}.json`;
}

/** What the bundle and the root have is demanded; cosign wants to be told what they do not have. */
function certificateOptions(
  { signer: { identity }, bundle }: ChainRecord,
  root: string,
  certificateLogs: number,
): readonly string[] {
  const proofs = peekProofs(bundle);
  const has = proofs.ok ? proofs.value : { log: false, timestamp: false };
  return [
    ...['--trusted-root', rootPath(root)],
    ...['--certificate-identity', identity.identity ?? ''],
    ...['--certificate-oidc-issuer', identity.issuer ?? ''],
    ...(has.timestamp ? ['--use-signed-timestamps'] : []),
    ...(has.log ? [] : ['--insecure-ignore-tlog']),
    ...(certificateLogs > 0 ? [] : ['--insecure-ignore-sct']),
  ];
}
