import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { err, ok, type Result } from '@plumbline/core';
import {
  loadTrust,
  verifyBundle,
  verifyMessage,
  type TrustText,
  type VerifyOptions,
} from '@plumbline/trust';

/** A command `verify-bundle` of the protocol of sigstore-conformance (docs/cli_protocol.md). */
export interface VerifyCommand {
  readonly bundle: string;
  readonly signer: { readonly key: string } | { readonly san: string; readonly issuer: string };
  readonly trustedRoot: string | null;
  /** A path, or `sha256:HEX` where no file has that name. */
  readonly artifact: string;
}

/** The reason why the command fails, or nothing. */
export function verify(command: VerifyCommand): Result<null, string> {
  const options = readOptions(command);
  if (!options.ok) return options;
  const bundle = readFileSync(command.bundle);
  const digest = digestOf(command.artifact);
  const isMessage = bundle.includes('"messageSignature"');
  if (isMessage) {
    const message =
      digest === null ? { bytes: readFileSync(command.artifact) } : { sha256: digest };
    const verified = verifyMessage(bundle, message, options.value);
    return verified.ok ? ok(null) : err(verified.error.code);
  }
  const verified = verifyBundle(bundle, options.value);
  if (!verified.ok) return err(verified.error.code);
  const sha256 =
    digest ?? createHash('sha256').update(readFileSync(command.artifact)).digest('hex');
  const isSubject = verified.value.statement.subjects.some(
    (subject) => subject.digest['sha256'] === sha256,
  );
  return isSubject ? ok(null) : err('the artifact is no subject of the statement');
}

function digestOf(artifact: string): string | null {
  const [, digest] = /^sha256:([0-9a-f]{64})$/.exec(artifact) ?? [];
  return digest === undefined || existsSync(artifact) ? null : digest;
}

function readOptions({ signer, trustedRoot }: VerifyCommand): Result<VerifyOptions, string> {
  const trust = loadTrust(textOf(signer, trustedRoot), (path) => ok(readFileSync(path)));
  return trust.ok ? ok({ ...trust.value, now: new Date() }) : err(trust.error.message);
}

function textOf(signer: VerifyCommand['signer'], root: string | null): TrustText {
  const sha256 = root === null ? '' : createHash('sha256').update(readFileSync(root)).digest('hex');
  const roots = root === null ? {} : { given: { file: root, sha256 } };
  return 'key' in signer
    ? {
        roots,
        identities: {},
        keys: {
          given: {
            pem: readFileSync(signer.key, 'utf8'),
            notBefore: null,
            notAfter: null,
            revoked: false,
          },
        },
      }
    : {
        roots,
        keys: {},
        identities: { given: { ...signer, root: null, claims: {} } },
      };
}
