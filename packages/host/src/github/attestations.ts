import {
  err,
  mapGet,
  ok,
  readJson,
  stringOf,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import snappy from 'snappyjs';
import type { Reply } from '../network/exchange.js';
import { apiRoot, fetchAway, type ClientOptions, type GitHubClient } from './client.js';
import { oddAnswer } from './faults.js';
import { idOf, itemsOf, reading } from './fields.js';

const PER_PAGE = 100;
const MAX_PAGES = 20;
const MAX_BUNDLE = 16 * 1024 * 1024;

/** Bundles about a digest, each as bytes, or null where one cannot be had whole. */
export interface Attestations {
  readonly bundles: readonly (Uint8Array | null)[];
  /** There are more than were read. */
  readonly more: boolean;
}

interface Place {
  readonly ask: GitHubClient;
  readonly options: ClientOptions;
  /** `owner/name`. */
  readonly repository: string;
}

/** REST API, "Create an attestation". Returns its number. */
export async function createAttestation(
  { ask, repository }: Place,
  bundle: Uint8Array,
): Promise<Result<string, Fault>> {
  const body = Buffer.concat([Buffer.from('{"bundle":'), bundle, Buffer.from('}')]);
  const post = { type: 'application/json', body };
  const reply = await ask({ path: `repos/${repository}/attestations`, post });
  if (!reply.ok) return reply;
  return reply.value.status === 201
    ? reading(reply.value.body, 'the new attestation', (root) => idOf(root))
    : err({
        ...oddAnswer('it does not take the attestation'),
        hint: 'permissions: { attestations: write }',
      });
}

/** REST API, "List attestations", page by page with the cursor of the `Link` header. */
export async function listAttestations(
  place: Place,
  digest: string,
): Promise<Result<Attestations, Fault>> {
  const bundles: (Uint8Array | null)[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const after = cursor === null ? '' : `&after=${encodeURIComponent(cursor)}`;
    const path = `repos/${place.repository}/attestations/${digest}?per_page=${PER_PAGE}${after}`;
    const reply = await place.ask({ path });
    if (!reply.ok) return reply;
    if (reply.value.status === 404) return ok({ bundles, more: false });
    const items = reading(reply.value.body, 'the list of attestations', (root) =>
      itemsOf(root, 'attestations'),
    );
    if (!items.ok) return items;
    for (const item of items.value) {
      const bundle = await bundleOf(item, reply.value, place);
      if (!bundle.ok) return bundle;
      bundles.push(bundle.value);
    }
    cursor = nextCursor(reply.value.header('link'));
    if (cursor === null) return ok({ bundles, more: false });
  }
  return ok({ bundles, more: true });
}

function nextCursor(link: string | null): string | null {
  const target = /<([^<>]{1,4096})>\s*;\s*rel="next"/.exec(link ?? '')?.[1] ?? '';
  return URL.canParse(target) ? new URL(target).searchParams.get('after') : null;
}

/** In the answer itself, as versions of the API before 2026-03-10 do, or at an address, compressed. */
async function bundleOf(
  item: Node,
  reply: Reply,
  { options }: Place,
): Promise<Result<Uint8Array | null, Fault>> {
  const inline = mapGet(item, 'bundle');
  if (inline?.kind === 'map') return ok(bytesOf(inline, reply.body));
  const location = stringOf(mapGet(item, 'bundle_url'));
  const root = apiRoot(options.env);
  if (location === undefined || !root.ok) return ok(null);
  const api = new URL(root.value);
  const found = await fetchAway(location, {
    from: reply.reach,
    api,
    now: options.now,
    cap: MAX_BUNDLE,
  });
  if (!found.ok) return found;
  return ok(found.value.status === 404 ? null : uncompressed(found.value.body));
}

/** The very bytes of the answer: read and written again they could differ from what was signed around them. */
function bytesOf({ span }: Node, body: Buffer): Uint8Array {
  return Buffer.from(body.toString('utf8').slice(span.start, span.end));
}

/** Snappy in its block format, or plain JSON; null if it is neither. */
function uncompressed(body: Buffer): Uint8Array | null {
  if (readJson('bundle', body, { maxBytes: MAX_BUNDLE }).ok) return body;
  try {
    return snappy.uncompress(body, MAX_BUNDLE);
  } catch {
    return null;
  }
}
