import { partsOf, verifiedRecord, type Chain, type PipelineVerified } from '@plumbline/records';
import { judged, skipped, type Answer } from '../answer.js';
import { functionRecords } from '../functions.js';
import type { Case } from '../subject.js';
import { compare, isCallable } from './compare.js';
import { definitionOf } from './pick.js';
import { assign } from './ran.js';
import { doubts, together, type Findings } from './words.js';

const HINT = 'or audit.definition.require: optional in the policy';

/**
 * Whether what ran is what the verified definition names. The list is signed by the gate, so a builder that leaves out the
 * record of a function, or writes one more, is told by it.
 */
export function judgeDefinition({ chain, policy }: Case): Answer {
  const verified = verifiedOf(chain);
  if (verified.length === 0)
    return skipped('definition', 'no pipeline record says what the definition names');
  const { run, status, params } = chain.facts;
  const records = functionRecords(chain.functions);
  if (run === null || records.length < chain.functions.length || records.length === 0)
    return skipped('definition', 'not every function record can be held against it');
  const picked = verified.map((each) => definitionOf(each, run));
  const isOptional = policy.definition.require === 'optional';
  const unlisted = picked.filter((each) => typeof each === 'string');
  if (isOptional && unlisted.length === picked.length)
    return skipped('definition', unlisted[0] ?? '');
  const found = picked.flatMap((each) =>
    typeof each === 'string'
      ? []
      : compare(each, { records, called: policy.definition.called, status, params }),
  );
  const all = together(found);
  const asked = isOptional ? [] : [...unlisted, ...all.uncompared.map(uncomparedWords)];
  const said = saidOf(picked, records.length) + openWords(all, isOptional);
  return judged('definition', said, believed(together([doubts(asked, HINT), all]), chain));
}

function uncomparedWords(name: string): string {
  return `what ${name} ran was not compared: the records do not tell it`;
}

/** Of a large matrix there are as many as it has rows. */
const MOST_NAMED = 10;

/** What was taken as it came. */
function openWords({ uncompared, open }: Findings, isOptional: boolean): string {
  const skipped =
    isOptional && uncompared.length > 0 ? `; not compared: ${uncompared.join(', ')}` : '';
  const taken = [...new Set(open)];
  const more = taken.length > MOST_NAMED ? ` and ${String(taken.length - MOST_NAMED)} more` : '';
  const named = `; taken as it came: ${taken.slice(0, MOST_NAMED).join(', ')}${more}`;
  return skipped + (taken.length === 0 ? '' : named);
}

/** The jobs and tasks that run what is of elsewhere and may, by the policy. */
export function vouchedScopes({ chain, policy }: Case): ReadonlySet<string> {
  const { run } = chain.facts;
  if (run === null) return new Set();
  const records = functionRecords(chain.functions);
  const parts = verifiedOf(chain).flatMap((each) => {
    const definition = definitionOf(each, run);
    return typeof definition === 'string' ? [] : assign(definition, records).parts;
  });
  const vouched = parts.filter(
    ({ part: { untold } }) => untold !== null && isCallable(untold, policy.definition.called),
  );
  return new Set(vouched.flatMap(({ ran }) => ran.map(({ scope }) => scope)));
}

function verifiedOf({ pipelines }: Chain): readonly PipelineVerified[] {
  return pipelines.flatMap(({ record }) => {
    const parsed = record === null ? null : partsOf(record, verifiedRecord);
    return parsed?.ok === true ? [parsed.value.predicate] : [];
  });
}

/** Where the run alone tells of its functions, it could not know of those of other jobs: what is missing decides nothing. */
function believed(all: Findings, { facts }: Chain): Findings {
  const isOfOneJob = facts.functions?.observed === 'declared' && facts.run?.platform === 'github';
  if (!isOfOneJob || all.wrong.length === 0) return all;
  const hint = 'let attest-run ask the platform: on GitHub it needs `actions: read`';
  const weaker = all.wrong.map((each) => ({ ...each, hint }));
  return { ...all, wrong: [], doubts: [...weaker, ...all.doubts] };
}

function saidOf(picked: readonly ReturnType<typeof definitionOf>[], count: number): string {
  const first = picked.find((each) => typeof each !== 'string');
  if (first === undefined) return '';
  const untold = first.parts.filter((part) => part.untold !== null).map(({ id }) => id);
  const rest = untold.length === 0 ? '' : `; not listed: what ${untold.join(', ')} runs`;
  return `${String(count)} records are of what ${first.resource ?? first.path} names${rest}`;
}
