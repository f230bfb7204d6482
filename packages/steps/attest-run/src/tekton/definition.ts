import { canonicalJson, mapGet, sha256Hex, stringOf, toJson, type Node } from '@plumbline/core';
import { material, type Descriptor } from '@plumbline/records';
import type { DigestSet } from '@plumbline/trust';

/** Where the definition of a run came from, by digest. */
export interface RunDefinition {
  readonly uri: string;
  readonly digest: DigestSet;
}

/** SHA-256 of a part of an object as canonical JSON. */
export function digestOf(node: Node): DigestSet {
  return { sha256: sha256Hex(canonicalJson(toJson(node))) };
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
