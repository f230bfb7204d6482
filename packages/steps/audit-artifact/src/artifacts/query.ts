import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import {
  executedRecord,
  readBuilt,
  triggerRecord,
  type BuildFacts,
  type RunIdentity,
} from '@plumbline/records';
import type { RecordStore } from '@plumbline/step';
import { anyPredicate, parseStatement, peekPayload } from '@plumbline/trust';
import type { Artifact } from '../judge/subject.js';
import { digestOnly } from './resolve.js';

const FORMS = ['run', 'commit', 'actor', 'uses'] as const;

/** What is searched for. */
interface Query {
  readonly form: (typeof FORMS)[number];
  readonly value: string;
}

/** A statement of some store. Nothing of it is verified: what a search finds is audited after it. */
interface Found {
  readonly statement: Uint8Array;
}

/** The artifacts of all runs that a query speaks of, by what the stores say. */
export async function resolveQuery(
  text: string,
  stores: readonly RecordStore[],
): Promise<Result<readonly Artifact[], Fault>> {
  const query = parseQuery(text);
  if (query === null) {
    const message = `${JSON.stringify(text)} is no query; expected run=ID, commit=HEX, actor=ID or uses=TEXT`;
    return err(usageFault('QUERY_INVALID', message, '--query uses=actions/checkout'));
  }
  const statements = await readAll(stores);
  if (!statements.ok) return statements;
  const builds = statements.value.flatMap((each) => {
    const facts = readBuilt(each);
    return facts === null ? [] : [{ ...each, facts }];
  });
  const runs = new Set(statements.value.flatMap((each) => runsOf(each, query)));
  const hits = builds.filter(
    ({ facts }) => speaksOf(facts, query) || (facts.run !== null && runs.has(keyOf(facts.run))),
  );
  const artifacts = new Map(hits.flatMap(artifactsOf).map((artifact) => [artifact.key, artifact]));
  return artifacts.size > 0
    ? ok([...artifacts.values()])
    : err(usageFault('NOTHING_TO_CHECK', `no build of the stores has ${text}`));
}

function parseQuery(text: string): Query | null {
  const [, word, value] = /^([a-z]+)=(\S+)$/.exec(text) ?? [];
  const form = FORMS.find((each) => each === word);
  return form === undefined || value === undefined ? null : { form, value };
}

async function readAll(stores: readonly RecordStore[]): Promise<Result<readonly Found[], Fault>> {
  const found: Found[] = [];
  for (const store of stores) {
    const answer = await store.find({ by: 'all' });
    if (!answer.ok) return answer;
    for (const { bytes } of answer.value.records) {
      const payload = peekPayload(bytes);
      found.push({ statement: payload.ok ? payload.value : bytes });
    }
  }
  return ok(found);
}

/** Whether the record of a build itself has what is searched for. */
function speaksOf({ run, source, materials }: BuildFacts, { form, value }: Query): boolean {
  switch (form) {
    case 'run':
      return run?.id === value || run?.invocation === value;
    case 'commit':
      return value.length >= 7 && (source?.commit.startsWith(value.toLowerCase()) ?? false);
    case 'uses':
      return materials.some(({ name }) => holds(name, value));
    case 'actor':
      return false;
    default:
      return form satisfies never;
  }
}

/** The runs of records that are about the actor, or of a function that used it. */
function runsOf({ statement }: Found, { form, value }: Query): readonly string[] {
  if (form === 'actor') {
    const trigger = triggerRecord.parse(statement);
    if (!trigger.ok || trigger.value.predicate.actor?.id !== value) return [];
    const { run } = trigger.value.predicate;
    return run === null ? [] : [keyOf(run)];
  }
  if (form !== 'uses') return [];
  const executed = executedRecord.parse(statement);
  if (!executed.ok) return [];
  const { function: used, materials, run } = executed.value.predicate;
  const names = [used.uri ?? '', used.name, ...materials.map(({ uri, name }) => uri ?? name ?? '')];
  return names.some((name) => holds(name, value)) ? [keyOf(run)] : [];
}

function holds(name: string, part: string): boolean {
  return name.toLowerCase().includes(part.toLowerCase());
}

function keyOf({ platform, id, source }: RunIdentity): string {
  return JSON.stringify([platform, source?.uri ?? null, id]);
}

function artifactsOf({ statement }: Found): readonly Artifact[] {
  const parsed = parseStatement(statement, anyPredicate);
  if (!parsed.ok) return [];
  return parsed.value.subjects.flatMap(({ name, uri, digest }) => {
    const sha256 = digest['sha256'];
    const own = name ?? uri ?? '';
    // A run that made nothing stands for itself: it is no artifact.
    return sha256 === undefined || own.startsWith('run:')
      ? []
      : [digestOnly(own, `sha256:${sha256}`)];
  });
}
