import { err, ok, sha256Hex, undecidableFault, type Fault, type Result } from '@plumbline/core';
import { isAskedFor, recordKeys, type RecordKeys } from '@plumbline/records';
import type {
  Descriptor,
  FoundRecords,
  NewRecord,
  RecordQuery,
  RecordStore,
  Registry,
  RegistryRepository,
  StoredRecord,
  StoreProblem,
} from '@plumbline/step';
import { artifactManifest, EMPTY, isRecordType, type About } from './artifact-manifest.js';
import { readAttachments } from './attachments.js';
import { damaged, partOf } from './part.js';

/** More artifacts about one digest are a flood: whoever can push can make them. */
const MAX_REFERRERS = 2_000;
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';

interface Open {
  readonly name: string;
  readonly registry: Registry;
  readonly at: RegistryRepository;
  /** What was read of this repository, by its digest: an image brings its whole chain at once. */
  readonly seen: Map<string, Seen>;
}

interface Seen extends StoredRecord {
  readonly keys: RecordKeys | null;
  /** What it lies beside: all that is known of what is no record. */
  readonly beside: Set<string>;
}

/**
 * Records in a registry, as artifacts about images (OCI distribution specification 1.1, referrers), in the form that cosign
 * writes and reads. What is about no image there is kept about digests that stand for its statement and its run,
 * so that it is found by these.
 */
export function registryStore(
  name: string,
  at: RegistryRepository,
  registry: Registry,
): RecordStore {
  const open: Open = { name, registry, at, seen: new Map() };
  return { name, put: (record) => put(open, record), find: (query) => find(open, query) };
}

async function put(
  open: Open,
  record: NewRecord,
): Promise<Result<{ readonly sha256: string; readonly path: string }, Fault>> {
  const { registry, at } = open;
  const sha256 = sha256Hex(record.bytes);
  const about = await placesOf(open, record);
  if (!about.ok) return about;
  for (const bytes of [EMPTY.bytes, record.bytes]) {
    const sent = await registry.putBlob(at, bytes);
    if (!sent.ok) return sent;
  }
  for (const subject of about.value) {
    const bytes = artifactManifest(record.bytes, subject);
    const stored = await registry.putManifest(at, { bytes, mediaType: IMAGE });
    if (!stored.ok) return stored;
  }
  return ok({ sha256, path: `${at.registry}/${at.repository}@sha256:${sha256}` });
}

/** The images that a record belongs to and that are there; else what stands for its statement and its run. */
async function placesOf(
  { registry, at }: Open,
  { bytes, images = [] }: NewRecord,
): Promise<Result<readonly About[], Fault>> {
  const keys = recordKeys(bytes);
  const own = keys?.subjects.filter((subject) => /^sha256:[0-9a-f]{64}$/.test(subject)) ?? [];
  const found: About[] = [];
  for (const digest of new Set([...images, ...own.slice(0, MAX_IMAGES)])) {
    const manifest = await registry.manifest(at, digest);
    if (!manifest.ok) return manifest;
    if (manifest.value === null) continue;
    found.push({ digest, mediaType: manifest.value.mediaType, size: manifest.value.bytes.length });
  }
  return ok(found.length > 0 ? found : standIns(keys, sha256Hex(bytes)));
}

/** An index has as many platforms; a record with more subjects is about files. */
const MAX_IMAGES = 64;

/** A subject need not exist (distribution specification 1.1, pushing manifests with subject). */
function standIns(keys: RecordKeys | null, bundle: string): readonly About[] {
  const digests = [
    `sha256:${keys?.statement ?? bundle}`,
    ...(keys?.run === undefined || keys.run === null ? [] : [runDigest(keys.run)]),
  ];
  return digests.map((digest) => ({ digest, mediaType: IMAGE, size: 0 }));
}

function runDigest(run: string): string {
  return `sha256:${sha256Hex(`run:${run}`)}`;
}

