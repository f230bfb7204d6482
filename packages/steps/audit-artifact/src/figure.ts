import type { FigureShape, GraphEdge, GraphFigure, GraphNode, Tone } from '@plumbline/core';
import { executedRecord, partsOf, type Chain, type LinkedRecord } from '@plumbline/records';
import type { Answer, AuditId } from './judge/answer.js';
import type { Audited } from './judge/judge.js';
import { dayOf } from './judge/words.js';

/** Event, gates, run, functions, artifact: what an artifact came from, with what is missing. */
export function figureOf(audited: readonly Audited[]): GraphFigure {
  const parts = audited.map(partOf);
  const [first] = audited;
  const title =
    audited.length === 1 && first !== undefined
      ? `Where ${first.artifact.name} comes from`
      : `Where ${String(audited.length)} artifacts come from`;
  return {
    title,
    nodes: parts.flatMap(({ nodes }) => nodes),
    edges: parts.flatMap(({ edges }) => edges),
    legend: { missing: 'named, and not found', neutral: 'not asked' },
  };
}

interface Part {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

function partOf(audited: Audited): Part {
  const { artifact, verdict, chain } = audited;
  const tone = TONES[verdict];
  const label = artifact.name.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@sha256:$1…');
  const made = node(`artifact ${artifact.key}`, label, artifact.key.slice(0, 19), {
    shape: 'slanted',
    tone,
  });
  if (chain === null) return { nodes: [made], edges: [] };
  const run = runNode(audited, chain);
  const gates = gatesOf(audited, chain);
  const functions = chain.functions.map((linked) => functionNode(audited, linked));
  const built = edge(run.id, made.id, chain.built);
  const first = functions[0];
  return {
    nodes: [...gates.map((gate) => gate.node), run, ...functions.map((one) => one.node), made],
    edges: [
      ...gates.map(({ node: { id }, record }) => edge(id, run.id, record)),
      ...functions.map(({ node: { id }, record }) => edge(run.id, id, record)),
      ...functions.map(({ node: { id } }) => edge(id, made.id, chain.built)),
      ...(first === undefined ? [built] : []),
    ],
  };
}

const TONES: Readonly<Record<Answer['status'], Tone>> = {
  pass: 'good',
  fail: 'bad',
  unknown: 'doubt',
  skipped: 'neutral',
};

function runNode(audited: Audited, { facts, built }: Chain): GraphNode {
  const { run, source } = facts;
  const label = run === null ? facts.builderId : `run ${run.id} attempt ${String(run.attempt)}`;
  const sublabel =
    source === null
      ? facts.buildType
      : `${source.uri.replace(/^https:\/\/[^/]+\//, '')} ${source.commit.slice(0, 7)}`;
  return node(`run ${built.sha256}`, label, sublabel, {
    shape: 'round',
    tone: toneOf(audited, 'build', 'run', 'level'),
    group: 'runs',
  });
}

interface Drawn {
  readonly node: GraphNode;
  readonly record: LinkedRecord['record'];
}

const GATES = [
  ['trigger', 'triggers', 'hexagon'],
  ['pipeline', 'pipelines', 'box'],
  ['configuration', 'configurations', 'box'],
] as const;

function gatesOf(audited: Audited, chain: Chain): readonly Drawn[] {
  return GATES.flatMap(([id, key, shape]) => {
    const linked = chain[key];
    const answer = audited.answers.find((each) => each.id === id);
    if (linked.length === 0) {
      const isNeeded = answer?.status === 'fail';
      const absent = node(`${id} of ${chain.built.sha256}`, id, 'no record is named', {
        shape,
        tone: 'missing',
        group: `${id} records`,
      });
      return isNeeded ? [{ node: absent, record: null }] : [];
    }
    return linked.map(({ link, record }) => ({
      record,
      node: node(`record ${link.sha256}`, id, answer?.said ?? '', {
        shape,
        tone: record === null ? 'missing' : toneOf(audited, id),
        group: `${id} records`,
      }),
    }));
  });
}

/** What is wrong stays outside of the group, so that it is still seen where others are folded. */
function functionNode(audited: Audited, { link, record }: LinkedRecord): Drawn {
  const parsed = record === null ? null : partsOf(record, executedRecord);
  const executed = parsed?.ok === true ? parsed.value.predicate : null;
  const tone = record === null ? 'missing' : toneOf(audited, 'functions');
  const label = executed?.function.name ?? 'function';
  const sublabel =
    executed === null
      ? `no record: ${link.sha256.slice(0, 12)}`
      : `${executed.function.scope} · ${executed.status}`;
  const group = executed === null ? '' : `functions of ${executed.function.scope}`;
  return {
    record,
    node: node(`record ${link.sha256}`, label, sublabel, { shape: 'box', tone, group }),
  };
}

function toneOf({ answers }: Audited, ...ids: readonly AuditId[]): Tone {
  const statuses = answers.filter(({ id }) => ids.includes(id)).map(({ status }) => status);
  const worst = (['fail', 'unknown', 'pass', 'skipped'] as const).find((status) =>
    statuses.includes(status),
  );
  return TONES[worst ?? 'skipped'];
}

function node(
  id: string,
  label: string,
  sublabel: string,
  of: { readonly shape: FigureShape; readonly tone: Tone; readonly group?: string },
): GraphNode {
  return { id, label, sublabel, group: '', ...of };
}

/** Who has signed what stands at its start, and when. */
function edge(from: string, to: string, record: LinkedRecord['record']): GraphEdge {
  if (record === null) return { from, to };
  const when = record.signedAt === null ? '' : ` · ${dayOf(record.signedAt)}`;
  return { from, to, label: `${record.signer.name}${when}` };
}
