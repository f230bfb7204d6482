import { globMatch, parseDuration } from '@plumbline/core';
import type { Chain } from '@plumbline/records';
import { judged, type Answer, type Reason } from './answer.js';
import { claimProblems, sourceProblems } from './claims.js';
import type { Case } from './subject.js';
import { signerProblems, shortCommit, signedBy } from './words.js';

/** Whether a trusted builder says how the artifact was built, from a source and by a definition that the policy allows. */
export function judgeBuild({ chain, policy, now }: Case): Answer {
  const { built, facts } = chain;
  const { signers, sources, builders, definitions } = policy.build;
  const definition = facts.run?.definition?.uri ?? null;
  const wrong: Reason[] = [
    ...signerProblems(built, signers, 'build'),
    ...(VOUCHED_FOR.has(facts.status) ? [] : [notSucceeded(facts.status)]),
    ...allowed('source', facts.source?.uri ?? null, sources),
    ...allowed('builder', facts.builderId, builders),
    ...allowed('definition', definition, definitions),
    ...claimProblems(built, facts.run),
    ...sourceProblems(built, facts),
    ...ageProblems(chain, policy.maxAge, now),
  ];
  const doubts: Reason[] =
    facts.source === null ? [{ message: 'the build record names no source commit' }] : [];
  return judged('build', saidOf(chain), { wrong, doubts });
}

function saidOf({ built, facts }: Chain): string {
  const { run, source } = facts;
  const parts = [
    source === null ? '' : source.uri.replace(/^https:\/\/[^/]+\//, ''),
    run === null ? '' : `run ${run.id} attempt ${String(run.attempt)}`,
    source === null ? '' : `commit ${shortCommit(source.commit)}`,
    signedBy(built),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** A run that records itself is running; if a part of it had failed by then, the record says `failed`. */
const VOUCHED_FOR: ReadonlySet<string> = new Set(['succeeded', 'running']);

function notSucceeded(status: string): Reason {
  return {
    message: `the record says that the build ${status}: it is history, and proves nothing of an artifact`,
    expected: 'succeeded',
    actual: status,
  };
}

function allowed(
  what: 'source' | 'builder' | 'definition',
  value: string | null,
  patterns: readonly string[] | null,
): readonly Reason[] {
  if (patterns === null) return [];
  const fits = value !== null && patterns.some((pattern) => globMatch(pattern, value));
  if (fits) return [];
  return [
    {
      message: `the ${what} is not one that the policy allows`,
      expected: patterns.join(' or '),
      actual: value ?? 'none',
      hint: `audit.build.${what}s in the policy`,
    },
  ];
}

function ageProblems({ built }: Chain, maxAge: string | null, now: Date): readonly Reason[] {
  const longest = maxAge === null ? null : parseDuration(maxAge);
  if (longest === null || built.signedAt === null) return [];
  if (now.getTime() - built.signedAt.getTime() <= longest) return [];
  const limit = new Date(now.getTime() - longest).toISOString();
  return [
    {
      message: 'the build is older than the policy allows',
      expected: `signed after ${limit}`,
      actual: built.signedAt.toISOString(),
    },
  ];
}
