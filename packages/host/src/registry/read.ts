import {
  err,
  mapGet,
  ok,
  readJson,
  seqItems,
  stringOf,
  type Fault,
  type Result,
} from '@plumbline/core';
import type { Descriptor, Manifest } from '@plumbline/step';
import { oddAnswer, tooMuch } from './faults.js';
import { ACCEPTED, digestOf, MAX_MANIFEST, readManifest } from './manifest.js';
import { readPages } from './pages.js';
import type { Session } from './session.js';
import type { Reply } from '../network/exchange.js';

const MAX_BLOB = 64 * 1024 * 1024;

/** One byte more shows that there are more: what is too large is wrong with the content, and not with the registry. */
const startOf = (size: number) =>
  ({ method: 'GET', cap: size + 1, start: true, expect: [200, 404] }) as const;

/** A manifest by tag or digest. */
export async function readManifestOf(
  { call, host }: Session,
  repository: string,
  reference: string,
): Promise<Result<Manifest | null, Fault>> {
  const path = `/v2/${repository}/manifests/${reference}`;
  const headers = { accept: ACCEPTED };
  const reply = await call({ ...startOf(MAX_MANIFEST), path, headers });
  if (!reply.ok) return reply;
  if (reply.value.status === 404) return ok(null);
  const manifest = readManifest(reply.value.body, mediaTypeOf(reply.value));
  if (!manifest.ok) return err(oddAnswer(host, manifest.error));
  const { digest } = manifest.value;
  const claims = [reply.value.header('docker-content-digest'), reference];
  return claims.some((claim) => claim?.startsWith('sha256:') === true && claim !== digest)
    ? err(oddAnswer(host, 'its manifest has another digest than it says, or than was asked for'))
    : manifest;
}

/** `type/subtype` in lower case, without parameters. */
export function mediaTypeOf(reply: Reply): string {
  return (reply.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The bytes of a descriptor, and of no other digest or size. */
export async function readBlob(
  { call, host }: Session,
  repository: string,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
): Promise<Result<Uint8Array | null, Fault>> {
  if (size > MAX_BLOB) return err(tooMuch(host, `${digest} has ${size} bytes`));
  const path = `/v2/${repository}/blobs/${digest}`;
  const reply = await call({ ...startOf(size), path });
  if (!reply.ok) return reply;
  const { status, body } = reply.value;
  if (status === 404) return ok(null);
  return body.length === size && digestOf(body) === digest
    ? ok(body)
    : err(oddAnswer(host, `${digest} has other bytes than its descriptor says`));
}

/** All tags, page by page; null where there is no such repository. */
export async function readTags(
  session: Session,
  repository: string,
): Promise<Result<readonly string[] | null, Fault>> {
  const tags: string[] = [];
  const read = await readPages(session, `/v2/${repository}/tags/list`, (reply) => {
    const json = readJson('tags', reply.body, { maxBytes: MAX_MANIFEST });
    if (!json.ok) return null;
    const listed = seqItems(mapGet(json.value.root, 'tags')).map(stringOf);
    const named = listed.filter((tag) => tag !== undefined);
    tags.push(...named);
    return named.length === listed.length ? listed.length : null;
  });
  return read.ok ? ok(read.value === 'none' ? null : tags) : read;
}
