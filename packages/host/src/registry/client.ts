import { err, ok, parseImageName, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Registry, RegistryRepository } from '@plumbline/step';
import type { HostOptions } from '../options.js';
import { DIGEST, readManifest } from './manifest.js';
import { readBlob, readManifestOf, readTags } from './read.js';
import { readReferrers } from './referrers.js';
import { openSession, type Session } from './session.js';
import { writeBlob } from './write.js';
import { writeManifest } from './write-manifest.js';

type Actions = 'pull' | 'pull,push';

export type ClientOptions = Pick<HostOptions, 'env' | 'offline' | 'now' | 'registryInsecure'>;

/** The registries of a run. Who is logged in where is remembered for as long as the run lasts. */
export function createRegistry(options: ClientOptions): Registry {
  const open = sessions(options);
  return {
    manifest: (at, reference) =>
      within(open(at, 'pull', reference), (session) =>
        readManifestOf(session, at.repository, reference),
      ),
    blob: (at, content) =>
      within(open(at, 'pull', content.digest), (session) =>
        readBlob(session, at.repository, content),
      ),
    tags: (at) => within(open(at, 'pull'), (session) => readTags(session, at.repository)),
    referrers: (at, digest, artifactType) =>
      within(open(at, 'pull', digest), async (session) => {
        const all = await readReferrers(session, at.repository, digest);
        if (!all.ok || artifactType === undefined) return all;
        return ok(all.value.filter((each) => mayBe(each.artifactType, artifactType)));
      }),
    putBlob: (at, bytes) =>
      within(open(at, 'pull,push'), (session) => writeBlob(session, at.repository, bytes)),
    putManifest: (at, { bytes, mediaType, tag }) =>
      within(open(at, 'pull,push', tag), async (session) => {
        const manifest = readManifest(bytes, mediaType);
        if (!manifest.ok) throw new Error(`a manifest of ours: ${manifest.error}`);
        return writeManifest(session, at.repository, {
          manifest: manifest.value,
          tag: tag ?? null,
        });
      }),
  };
}

/** Some registries tell no type of an artifact, or that of its empty configuration instead. */
function mayBe(told: string | null, wanted: string): boolean {
  return told === null || told === wanted || told === 'application/vnd.oci.empty.v1+json';
}

function sessions(options: ClientOptions) {
  const opened = new Map<string, Session>();
  return (at: RegistryRepository, actions: Actions, reference?: string): Result<Session, Fault> => {
    if (!isName(at, reference)) return err(badName());
    const key = `${at.registry}/${at.repository} ${actions}`;
    const session = opened.get(key) ?? openSession(at, actions, options);
    opened.set(key, session);
    return ok(session);
  };
}

/** Names become paths of addresses: each is read once more by the grammar, wherever it comes from. */
function isName({ registry, repository }: RegistryRepository, reference?: string): boolean {
  const separator = reference !== undefined && DIGEST.test(reference) ? '@' : ':';
  const suffix = reference === undefined ? '' : `${separator}${reference}`;
  const name = parseImageName(`${registry}/${repository}${suffix}`);
  return name.ok && name.value.registry === registry && name.value.repository === repository;
}

async function within<T>(
  session: Result<Session, Fault>,
  use: (session: Session) => Promise<Result<T, Fault>>,
): Promise<Result<T, Fault>> {
  return session.ok ? use(session.value) : session;
}

function badName(): Fault {
  return usageFault(
    'REGISTRY_NAME',
    'This is no repository, tag or sha256 digest of a registry',
    'ghcr.io/acme/app@sha256:HEX',
  );
}
