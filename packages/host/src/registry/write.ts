import { err, ok, type Fault, type Result } from '@plumbline/core';
import { forbidden, oddAnswer } from './faults.js';
import { digestOf } from './manifest.js';
import type { Session } from './session.js';

/** Registries that refuse a body of one piece for its size take pieces of this size, unless they name a larger one. */
const CHUNK = 5 * 1024 * 1024;
const MAX_CHUNK = 64 * 1024 * 1024;

/** Uploads bytes unless they are there: in one piece, and in several where the registry finds one too large. */
export async function writeBlob(
  session: Session,
  repository: string,
  bytes: Uint8Array,
): Promise<Result<string, Fault>> {
  const digest = digestOf(bytes);
  const path = `/v2/${repository}/blobs/${digest}`;
  const there = await session.call({ method: 'HEAD', path, expect: [200, 404] });
  if (!there.ok) return there;
  if (there.value.status === 200) return ok(digest);
  const upload = { session, repository, digest, bytes };
  const whole = await inOnePiece(upload);
  if (!whole.ok || whole.value) return whole.ok ? ok(digest) : whole;
  const pieces = await inPieces(upload);
  return pieces.ok ? ok(digest) : pieces;
}

interface Upload {
  readonly session: Session;
  readonly repository: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** False: the registry finds it too large. */
async function inOnePiece(upload: Upload): Promise<Result<boolean, Fault>> {
  const place = await begin(upload);
  if (!place.ok) return place;
  return finish(upload, place.value.path, upload.bytes);
}

async function inPieces(upload: Upload): Promise<Result<boolean, Fault>> {
  const { bytes, session } = upload;
  const place = await begin(upload);
  if (!place.ok) return place;
  let { path } = place.value;
  const { least } = place.value;
  for (let from = 0; from < bytes.length; from += least) {
    const body = bytes.subarray(from, from + least);
    const headers = {
      'content-type': 'application/octet-stream',
      'content-range': `${from}-${from + body.length - 1}`,
    };
    const sent = await session.call({ method: 'PATCH', path, headers, body, expect: [202] });
    if (!sent.ok) return sent;
    const next = uploadPath(session, sent.value.header('location'));
    if (!next.ok) return next;
    path = next.value;
  }
  const done = await finish(upload, path, new Uint8Array());
  return done.ok && !done.value
    ? err(oddAnswer(session.host, 'pieces are too large for it'))
    : done;
}

/** Where the bytes go, and of which size pieces are. */
async function begin({
  session,
  repository,
}: Upload): Promise<Result<{ path: string; least: number }, Fault>> {
  const path = `/v2/${repository}/blobs/uploads/`;
  const body = new Uint8Array();
  const begun = await session.call({ method: 'POST', path, body, expect: [202] });
  if (!begun.ok) return begun;
  const place = uploadPath(session, begun.value.header('location'));
  const least = Number(begun.value.header('oci-chunk-min-length') ?? 0);
  if (!place.ok) return place;
  return least <= MAX_CHUNK
    ? ok({ path: place.value, least: Math.max(CHUNK, Math.trunc(least)) })
    : err(oddAnswer(session.host, 'it wants pieces of more than 64 MiB'));
}

async function finish(
  { session, digest }: Upload,
  place: string,
  body: Uint8Array,
): Promise<Result<boolean, Fault>> {
  // As text: what a registry keeps in its query must come back as it was.
  const path = `${place}${place.includes('?') ? '&' : '?'}digest=${digest}`;
  const headers = { 'content-type': 'application/octet-stream' };
  const done = await session.call({ method: 'PUT', path, headers, body, expect: [201, 413] });
  if (!done.ok) return done;
  if (done.value.status === 413) return ok(false);
  const stored = done.value.header('docker-content-digest');
  return stored === null || stored === digest
    ? ok(true)
    : err(oddAnswer(session.host, 'it stored another digest than was sent'));
}

/** Uploads go on at the registry itself, by the protocol that was agreed on, whatever a proxy has made of the address. */
function uploadPath({ base, host }: Session, location: string | null): Result<string, Fault> {
  const url =
    location !== null && URL.canParse(location, base.href) ? new URL(location, base) : null;
  if (url === null || url.host !== base.host || url.username !== '' || url.password !== '')
    return err(forbidden(host, 'an upload goes on elsewhere'));
  return ok(url.pathname + url.search);
}
