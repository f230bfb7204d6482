import {
  canonicalJson,
  mapGet,
  seqItems,
  sha256Hex,
  stringOf,
  toPlain,
  type Node,
} from '@plumbline/core';
import { material, type Descriptor } from '@plumbline/records';
import type { DigestSet } from '@plumbline/trust';
import { withoutBigIntegers } from '../values.js';

/** Where the definition of a run came from, by digest. */
export interface RunDefinition {
  readonly uri: string;
  readonly digest: DigestSet;
}

/** SHA-256 of a part of an object as canonical JSON. */
export function digestOf(node: Node): DigestSet {
  return { sha256: sha256Hex(canonicalJson(withoutBigIntegers(toPlain(node)))) };
}

/**
 * Where a resolver fetched the definition (`status.provenance.refSource`), else its content as the status has it, else as
 * the run itself holds it; null if there is neither.
 */
export function definitionOf(run: Node, namespace: string): RunDefinition | null {
  const status = mapGet(run, 'status');
  const [kind, specs] =
    stringOf(mapGet(run, 'kind')) === 'PipelineRun'
      ? (['pipeline', ['pipelineSpec', 'pipelineRef']] as const)
      : (['task', ['taskSpec', 'taskRef']] as const);
  const fetched = refSourceOf(mapGet(mapGet(status, 'provenance'), 'refSource'));
  if (fetched !== null) return fetched;
  const spec = mapGet(run, 'spec');
  const content = mapGet(status, specs[0]) ?? mapGet(spec, specs[0]);
  if (content === undefined) return null;
  const name = stringOf(mapGet(mapGet(spec, specs[1]), 'name'));
  const uri = name === undefined ? 'inline' : `tekton:${namespace}/${kind}s/${name}`;
  return { uri, digest: digestOf(content) };
}

function refSourceOf(source: Node | undefined): RunDefinition | null {
  const uri = stringOf(mapGet(source, 'uri'));
  const digest = mapGet(source, 'digest');
  if (uri === undefined || digest?.kind !== 'map') return null;
  const known = digest.entries.flatMap(({ key, value }): [string, string][] => {
    const hex = stringOf(value) ?? '';
    const length = { sha1: 40, sha256: 64 }[key.text];
    return /^[0-9a-f]+$/.test(hex) && hex.length === length ? [[key.text, hex]] : [];
  });
  const entry = stringOf(mapGet(source, 'entryPoint'));
  return known.length === 0
    ? null
    : { uri: entry === undefined ? uri : `${uri}#${entry}`, digest: Object.fromEntries(known) };
}

/** The tasks of a pipeline and the images of their containers, each once. */
export function materialsOf(taskRuns: readonly Node[], namespace: string): readonly Descriptor[] {
  const definitions = taskRuns.flatMap((run) => definitionOf(run, namespace) ?? []);
  const found = new Map(
    definitions
      .filter(({ uri }) => uri !== 'inline')
      .map(({ uri, digest }) => [`${uri} ${canonicalJson(digest)}`, material({ uri, digest })]),
  );
  return [...found.values()];
}

/** The scopes that each task of a pipeline waits for (Tekton, docs/pipelines.md, "runAfter" and "Moving on with results"). */
export function orderOf(pipelineSpec: Node | undefined): ReadonlyMap<string, readonly string[]> {
  const tasks = seqItems(mapGet(pipelineSpec, 'tasks'));
  const nameOf = (task: Node) => stringOf(mapGet(task, 'name')) ?? '';
  const names = tasks.map(nameOf);
  const named = tasks.map((task): [string, readonly string[]] => {
    const after = seqItems(mapGet(task, 'runAfter')).flatMap((each) => stringOf(each) ?? []);
    const text = canonicalJson(withoutBigIntegers(toPlain(task)));
    const used = [...text.matchAll(/\btasks\.([a-z0-9-]+)\.results\b/g)].map(([, name]) => name);
    const waits = new Set([...after, ...used]);
    return [nameOf(task), names.filter((name) => waits.has(name) && name !== nameOf(task))];
  });
  const last = seqItems(mapGet(pipelineSpec, 'finally')).map(
    (task): [string, readonly string[]] => [nameOf(task), names],
  );
  return new Map([...named, ...last]);
}
