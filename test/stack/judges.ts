import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { sha256Hex } from '@plumbline/core';
import { verifyBundle, verifyMessage, type Trust } from '@plumbline/trust';
import { SAN } from './issuer.js';
import type { LogVersion } from './log.js';

/** Who signs what, with what beside it. */
export const KINDS = [
  'statement, key',
  'statement, key, log and timestamp',
  'statement, keyless',
  'file, key, log and timestamp',
  'file, keyless',
] as const;

/** What is signed where the log is Rekor v1: its entries bring the time. */
export const V1_KINDS = [
  'statement, key and log',
  'statement, keyless',
  'file, key and log',
  'file, keyless',
] as const;

export type Kind = (typeof KINDS | typeof V1_KINDS)[number];

const TYPE = 'https://slsa.dev/provenance/v1';

/** What is verified, by the names of files in the folder of the judges. */
export interface Asked {
  readonly kind: Kind;
  readonly bundle: string;
  readonly artifact?: string;
  readonly type?: string;
  readonly workflow?: string;
}

/** Says whether it accepts a bundle, or why not. */
export type Judge = (asked: Asked) => string;

/** A folder with `root.json`, `our.pub` and the artifact, and what the judges trust. */
export interface Court {
  readonly folder: string;
  readonly issuer: string;
  readonly trust: Trust;
  readonly cosign: string;
  readonly log: LogVersion;
}

export const isFile = ({ kind }: Pick<Asked, 'kind'>): boolean => kind.startsWith('file');
export const isKeyless = ({ kind }: Pick<Asked, 'kind'>): boolean => kind.endsWith('keyless');
const hasServices = ({ kind }: Asked): boolean => kind !== 'statement, key';

/** Runs cosign where it finds no configuration and has no one to ask. */
export function runCosign({ folder, cosign }: Court, args: readonly string[]) {
  const env = { PATH: '', HOME: folder, TUF_ROOT: join(folder, 'tuf'), COSIGN_PASSWORD: '' };
  const run = spawnSync(cosign, args, { cwd: folder, env, encoding: 'utf8' });
  return { ok: run.status === 0, output: `${run.stdout}${run.stderr}` };
}

/** `cosign verify-blob` and `verify-blob-attestation`. */
export const cosignJudge =
  (court: Court): Judge =>
  (asked) => {
    const { bundle, artifact = 'artifact', type = TYPE, workflow = SAN } = asked;
    const timed = court.log === 2 ? ['--use-signed-timestamps'] : [];
    const services = hasServices(asked) ? timed : ['--insecure-ignore-tlog'];
    const identity = ['--certificate-identity', workflow];
    const signer = isKeyless(asked)
      ? [...identity, '--certificate-oidc-issuer', court.issuer, '--insecure-ignore-sct']
      : ['--key', 'our.pub'];
    const { ok } = runCosign(court, [
      isFile(asked) ? 'verify-blob' : 'verify-blob-attestation',
      ...['--bundle', bundle, '--trusted-root', 'root.json', ...services, ...signer],
      ...(isFile(asked) ? [] : ['--type', type]),
      artifact,
    ]);
    return ok ? 'accepted' : 'refused';
  };

/** Our library; the artifact and the type are what its callers compare with the statement. */
export const ownJudge =
  ({ folder, trust }: Court): Judge =>
  (asked) => {
    const { bundle, artifact = 'artifact', type = TYPE, workflow } = asked;
    const bytes = readFileSync(join(folder, bundle));
    const content = readFileSync(join(folder, artifact));
    const options = {
      ...(workflow === undefined ? trust : trusting(trust, workflow)),
      now: new Date(),
    };
    if (isFile(asked)) {
      const verified = verifyMessage(bytes, { bytes: content }, options);
      return verified.ok ? 'accepted' : verified.error.code;
    }
    const verified = verifyBundle(bytes, options);
    if (!verified.ok) return verified.error.code;
    const { subjects, predicateType } = verified.value.statement;
    if (predicateType !== type) return 'another type';
    const isSubject = subjects.some(({ digest }) => digest['sha256'] === sha256Hex(content));
    return isSubject ? 'accepted' : 'no subject';
  };

export function trusting(trust: Trust, san: string): Trust {
  const identities = Object.entries(trust.identities).map(([name, one]) => [name, { ...one, san }]);
  return { ...trust, identities: Object.fromEntries(identities) as Trust['identities'] };
}

/** The library of sigstore alone, as its callers use it: it has no question for the type of a statement. */
export const libraryJudge =
  ({ folder }: Court): Judge =>
  (asked) => {
    const read = (name: string): Buffer => readFileSync(join(folder, name));
    const json = (name: string): unknown => JSON.parse(read(name).toString());
    const publicKey = createPublicKey(read('our.pub'));
    const material = toTrustMaterial(TrustedRoot.fromJSON(json('root.json')), () => ({
      publicKey,
      validFor: () => true,
    }));
    const threshold = hasServices(asked) ? 1 : 0;
    const options = { ctlogThreshold: 0, tlogThreshold: threshold, timestampThreshold: threshold };
    const { workflow = SAN, artifact = 'artifact' } = asked;
    const exact = new RegExp(`^${workflow.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    try {
      const entity = toSignedEntity(bundleFromJSON(json(asked.bundle)), read(artifact));
      const policy = isKeyless(asked) ? { subjectAlternativeName: exact } : undefined;
      new Verifier(material, options).verify(entity, policy);
      return 'accepted';
    } catch {
      return 'refused';
    }
  };
