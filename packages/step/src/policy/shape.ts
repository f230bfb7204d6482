import {
  boolean,
  date,
  described,
  instant,
  integer,
  list,
  object,
  oneOf,
  optional,
  record,
  refined,
  text,
  type JsonSchema,
  type Shape,
} from '@plumbline/core';
import { auditShape } from './audit.js';
import { builtInPolicy } from './built-in.js';
import { NAME } from './name.js';
import type {
  BenchmarkPolicy,
  Policy,
  PolicyWaiver,
  SigningPolicy,
  TrustedIdentity,
  TrustedKey,
  TrustedRoot,
  TrustPolicy,
  VerifyPolicy,
} from './policy.js';

/** The key stands in the policy and not in a file beside it, so that the policy's digest covers whom it trusts. */
const PEM = {
  expected:
    'the public key itself: PEM, from `-----BEGIN PUBLIC KEY-----` to `-----END PUBLIC KEY-----`',
  pattern: /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]{40,4000}\n-----END PUBLIC KEY-----\n*$/,
};

const DIGEST = {
  expected: 'a SHA-256 digest of 64 lower-case hex digits',
  pattern: /^[0-9a-f]{64}$/,
};

const SOURCE = {
  expected: 'a pattern such as `actions/*` or `ghcr.io/acme/**` that names an owner',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._:-]*(?:\/[A-Za-z0-9._*?-]+)*$/,
};

/** `**` alone would waive everything, whatever comes later. */
const PATHS = {
  expected: 'a path inside the target, or a pattern that names a part of it',
  pattern: /^[^/\\]+(?:\/[^/\\]+)*$/,
  accepts: (where: string): boolean => {
    const segments = where.split('/');
    return !segments.some(isDots) && segments.some((segment) => /[^*?]/.test(segment));
  },
};

const PUBLIC_GOOD = oneOf('public-good');

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}

const keyFields = object({
  pem: described('PEM of the public key (SPKI).', text(PEM)),
  notBefore: optional(described('From when the key may have signed.', instant()), null),
  notAfter: optional(described('Until when the key may have signed.', instant()), null),
  revoked: optional(described('Nothing that this key signed counts.', boolean()), false),
});

const trustedKey: Shape<TrustedKey> = refined(keyFields, {
  expected: '`notBefore` before `notAfter`',
  accepts: ({ notBefore, notAfter }) =>
    notBefore === null || notAfter === null || Date.parse(notBefore) < Date.parse(notAfter),
});

const { trust, verify, benchmark, audit, waivers } = builtInPolicy;

const LOCAL_PATH = {
  expected: 'a path inside the target',
  pattern: /^[^/\\]+(?:\/[^/\\]+)*$/,
  accepts: (path: string): boolean => !path.split('/').some(isDots),
};

/** The digest stands in the policy, so that the policy's own digest covers what the file says. */
const pinnedFile = object({
  file: described('Path below the target.', text(LOCAL_PATH)),
  sha256: described('Its digest.', text(DIGEST)),
});

const trustedRoot: Shape<TrustedRoot> = {
  read: (node, reading) =>
    node.kind === 'scalar' ? PUBLIC_GOOD.read(node, reading) : pinnedFile.read(node, reading),
  schema: { anyOf: [PUBLIC_GOOD.schema, pinnedFile.schema] },
};

const CLAIM = {
  expected: 'the name of a claim, such as `sourceRepositoryId`',
  pattern: /^[a-z][A-Za-z]{1,63}$/,
};

const trustedIdentity: Shape<TrustedIdentity> = object({
  issuer: described('Who has vouched for it: the issuer of the identity token.', text()),
  san: described(
    'Subject of the certificate; `*` is any part of one path segment behind host and owner.',
    text(),
  ),
  root: optional(
    described('Name of `trust.roots`; needed if there are several.', text(NAME)),
    null,
  ),
  claims: optional(
    described('Claims that the certificate must hold as well, exactly.', record(CLAIM, text())),
    {},
  ),
});

const signing: Shape<SigningPolicy> = object({
  config: optional(
    described(
      'Signing config (sigstore SigningConfig v0.2) of an instance of your own.',
      pinnedFile,
    ),
    trust.signing.config,
  ),
  publicLog: optional(
    described(
      'Whether the public log may name a repository that is not public.',
      oneOf('accept', 'refuse'),
    ),
    trust.signing.publicLog,
  ),
});

const trustShape: Shape<TrustPolicy> = object({
  roots: optional(
    described(
      'Certificate authorities, logs and timestamp authorities by name; none: the public instance of sigstore.',
      record(NAME, trustedRoot),
    ),
    trust.roots,
  ),
  keys: optional(described('Public keys by name.', record(NAME, trustedKey)), trust.keys),
  identities: optional(
    described('Signers with a certificate by name.', record(NAME, trustedIdentity)),
    trust.identities,
  ),
  signing: optional(described('The services that help to sign.', signing), trust.signing),
});

const verifyShape: Shape<VerifyPolicy> = object({
  signers: optional(
    described(
      'Names of `trust.keys` and `trust.identities` whose signature is accepted; none: every one of them.',
      list(text(NAME)),
    ),
    verify.signers,
  ),
  minSerial: optional(
    described('The lowest manifest serial accepted.', integer()),
    verify.minSerial,
  ),
  deny: optional(
    described('SHA-256 of manifests that are revoked.', list(text(DIGEST))),
    verify.deny,
  ),
  sources: optional(
    described('Owners of functions and images that are trusted.', list(text(SOURCE))),
    verify.sources,
  ),
  inCluster: optional(
    described(
      'Tasks by name in the cluster: refused, or accepted if signed here.',
      oneOf('deny', 'signed'),
    ),
    verify.inCluster,
  ),
});

const benchmarkShape: Shape<BenchmarkPolicy> = object({
  platform: optional(
    described(
      'Where the workflows run: GitHub itself, or a GitHub Enterprise Server.',
      oneOf('github.com', 'ghes'),
    ),
    benchmark.platform,
  ),
});

const waiver: Shape<PolicyWaiver> = object({
  what: described('Id or slug of a check.', text()),
  where: described('Path, or pattern of paths, of the findings.', text(PATHS)),
  why: described('The reason.', text()),
  who: described('Who answers for it.', text()),
  until: described('The last day on which it counts.', date()),
});

/** `.plumbline.yaml` (docs/policy.md). */
export const policyShape: Shape<Policy> = object({
  trust: optional(described('Whose signatures count.', trustShape), trust),
  verify: optional(described('What verify-pipeline demands.', verifyShape), verify),
  benchmark: optional(
    described('What config-benchmark has to know and cannot see.', benchmarkShape),
    benchmark,
  ),
  audit: optional(described('What audit-artifact demands.', auditShape), audit),
  waivers: optional(described('Findings that are accepted for a time.', list(waiver)), waivers),
});

/** JSON Schema 2020-12 of the policy file. */
export function policySchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://plumbline.dev/schema/policy-v1.json',
    title: 'Plumbline policy',
    ...policyShape.schema,
  };
}
