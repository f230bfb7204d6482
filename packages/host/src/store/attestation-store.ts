import { err, ok, sha256Hex, undecidableFault, type Fault, type Result } from '@plumbline/core';
import { describeRecord, isAskedFor, recordKeys } from '@plumbline/records';
import type {
  FoundRecords,
  NewRecord,
  RecordQuery,
  RecordStore,
  StoredRecord,
  StoreProblem,
} from '@plumbline/step';
import { createAttestation, listAttestations } from '../github/attestations.js';
import { gitHubClient, type ClientOptions } from '../github/client.js';
import { storeRepository } from './github-repository.js';

/**
 * The attestations of a repository on GitHub. They are found by subject alone; other questions are answered from what was
 * found so far, and say that there may be more. Whoever may write attestations can delete them.
 */
export function attestationStore(options: ClientOptions): RecordStore {
  const ask = gitHubClient(options);
  const seen = new Map<string, StoredRecord>();
  return {
    name: 'github',
    put: async (record) => {
      const repository = storeRepository(options.env);
      return repository.ok
        ? put({ ask, options, repository: repository.value }, record)
        : repository;
    },
    find: async (query) => {
      const repository = storeRepository(options.env);
      if (!repository.ok) return repository;
      return find({ ask, options, repository: repository.value }, query, seen);
    },
  };
}

type Place = Parameters<typeof listAttestations>[0];

async function put(
  place: Place,
  { bytes }: NewRecord,
): Promise<Result<{ sha256: string; path: string }, Fault>> {
  const described = describeRecord(bytes);
  if (!described.ok || !described.value.signed)
    return err(
      undecidableFault('STORE', 'The store github takes signed records only', '--key keyless'),
    );
  const id = await createAttestation(place, bytes);
  if (!id.ok) return id;
  return ok({ sha256: sha256Hex(bytes), path: `${place.repository}/attestations/${id.value}` });
}

async function find(
  place: Place,
  query: RecordQuery,
  seen: Map<string, StoredRecord>,
): Promise<Result<FoundRecords, Fault>> {
  if (query.by !== 'subject') {
    const records = [...seen.values()].filter(({ bytes }) => isAskedFor(recordKeys(bytes), query));
    return ok({ records, problems: [BY_SUBJECT] });
  }
  const listed = await listAttestations(place, query.digest);
  if (!listed.ok) return listed;
  const { bundles, more } = listed.value;
  const whole = bundles.filter((bytes) => bytes !== null);
  const records = whole.map((bytes) => ({ kind: 'unknown', sha256: sha256Hex(bytes), bytes }));
  for (const record of records) seen.set(record.sha256, record);
  const problems = [
    ...(whole.length < bundles.length ? [DAMAGED] : []),
    ...(more ? [FLOODED] : []),
  ];
  return ok({
    records: records.filter(({ bytes }) => isAskedFor(recordKeys(bytes), query)),
    problems,
  });
}

const BY_SUBJECT: StoreProblem = {
  code: 'partial',
  message: 'GitHub finds attestations by the digest of what they are about, and by nothing else',
};
const DAMAGED: StoreProblem = { code: 'damaged', message: 'an attestation cannot be read' };
const FLOODED: StoreProblem = {
  code: 'flooded',
  message: 'there are more attestations about this digest than are read',
};
