import type { ChainRecord, Chain, RefusedRecord, Trouble, Walked } from '@plumbline/records';
import type { AuditPolicy } from '@plumbline/step';
import { good, judged, skipped, worst, type Answer, type Reason } from './answer.js';
import { judgeArtifact } from './artifact.js';
import { judgeBuild } from './build.js';
import { judgeLevel, judgeRoles, levelOf } from './custody.js';
import { judgeDefinition } from './definition/definition.js';
import { judgeFunctions } from './functions.js';
import { judgeConfiguration, judgePipeline, judgeTrigger } from './gates.js';
import { judgeOrder } from './order.js';
import { judgePolicy } from './policy.js';
import { judgeRun } from './run.js';
import type { Artifact, Case } from './subject.js';
import { judgeRevocation, judgeTime } from './time.js';
import { signedBy, signerProblems, WORDS } from './words.js';

/** What was found out about one artifact. */
export interface Audited {
  readonly artifact: Artifact;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly answers: readonly Answer[];
  /** The build that speaks best for it; null: none counts. */
  readonly chain: Chain | null;
  readonly level: number;
  /** Lists of contents and other records about it that count. */
  readonly others: readonly ChainRecord[];
  readonly refused: readonly RefusedRecord[];
}

/** By what an artifact is judged. */
export interface Terms {
  readonly policy: AuditPolicy;
  readonly now: Date;
  readonly strict: boolean;
  /** Whether the policy trusts anybody at all. */
  readonly trustsAnybody: boolean;
}

/** Judges an artifact by the build that speaks best for it: a record that does not count hides none that does. */
export function judgeWalked(artifact: Artifact, walked: Walked, terms: Terms): Audited {
  const { policy, now } = terms;
  const candidates = walked.chains.map((chain) => {
    const of = { artifact, chain, policy, now };
    return { of, answers: [...judgeChain(of), judgeContents(walked.others, policy)] };
  });
  const [best] = candidates.toSorted((a, b) => badness(a.answers) - badness(b.answers));
  const own = best?.answers ?? [nothingCounts(walked, terms)];
  const answers = [
    ...own,
    judgeStores(walked.troubles, worst(own) === 'pass'),
    judgeJunk(walked, terms.strict),
  ];
  return {
    artifact,
    verdict: worst(answers),
    answers,
    chain: best?.of.chain ?? null,
    level: best === undefined ? 0 : levelOf(best.of).level,
    others: walked.others,
    refused: walked.refused,
  };
}

function judgeChain(of: Case): readonly Answer[] {
  return [
    judgeArtifact(of),
    judgeBuild(of),
    judgeLevel(of),
    judgePipeline(of),
    judgeConfiguration(of),
    judgeTrigger(of),
    judgeFunctions(of),
    judgeDefinition(of),
    judgeRun(of),
    judgeOrder(of),
    judgeRoles(of),
    judgeTime(of),
    judgeRevocation(of),
    judgePolicy(of),
  ];
}

function badness(answers: readonly Answer[]): number {
  const count = (status: Answer['status']): number =>
    answers.filter((answer) => answer.status === status).length;
  return count('fail') * 1000 + count('unknown');
}

/** No record of a build counts: whether that is a failure depends on what was seen, and on who could have been trusted. */
function nothingCounts({ refused, troubles }: Walked, { trustsAnybody }: Terms): Answer {
  const builds = refused.filter(({ kind }) => kind === 'artifact-built');
  const reasons = builds.slice(0, 5).map(refusedBuild);
  if (!trustsAnybody && builds.length > 0) {
    const message = 'nobody is trusted yet: the policy names no signer';
    return judged('build', '', { doubts: [{ message }, ...reasons] });
  }
  const [trouble] = troubles;
  const isUndecided = builds.some(({ standing }) => standing === 'undecided');
  if (trouble !== undefined || isUndecided) {
    const why = trouble === undefined ? '' : `: ${troubleWords(trouble)}`;
    const message = `cannot decide whether there is a build record${why}`;
    return judged('build', '', { doubts: [{ message }, ...reasons] });
  }
  const hint = 'plumbline attest-run writes it; --store dir:PATH names where it is';
  const none = { message: 'no store has a record of its build', hint };
  return judged('build', '', { wrong: reasons.length > 0 ? reasons : [none] });
}

/** Who has signed, and the lines that would trust them: for a user who has compared them with a second source. */
function refusedBuild({ reason, signer, standing }: RefusedRecord): Reason {
  if (signer === null) return { message: `a build record does not count: ${reason}` };
  const { key, issuer, identity } = signer;
  const who = key ?? `${identity ?? ''} (${issuer ?? ''})`;
  const message = `a build record by ${who} does not count: ${reason}`;
  if (standing !== 'untrusted') return { message };
  const lines =
    key === null
      ? `trust: { identities: { builder: { issuer: '${issuer ?? ''}', san: '${identity ?? ''}' } } }`
      : 'trust: { keys: { builder: { pem: … } } } with the public half of that key';
  return {
    message,
    hint: `compare the signer with a second source, then write in the policy: ${lines}`,
  };
}

function troubleWords({ code, message }: Trouble): string {
  return code === 'flooded' ? `store-flooded: ${message}` : message;
}

function judgeContents(others: readonly ChainRecord[], policy: AuditPolicy): Answer {
  const { require, signers } = policy.contents;
  const lists = others.filter(({ kind }) => kind === 'artifact-contents');
  const counting = lists.filter(
    (record) => signerProblems(record, signers, 'contents').length === 0,
  );
  const [first] = counting;
  if (first !== undefined)
    return good('contents', `${WORDS['artifact-contents']}, ${signedBy(first)}`);
  const message = 'no list of contents counts';
  if (require === 'optional') return skipped('contents', message);
  const hint = 'plumbline attest-run --sbom FILE';
  return judged('contents', '', { wrong: [{ message, hint }] });
}

/** A store that failed leaves the answer open; a flood or a damaged file only where nothing good was found. */
function judgeStores(troubles: readonly Trouble[], isGood: boolean): Answer {
  const failed = troubles.filter(({ code }) => code === 'failed' || !isGood);
  const doubts = failed.map((trouble) => ({
    message: `${trouble.store}: ${troubleWords(trouble)}`,
  }));
  return judged('stores', 'every store answered', { doubts });
}

/** Whoever can write to a store can put junk there: it is told, and fails nothing unless the user asks for that. */
function judgeJunk({ refused, troubles }: Walked, strict: boolean): Answer {
  const unread = troubles.filter(({ code }) => code === 'damaged');
  if (refused.length + unread.length === 0) return good('junk', 'every record about it counts');
  const said = [
    ...(refused.length === 0 ? [] : [`${countedRecords(refused.length)} about it not counted`]),
    ...unread.slice(0, 1).map(({ message }) => `not readable: ${message}`),
    ...(unread.length < 2 ? [] : [`${String(unread.length - 1)} more not readable`]),
  ].join('; ');
  if (!strict) return skipped('junk', said);
  const wrong = [
    ...refused.slice(0, 20).map(refusedWords),
    ...unread.slice(0, 20).map(({ store, message }) => ({ message: `${store}: ${message}` })),
  ];
  return judged('junk', said, { wrong });
}

function refusedWords({ kind, reason, store, bundleSha256 }: RefusedRecord): Reason {
  const what = kind === null ? 'record' : WORDS[kind];
  return {
    message: `a ${what} in ${store} does not count: ${reason}`,
    actual: `bundle sha256:${bundleSha256}`,
  };
}

function countedRecords(number: number): string {
  return number === 1 ? '1 record' : `${String(number)} records`;
}
