import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import { anyPredicate, digestSet, parseStatement, type DigestSet } from '@plumbline/trust';
import { builtRecord, type ArtifactBuilt } from '../built/built.js';
import type { Origin } from '../built/origin.js';
import { linksOf, type RecordLink } from '../link/descriptor.js';
import type { RunIdentity } from '../run/run.js';
import type { ChainRecord } from './record.js';

/** Something that a build used. */
export interface Material {
  /** Its URI, or its name. */
  readonly name: string;
  readonly digest: DigestSet;
}

/** What the record of a build says, ours or that of another builder. */
export interface BuildFacts {
  readonly isOurs: boolean;
  readonly builderId: string;
  readonly buildType: string;
  readonly status: ArtifactBuilt['buildDefinition']['internalParameters']['plumbline']['status'];
  readonly source: { readonly uri: string; readonly commit: string } | null;
  readonly run: RunIdentity | null;
  /** E, V, B and S. */
  readonly links: readonly RecordLink[];
  /** How many S there are in all; null: it does not say. */
  readonly functions: { readonly count: number; readonly observed: 'platform' | 'declared' } | null;
  /** By name of the subject; a name that is not there is declared. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** What went into it, records left out. */
  readonly materials: readonly Material[];
  /** The params that the run was given, on Tekton; null: a value is not recorded. */
  readonly params: readonly { readonly name: string; readonly value: string | null }[];
}

/** SLSA provenance before v1. */
const OLD_PROVENANCE = /^https:\/\/slsa\.dev\/provenance\/v0\.[12]$/;

/** Reads the record of a build: our own strictly, that of others as far as SLSA says what stands where; null: it is none. */
export function readBuilt(record: Pick<ChainRecord, 'statement'>): BuildFacts | null {
  const ours = builtRecord.parse(record.statement);
  if (ours.ok) return ourFacts(ours.value.predicate);
  const statement = parseStatement(record.statement, anyPredicate);
  if (!statement.ok) return null;
  const { predicateType, predicate } = statement.value;
  if (predicateType === builtRecord.predicateType) {
    // What claims to be ours and cannot be read as ours is not read as somebody else's.
    const claimsToBeOurs = mapGet(internal(predicate), 'plumbline') !== undefined;
    return claimsToBeOurs ? null : foreignFacts(predicate);
  }
  return OLD_PROVENANCE.test(predicateType) ? oldFacts(predicate) : null;
}

function ourFacts({ buildDefinition, runDetails }: ArtifactBuilt): BuildFacts {
  const { plumbline } = buildDefinition.internalParameters;
  const { source } = plumbline.run;
  return {
    isOurs: true,
    builderId: runDetails.builder.id,
    buildType: buildDefinition.buildType,
    status: plumbline.status,
    source: source === null ? null : { uri: source.uri, commit: source.commit },
    run: plumbline.run,
    links: linksOf(buildDefinition.resolvedDependencies),
    functions: plumbline.functions,
    params: buildDefinition.externalParameters.params ?? [],
    origins: new Map(plumbline.origins.map(({ name, origin }) => [name, origin])),
    materials: buildDefinition.resolvedDependencies
      .filter(({ annotations }) => annotations === null)
      .map(({ name, uri, digest }) => ({ name: uri ?? name ?? '', digest: digest ?? {} })),
  };
}

/** SLSA v1: `resolvedDependencies` with a `gitCommit` or a git URI is the source (spec/v1.0/provenance). */
function foreignFacts(predicate: Node): BuildFacts | null {
  const definition = mapGet(predicate, 'buildDefinition');
  const builderId = stringOf(mapGet(mapGet(mapGet(predicate, 'runDetails'), 'builder'), 'id'));
  const buildType = stringOf(mapGet(definition, 'buildType'));
  if (builderId === undefined || buildType === undefined) return null;
  return {
    ...STRANGER,
    builderId,
    buildType,
    ...resources(mapGet(definition, 'resolvedDependencies')),
  };
}

function oldFacts(predicate: Node): BuildFacts | null {
  const builderId = stringOf(mapGet(mapGet(predicate, 'builder'), 'id'));
  const buildType = stringOf(mapGet(predicate, 'buildType'));
  if (builderId === undefined || buildType === undefined) return null;
  return { ...STRANGER, builderId, buildType, ...resources(mapGet(predicate, 'materials')) };
}

/** Others record only what succeeded, name no records of ours, and do not say where a subject is known from. */
const STRANGER = {
  isOurs: false,
  status: 'succeeded',
  run: null,
  links: [],
  functions: null,
  params: [],
  origins: new Map<string, Origin>(),
} as const;

function resources(list: Node | undefined): Pick<BuildFacts, 'source' | 'materials'> {
  const read = seqItems(list).map((item) => ({
    name: stringOf(mapGet(item, 'uri')) ?? stringOf(mapGet(item, 'name')) ?? '',
    digest: digestsOf(mapGet(item, 'digest')),
  }));
  const git = read.find(
    ({ name, digest }) => name.startsWith('git+') && commitOf(digest) !== undefined,
  );
  const commit = git === undefined ? undefined : commitOf(git.digest);
  return {
    source: commit === undefined ? null : { uri: withoutRef(git?.name ?? ''), commit },
    materials: read,
  };
}

/** `git+https://host/owner/name@ref` without what is no part of the name. */
function withoutRef(uri: string): string {
  const [, repository = uri] = /^(?:git\+)?([^/]*\/\/[^/]+\/[^@]*)/.exec(uri) ?? [];
  return repository.replace(/\.git$/, '');
}

function commitOf(digest: DigestSet): string | undefined {
  return digest['gitCommit'] ?? digest['sha1'];
}

function digestsOf(node: Node | undefined): DigestSet {
  if (node === undefined) return {};
  const read = digestSet.read(node, { path: '', report: () => undefined });
  return typeof read === 'symbol' ? {} : read;
}

function internal(predicate: Node): Node | undefined {
  return mapGet(mapGet(predicate, 'buildDefinition'), 'internalParameters');
}
