import type { BuildFacts, ChainRecord, RunIdentity } from '@plumbline/records';
import type { Reason } from './answer.js';
import { WORDS } from './words.js';

/** The same for the record of another builder, which names no run as ours do: its source is compared. */
export function sourceProblems(built: ChainRecord, { run, source }: BuildFacts): readonly Reason[] {
  if (run !== null || source === null) return [];
  const claims = built.signer.certificate?.claims;
  return differences(built, [
    ['source', source.uri, claims?.sourceRepositoryUri],
    ['source commit', source.commit, claims?.sourceRepositoryDigest],
  ]);
}

/**
 * Where what a record says of its run differs from what the certificate of its signer proves.
 * A key proves nothing of a run, so there is nothing to compare with.
 */
export function claimProblems(record: ChainRecord, run: RunIdentity | null): readonly Reason[] {
  const claims = record.signer.certificate?.claims;
  if (claims === undefined || run === null) return [];
  const { source, definition } = run;
  return differences(record, [
    ['invocation', run.invocation, claims.runInvocationUri],
    ['event', run.event, claims.buildTrigger],
    ['source', source?.uri, claims.sourceRepositoryUri],
    ['source commit', source?.commit, claims.sourceRepositoryDigest],
    ['source ref', source?.ref, claims.sourceRepositoryRef],
    ['repository id', source?.repositoryId, claims.sourceRepositoryId],
    ['definition', definition?.uri, claims.buildConfigUri],
    ['definition commit', definition?.digest['gitCommit'], claims.buildConfigDigest],
  ]);
}

type Pair = readonly [string, string | null | undefined, string | undefined];

function differences({ kind }: ChainRecord, pairs: readonly Pair[]): readonly Reason[] {
  return pairs.flatMap(([what, said, proven]) =>
    said === undefined || said === null || proven === undefined || said === proven
      ? []
      : [
          {
            message: `the ${kind === null ? 'record' : WORDS[kind]} names another ${what} than the certificate of its signer`,
            expected: proven,
            actual: said,
          },
        ],
  );
}
