import type { RecordLink } from '../link/descriptor.js';
import type { RecordKind } from '../store/describe.js';
import type { BuildFacts } from './built.js';
import type { Collected, Collector, Trouble } from './collect.js';
import { buildFactsOf } from './read.js';
import type { ChainRecord, RefusedRecord } from './record.js';

/** A record that a build names, and what was found under that name. */
export interface LinkedRecord {
  readonly link: RecordLink;
  /** Null: it is in no store, or does not count. */
  readonly record: ChainRecord | null;
  /** What lies there under that name and does not count. */
  readonly refused: readonly RefusedRecord[];
  readonly troubles: readonly Trouble[];
}

/** What an artifact came from: the record of its build, and all that it names. */
export interface Chain {
  readonly built: ChainRecord;
  readonly facts: BuildFacts;
  readonly triggers: readonly LinkedRecord[];
  readonly pipelines: readonly LinkedRecord[];
  readonly configurations: readonly LinkedRecord[];
  readonly functions: readonly LinkedRecord[];
}

/** Everything that stores hold about an artifact. */
export interface Walked {
  /** One for each record of a build of it. */
  readonly chains: readonly Chain[];
  /** Lists of contents and other records about it. */
  readonly others: readonly ChainRecord[];
  readonly refused: readonly RefusedRecord[];
  readonly troubles: readonly Trouble[];
}

/** One artifact can be built again and again; more than this is no build, but noise. */
const MOST_CHAINS = 50;

/** Finds the records about an artifact, and walks from those of its builds along the records that they name. */
export async function walk(digest: string, collector: Collector): Promise<Walked> {
  const about = await collector.find({ by: 'subject', digest });
  const builds = about.records.flatMap((built) => {
    const facts = buildFactsOf(built);
    return facts === null ? [] : [{ built, facts }];
  });
  const chains: Chain[] = [];
  for (const build of newestFirst(builds).slice(0, MOST_CHAINS)) {
    chains.push(await follow(build, collector));
  }
  const used = new Set(builds.map(({ built }) => built));
  return {
    chains,
    others: about.records.filter((record) => !used.has(record)),
    refused: about.refused,
    troubles: about.troubles,
  };
}

type Build = Pick<Chain, 'built' | 'facts'>;

function newestFirst(builds: readonly Build[]): readonly Build[] {
  const time = ({ built }: Build): number => built.signedAt?.getTime() ?? 0;
  return builds.toSorted((a, b) => time(b) - time(a));
}

async function follow({ built, facts }: Build, collector: Collector): Promise<Chain> {
  const linked: LinkedRecord[] = [];
  for (const link of facts.links) linked.push(await find(link, collector));
  const of = (kind: RecordKind) => linked.filter(({ link }) => link.kind === kind);
  return {
    built,
    facts,
    triggers: of('trigger-authorized'),
    pipelines: of('pipeline-verified'),
    configurations: of('configuration-result'),
    functions: of('function-executed'),
  };
}

/** The name is a digest of what was signed: whoever else put something under it, one that counts is enough. */
async function find(link: RecordLink, collector: Collector): Promise<LinkedRecord> {
  const found: Collected = await collector.find({ by: 'statement', sha256: link.sha256 });
  const [record = null] = found.records.filter(({ kind }) => kind === link.kind);
  return { link, record, refused: found.refused, troubles: found.troubles };
}
