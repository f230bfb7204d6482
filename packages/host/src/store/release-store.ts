import {
  err,
  ok,
  sha256Hex,
  undecidableFault,
  usageFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import { isAskedFor, recordKeys } from '@plumbline/records';
import type {
  FoundRecords,
  NewRecord,
  RecordStore,
  StoredRecord,
  StoreProblem,
} from '@plumbline/step';
import { gitHubClient, type ClientOptions, type GitHubClient } from '../github/client.js';
import { listReleases, readAsset, uploadAsset } from '../github/releases.js';
import { storeRepository } from './github-repository.js';

const SUFFIX = '.sigstore.jsonl';
const MAX_ASSETS = 500;
/** A line longer than a record may be is no record. */
const MAX_RECORD = 16 * 1024 * 1024;

/** Records beside what a release on GitHub offers for download: assets `*.sigstore.jsonl`, a record on each line. */
export function releaseStore(options: ClientOptions): RecordStore {
  const ask = gitHubClient(options);
  let all: FoundRecords | null = null;
  return {
    name: 'release',
    put: async (record) => {
      const repository = storeRepository(options.env);
      if (!repository.ok) return repository;
      all = null;
      return put({ ask, repository: repository.value }, tagOf(options.env), record);
    },
    find: async (query) => {
      const repository = storeRepository(options.env);
      if (!repository.ok) return repository;
      const found = all === null ? await readAll({ ask, repository: repository.value }) : ok(all);
      if (!found.ok) return found;
      all = found.value;
      const { records, problems } = all;
      return ok({
        records: records.filter(({ bytes }) => isAskedFor(recordKeys(bytes), query)),
        problems,
      });
    },
  };
}

interface Place {
  readonly ask: GitHubClient;
  readonly repository: string;
}

function tagOf(env: ClientOptions['env']): string | null {
  return /^refs\/tags\/(.+)$/.exec(env['GITHUB_REF'] ?? '')?.[1] ?? null;
}

/** Into the release of the tag that the run is of, which may still be a draft. Its name is its content, so nothing is overwritten. */
async function put(
  { ask, repository }: Place,
  tag: string | null,
  { bytes }: NewRecord,
): Promise<Result<{ sha256: string; path: string }, Fault>> {
  if (tag === null) return err(noRelease('this run is not of a tag'));
  const listed = await listReleases(ask, repository);
  if (!listed.ok) return listed;
  const release = listed.value.releases.find((each) => each.tag === tag);
  if (release === undefined)
    return err(noRelease('this tag has no release that the token may see'));
  const sha256 = sha256Hex(bytes);
  const name = `plumbline-${sha256}${SUFFIX}`;
  const path = `${repository}/releases/${tag}/${name}`;
  if (release.assets.some((asset) => asset.name === name)) return ok({ sha256, path });
  const line = Buffer.concat([bytes, Buffer.from('\n')]);
  if (line.indexOf(0x0a) !== line.length - 1)
    return err(undecidableFault('STORE', 'The store release takes records of one line'));
  const stored = await uploadAsset(ask, repository, { release: release.id, name, bytes: line });
  return stored.ok ? ok({ sha256, path }) : stored;
}

async function readAll({ ask, repository }: Place): Promise<Result<FoundRecords, Fault>> {
  const listed = await listReleases(ask, repository);
  if (!listed.ok) return listed;
  const assets = listed.value.releases
    .flatMap((release) => release.assets)
    .filter(({ name }) => name.endsWith(SUFFIX));
  const isFlooded = listed.value.more || assets.length > MAX_ASSETS;
  const records = new Map<string, StoredRecord>();
  for (const asset of assets.slice(0, MAX_ASSETS)) {
    const read = await readAsset(ask, repository, asset);
    if (!read.ok) return read;
    for (const record of recordsOf(read.value)) records.set(record.sha256, record);
  }
  return ok({ records: [...records.values()], problems: isFlooded ? [FLOODED] : [] });
}

/** Lines that are no records belong to somebody else who chose the same suffix. */
function recordsOf(bytes: Uint8Array): readonly StoredRecord[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.flatMap((line) => {
    const record = Buffer.from(line);
    if (record.length > MAX_RECORD || recordKeys(record) === null) return [];
    return [{ kind: 'unknown', sha256: sha256Hex(record), bytes: record }];
  });
}

function noRelease(why: string): Fault {
  return usageFault('STORE_RELEASE', `There is no release to put records into: ${why}`);
}

const FLOODED: StoreProblem = {
  code: 'flooded',
  message: `there are more than ${String(MAX_ASSETS)} files of records or 1,000 releases, and the rest was not read`,
};
