import { canonicalJson, mapGet, seqItems, stringOf, toJson, type Node } from '@plumbline/core';
import { customName } from '@plumbline/pipeline';
import type { ObservedFunction } from '../observed.js';
import { NO_COMMAND, toldCommand } from './command.js';
import { inputsOf, resultsDigest } from './functions.js';
import { hintedInputs, resultsOf } from './hints.js';
import { outcomeOf, timeOf } from './status.js';

/** The run of a custom task, and where it stands. */
interface CustomRun {
  readonly scope: string;
  readonly run: Node;
  readonly observed: ObservedFunction['observed'];
}

/**
 * A custom task is one function, in all of its tries (Tekton, docs/customruns.md). Its controller says how it ended, and
 * nobody what it did; what its results call made is no product.
 */
export function customFunctions({ scope, run, observed }: CustomRun): readonly ObservedFunction[] {
  const status = mapGet(run, 'status');
  const tries = [...seqItems(mapGet(status, 'retriesStatus')), status];
  return tries.map((each, retry) => {
    const results = resultsOf(mapGet(each, 'results'));
    const outcome = outcomeOf(each);
    return {
      function: { scope, index: 1, role: 'step', uri: null, digest: null, ...contentOf(run) },
      inputs: inputsOf(run),
      environment: [],
      materials: hintedInputs(results),
      products: [],
      results: resultsDigest(results),
      status: outcome === 'running' ? 'open' : outcome,
      exitCode: null,
      startedAt: timeOf(mapGet(each, 'startTime')),
      finishedAt: timeOf(mapGet(each, 'completionTime')),
      observed,
      retry,
    };
  });
}

/** `customRef` and `customSpec`; `ref` and `spec` of a `Run`. */
function contentOf(run: Node) {
  const spec = mapGet(run, 'spec');
  const reference = mapGet(spec, 'customRef') ?? mapGet(spec, 'ref');
  const embedded = mapGet(spec, 'customSpec') ?? mapGet(spec, 'spec');
  const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map((key) =>
    stringOf(mapGet(reference ?? embedded, key)),
  );
  const content = reference === undefined ? mapGet(embedded, 'spec') : undefined;
  return {
    kind: 'unknown',
    name: customName(apiVersion, kind, reference === undefined ? '' : name) ?? 'custom task',
    ...(content === undefined ? NO_COMMAND : toldCommand(canonicalJson(toJson(content)))),
  } as const;
}
