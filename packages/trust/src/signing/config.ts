import {
  err,
  instant,
  integer,
  list,
  object,
  ok,
  oneOf,
  optional,
  text,
  usageFault,
  type Fault,
  type Result,
  type ValueOf,
} from '@plumbline/core';
import { anyPredicate } from '../statement/statement.js';
import { field, readStrictJson } from '../strict-json.js';

/** The services of a sigstore instance that a signature is made with. */
export interface SigningServices {
  /** Null: the instance certifies nobody. */
  readonly authority: string | null;
  readonly logs: readonly { readonly url: string; readonly version: 1 | 2 }[];
  readonly timestamps: readonly string[];
}

/** The public instance. Its log is public: whoever signs there tells the world where. */
export const PUBLIC_SERVICES: SigningServices = {
  authority: 'https://fulcio.sigstore.dev',
  logs: [{ url: 'https://rekor.sigstore.dev', version: 1 }],
  timestamps: ['https://timestamp.sigstore.dev/api/v1/timestamp'],
};

const MAX_BYTES = 256 * 1024;

const SERVICE = object({
  url: text({
    expected: 'an https address, or one of this machine',
    pattern: /^https?:\/\/[^\s?#@]+$/,
  }),
  majorApiVersion: integer(1),
  validFor: object({ start: instant(), end: field(instant()) }),
  operator: optional(anyPredicate, null),
});

const SELECTION = object({
  selector: oneOf('ANY', 'ALL', 'EXACT'),
  count: optional(integer(1), 1),
});

const CONFIG = object({
  mediaType: oneOf('application/vnd.dev.sigstore.signingconfig.v0.2+json'),
  caUrls: optional(list(SERVICE), []),
  oidcUrls: optional(anyPredicate, null),
  rekorTlogUrls: optional(list(SERVICE), []),
  rekorTlogConfig: optional(SELECTION, null),
  tsaUrls: optional(list(SERVICE), []),
  tsaConfig: optional(SELECTION, null),
});

type Service = ValueOf<typeof SERVICE>;

/** The services that a signing config (protobuf-specs, SigningConfig v0.2) names for this time. */
export function readSigningConfig(bytes: Uint8Array, now: Date): Result<SigningServices, Fault> {
  const read = readStrictJson(bytes, {
    name: 'signing config',
    maxBytes: MAX_BYTES,
    shape: CONFIG,
  });
  if (!read.ok) return err(malformed(read.error));
  const { caUrls, rekorTlogUrls, rekorTlogConfig, tsaUrls, tsaConfig } = read.value;
  const logs = choose(inForce(rekorTlogUrls, [1, 2], now), rekorTlogConfig);
  const timestamps = choose(inForce(tsaUrls, [1], now), tsaConfig);
  if (logs === null || timestamps === null) {
    return err(malformed('it asks for more services than it names'));
  }
  return ok({
    authority: inForce(caUrls, [1], now)[0]?.url ?? null,
    logs: logs.map(({ url, majorApiVersion }) => ({ url, version: majorApiVersion === 2 ? 2 : 1 })),
    timestamps: timestamps.map(({ url }) => url),
  });
}

/** Services of a version that we speak, the newest first. */
function inForce(services: readonly Service[], versions: readonly number[], now: Date): Service[] {
  return services
    .filter(
      ({ majorApiVersion, validFor: { start, end } }) =>
        versions.includes(majorApiVersion) &&
        new Date(start) <= now &&
        (end === null || now <= new Date(end)),
    )
    .sort((one, other) => other.majorApiVersion - one.majorApiVersion);
}

/** Without a rule one of them is enough; null: there are fewer than the rule wants. */
function choose(
  services: readonly Service[],
  rule: ValueOf<typeof SELECTION> | null,
): readonly Service[] | null {
  if (rule === null || rule.selector === 'ANY') return services.slice(0, 1);
  if (rule.selector === 'ALL') return services;
  return services.length < rule.count ? null : services.slice(0, rule.count);
}

function malformed(why: string): Fault {
  return usageFault('SIGNING_CONFIG', `the signing config cannot be used: ${why}`);
}
