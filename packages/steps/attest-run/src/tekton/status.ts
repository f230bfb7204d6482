import { mapGet, scalarOf, seqItems, stringOf, type Node } from '@plumbline/core';
import type { ExecutedFunction } from '@plumbline/records';

/** A time of the API server as records carry it; null where it is none. */
export function timeOf(node: Node | undefined): string | null {
  const text = scalarOf(node)?.text ?? '';
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) ? text : null;
}

/** The condition `Succeeded` of a run (Tekton, docs/pipelineruns.md, "Monitoring execution status"). */
export function outcomeOf(
  status: Node | undefined,
): 'succeeded' | 'failed' | 'cancelled' | 'running' {
  const conditions = seqItems(mapGet(status, 'conditions'));
  const succeeded = conditions.find((each) => stringOf(mapGet(each, 'type')) === 'Succeeded');
  const reason = stringOf(mapGet(succeeded, 'reason')) ?? '';
  switch (stringOf(mapGet(succeeded, 'status'))) {
    case 'True':
      return 'succeeded';
    case 'False':
      return /Cancel/.test(reason) ? 'cancelled' : 'failed';
    default:
      return 'running';
  }
}

/** How a container ended (Kubernetes ContainerState). */
export interface ContainerEnd {
  readonly status: ExecutedFunction['status'];
  readonly exitCode: number | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export function endOf(state: Node | undefined): ContainerEnd {
  const ended = mapGet(state, 'terminated');
  const code = scalarOf(mapGet(ended, 'exitCode'))?.value;
  const exitCode = typeof code === 'number' && Number.isSafeInteger(code) ? code : null;
  return {
    status: ended === undefined ? 'open' : endedAs(state, exitCode),
    exitCode,
    startedAt: timeOf(mapGet(ended ?? mapGet(state, 'running'), 'startedAt')),
    finishedAt: timeOf(mapGet(ended, 'finishedAt')),
  };
}

function endedAs(state: Node | undefined, exitCode: number | null): ExecutedFunction['status'] {
  const reason = stringOf(mapGet(state, 'terminationReason')) ?? '';
  if (reason === 'Skipped') return 'skipped';
  if (/Cancel/.test(reason)) return 'cancelled';
  return exitCode === 0 ? 'succeeded' : 'failed';
}

/** The image that ran: `docker.io/library/busybox@sha256:…`; the runtime may put a scheme before it. */
export function imageOf(imageId: string | undefined): { uri: string; sha256: string } | null {
  const [, uri, sha256] =
    /^(?:[a-z-]+:\/\/)?([^@\s]+)@sha256:([0-9a-f]{64})$/.exec(imageId ?? '') ?? [];
  return uri === undefined || sha256 === undefined
    ? null
    : { uri: `${uri}@sha256:${sha256}`, sha256 };
}
