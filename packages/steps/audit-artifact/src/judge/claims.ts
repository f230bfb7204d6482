import type { ChainRecord, RunIdentity } from '@plumbline/records';
import type { Reason } from './answer.js';

/**
 * Where what a record says of its run differs from what the certificate of its signer proves.
 * A key proves nothing of a run, so there is nothing to compare with.
 */
export function claimProblems(
  { signer, kind }: ChainRecord,
  run: RunIdentity | null,
): readonly Reason[] {
  const claims = signer.certificate?.claims;
  if (claims === undefined || run === null) return [];
  const { source, definition } = run;
  const pairs: readonly (readonly [string, string | null | undefined, string | undefined])[] = [
    ['invocation', run.invocation, claims.runInvocationUri],
    ['event', run.event, claims.buildTrigger],
    ['source', source?.uri, claims.sourceRepositoryUri],
    ['source commit', source?.commit, claims.sourceRepositoryDigest],
    ['source ref', source?.ref, claims.sourceRepositoryRef],
    ['repository id', source?.repositoryId, claims.sourceRepositoryId],
    ['definition', definition?.uri, claims.buildConfigUri],
    ['definition commit', definition?.digest['gitCommit'], claims.buildConfigDigest],
  ];
  return pairs.flatMap(([what, said, proven]) =>
    said === undefined || said === null || proven === undefined || said === proven
      ? []
      : [
          {
            message: `the ${kind ?? 'record'} names another ${what} than the certificate of its signer`,
            expected: proven,
            actual: said,
          },
        ],
  );
}