async function find(open: Open, query: RecordQuery): Promise<Result<FoundRecords, Fault>> {
  const digest = digestOf(query);
  if (digest === null) return err(unsearchable(open.name, query));
  const known = matching(open, query);
  if (query.by === 'statement' && known.length > 0) return ok({ records: known, problems: [] });
  const read = await readAbout(open, digest);
  if (!read.ok) return read;
  return ok({ records: matching(open, query), problems: read.value });
}

function digestOf(query: RecordQuery): string | null {
  switch (query.by) {
    case 'subject':
      return query.digest.startsWith('sha256:') ? query.digest : null;
    case 'statement':
      return `sha256:${query.sha256}`;
    case 'run':
      return runDigest(query.id);
    case 'all':
      return null;
    default:
      return query satisfies never;
  }
}

function matching({ seen }: Open, query: RecordQuery): readonly StoredRecord[] {
  return [...seen.values()]
    .filter(({ keys, beside }) =>
      keys === null && query.by === 'subject' ? beside.has(query.digest) : isAskedFor(keys, query),
    )
    .map(({ kind, sha256, bytes }) => ({ kind, sha256, bytes }));
}

/** Reads every record about a digest; what is no record is kept beside it, what cannot be read is told. */
async function readAbout(
  open: Open,
  digest: string,
): Promise<Result<readonly StoreProblem[], Fault>> {
  const listed = await open.registry.referrers(open.at, digest);
  if (!listed.ok) return listed;
  const problems: StoreProblem[] = [];
  if (listed.value.length > MAX_REFERRERS) {
    const number = String(listed.value.length);
    problems.push({ code: 'flooded', message: `${number} artifacts are about ${digest}` });
  }
  for (const referrer of mayHoldRecords(listed.value).slice(0, MAX_REFERRERS)) {
    const problem = await readReferrer(open, referrer, digest);
    if (!problem.ok) return problem;
    if (problem.value !== null) problems.push(problem.value);
  }
  const attached = await readAttachments(open, digest);
  if (!attached.ok) return attached;
  for (const bundle of attached.value.bundles) remember(open, bundle, digest);
  return ok([...problems, ...attached.value.problems]);
}

/** Some registries list artifacts without a type, or with that of the empty configuration. */
function mayHoldRecords(referrers: readonly Descriptor[]): readonly Descriptor[] {
  return referrers.filter(
    ({ artifactType }) =>
      artifactType === null || artifactType === EMPTY.mediaType || isRecordType(artifactType),
  );
}

async function readReferrer(
  open: Open,
  referrer: Descriptor,
  about: string,
): Promise<Result<StoreProblem | null, Fault>> {
  const what = `the manifest ${referrer.digest}`;
  const manifest = partOf(what, await open.registry.manifest(open.at, referrer.digest));
  if (!manifest.ok) return manifest;
  if ('problem' in manifest.value) return ok(manifest.value.problem);
  const { artifactType, layers } = manifest.value.content;
  const records = layers.filter(({ mediaType }) => isRecordType(mediaType));
  for (const layer of records) {
    const blob = partOf(`the content of ${what}`, await open.registry.blob(open.at, layer));
    if (!blob.ok) return blob;
    if ('problem' in blob.value) return ok(blob.value.problem);
    remember(open, blob.value.content, about);
  }
  const isEmpty = records.length === 0 && isRecordType(artifactType ?? '');
  return ok(isEmpty ? damaged(`${what} holds no record`) : null);
}

function remember({ seen }: Open, bytes: Uint8Array, about: string): void {
  const sha256 = sha256Hex(bytes);
  const known = seen.get(sha256);
  if (known !== undefined) known.beside.add(about);
  else {
    const beside = new Set([about]);
    seen.set(sha256, { kind: 'unknown', sha256, bytes, keys: recordKeys(bytes), beside });
  }
}

function unsearchable(name: string, query: RecordQuery): Fault {
  const what = query.by === 'all' ? 'all its records' : 'records by this kind of digest';
  return undecidableFault(
    'STORE_SEARCH',
    `The store ${name} cannot be asked for ${what}`,
    '--store dir:PATH for a search',
  );
}
