import { setTimeout as pause } from 'node:timers/promises';
import {
  canonicalJson,
  err,
  mapGet,
  ok,
  readJson,
  seqItems,
  toPlain,
  undecidableFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import type { Manifest } from '@plumbline/step';
import { oddAnswer } from './faults.js';
import { digestOf, INDEX, MAX_MANIFEST } from './manifest.js';
import { fallBackTag, indexOfTag, referrersOfApi } from './referrers.js';
import type { Session } from './session.js';

/** Somebody else who writes the same tag has about this long to be noticed. */
const SETTLE_MS = 200;
const MAX_READS = 30;

/** Stores a manifest; what it is about lists it afterwards, and that is read back. */
export async function writeManifest(
  session: Session,
  repository: string,
  { manifest, tag }: { readonly manifest: Manifest; readonly tag: string | null },
): Promise<Result<string, Fault>> {
  const stored = await put(
    session,
    `/v2/${repository}/manifests/${tag ?? manifest.digest}`,
    manifest,
  );
  if (!stored.ok) return stored;
  const { subject, digest } = manifest;
  if (subject === null || stored.value === subject.digest) return ok(digest);
  const listed = await referrersOfApi(session, repository, subject.digest);
  if (!listed.ok) return listed;
  if (listed.value?.some((each) => each.digest === digest)) return ok(digest);
  if (listed.value !== null)
    return err(oddAnswer(session.host, 'it does not list what was just stored'));
  const added = await addToTag(session, repository, manifest);
  return added.ok ? ok(digest) : added;
}

/** Returns the subject that the registry has understood, if it says so. */
async function put(
  { call, host }: Session,
  path: string,
  { bytes, digest, mediaType }: Pick<Manifest, 'bytes' | 'digest' | 'mediaType'>,
): Promise<Result<string | null, Fault>> {
  const headers = { 'content-type': mediaType };
  const done = await call({ method: 'PUT', path, headers, body: bytes, expect: [201] });
  if (!done.ok) return done;
  const stored = done.value.header('docker-content-digest');
  return stored === null || stored === digest
    ? ok(done.value.header('oci-subject'))
    : err(oddAnswer(host, 'it stored another digest than was sent'));
}

/**
 * Adds a manifest to the fall-back tag of its subject. The tag has no lock: two who write at the same time take it from
 * each other. So it is read until it was there twice, with a pause between, and written again whenever it is not.
 */
async function addToTag(
  session: Session,
  repository: string,
  manifest: Manifest,
): Promise<Result<void, Fault>> {
  const about = manifest.subject?.digest ?? '';
  const path = `/v2/${repository}/manifests/${fallBackTag(about)}`;
  let seen = 0;
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const index = await indexOfTag(session, repository, about);
    if (!index.ok) return index;
    const isThere = index.value?.manifests.some(({ digest }) => digest === manifest.digest);
    seen = isThere === true ? seen + 1 : 0;
    if (seen === 2) return ok(undefined);
    const written =
      seen === 1 ? ok(null) : await put(session, path, withEntry(index.value, manifest));
    if (!written.ok) return written;
    // Those who met once must not meet again: each waits for a time of its own.
    await pause(SETTLE_MS * (0.5 + Math.random()));
  }
  const why = `others write the tag ${fallBackTag(about)} all the time`;
  return err(undecidableFault('REGISTRY_RACE', `${session.host}: ${why}`, 'Run again later'));
}

type Stored = Pick<Manifest, 'bytes' | 'digest' | 'mediaType'>;

/** The index with one entry more; what others have written of theirs stays as it is. */
function withEntry(index: Manifest | null, manifest: Manifest): Stored {
  const read = index === null ? null : readJson('index', index.bytes, { maxBytes: MAX_MANIFEST });
  const old = read?.ok === true ? read.value.root : null;
  const { mediaType, digest, artifactType, annotations } = manifest;
  const entry = {
    ...{ mediaType, digest, size: manifest.bytes.length },
    ...(artifactType === null ? {} : { artifactType }),
    annotations,
  };
  const manifests = [...seqItems(mapGet(old, 'manifests')).map(toPlain), entry];
  const bytes = Buffer.from(canonicalJson({ schemaVersion: 2, mediaType: INDEX, manifests }));
  return { bytes, digest: digestOf(bytes), mediaType: INDEX };
}
