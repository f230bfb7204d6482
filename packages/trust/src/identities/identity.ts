import { err, globMatch, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { CLAIMS, type CertificateFacts, type ClaimName, type Claims } from './certificate.js';

/** An identity as the policy writes it. */
export interface TrustedIdentityText {
  readonly issuer: string;
  /** The whole name, in which `*` stands for any part of one path segment. */
  readonly san: string;
  /** Name of the trusted root whose certificates count; null: the only one. */
  readonly root: string | null;
  readonly claims: Readonly<Record<string, string>>;
}

/** Whose certificates the policy trusts. */
export interface TrustedIdentity {
  readonly issuer: string;
  readonly san: string;
  readonly root: string;
  readonly claims: Claims;
}

/** By name. */
export type TrustedIdentities = Readonly<Record<string, TrustedIdentity>>;

/** Reads the identities of a policy, `roots` being the names of its trusted roots. */
export function loadTrustedIdentities(
  texts: Readonly<Record<string, TrustedIdentityText>>,
  roots: readonly string[],
): Result<TrustedIdentities, Fault> {
  const identities: [string, TrustedIdentity][] = [];
  for (const [name, written] of Object.entries(texts)) {
    const root = written.root ?? (roots.length === 1 ? roots[0] : undefined);
    const why = mistakeIn(written, root, roots);
    if (why !== null || root === undefined) {
      return err(
        usageFault('IDENTITY_MALFORMED', `trust.identities.${name}: ${why ?? 'names no root'}`),
      );
    }
    identities.push([name, { ...written, root }]);
  }
  return ok(Object.fromEntries(identities));
}

function mistakeIn(
  { san, claims }: TrustedIdentityText,
  root: string | undefined,
  roots: readonly string[],
): string | null {
  if (root === undefined) return `expected \`root\`, one of ${roots.join(', ')}`;
  if (!roots.includes(root)) return `there is no root ${root} under trust.roots`;
  const unknown = Object.keys(claims).find((claim) => !Object.hasOwn(CLAIMS, claim));
  if (unknown !== undefined) return `there is no claim ${unknown}`;
  return isSanPattern(san) ? null : 'a `*` in `san` may only stand behind the host and the owner';
}

/** Scheme, host and the first segment of the path say whose it is: they are written out, as an address is. */
function isSanPattern(san: string): boolean {
  const [scheme, empty, host, owner, ...rest] = san.split('/');
  if (san.includes('?') || rest.some((segment) => segment.includes('**'))) return false;
  const isUri = scheme?.endsWith(':') === true && empty === '' && (host ?? '') !== '';
  return isUri ? ![scheme, host, owner].join('/').includes('*') : !san.includes('*');
}

/** The first identity that a verified certificate has: every part of it is compared whole. */
export function findIdentity(
  facts: CertificateFacts,
  identities: TrustedIdentities,
): string | undefined {
  return Object.entries(identities).find(([, identity]) => hasIdentity(facts, identity))?.[0];
}

function hasIdentity(facts: CertificateFacts, identity: TrustedIdentity): boolean {
  const claims = Object.entries(identity.claims) as [ClaimName, string][];
  return (
    facts.root === identity.root &&
    facts.issuer === identity.issuer &&
    globMatch(identity.san, facts.san) &&
    claims.every(([name, value]) => facts.claims[name] === value)
  );
}
