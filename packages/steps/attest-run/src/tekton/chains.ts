import { mapGet, seqItems, sha256Hex, stringOf, type Node } from '@plumbline/core';
import { envelopeBundle } from '@plumbline/records';
import type { ToldObject } from '../observed.js';
import type { Child } from './children.js';
import { digestOf } from './definition.js';

/** The objects of a run, and what Tekton Chains left on them (Chains, docs/config.md, storage `tekton`). */
export function toldObjects(root: Node, runs: readonly Child[]): readonly ToldObject[] {
  const tasks = runs.filter(({ kind }) => kind === 'TaskRun');
  const own = tasks.find(({ run }) => run === root);
  return [
    toldObject(root, own?.scope ?? null),
    ...tasks.filter((each) => each !== own).map(({ run, scope }) => toldObject(run, scope)),
  ];
}

function toldObject(object: Node, scope: string | null): ToldObject {
  const metadata = mapGet(object, 'metadata');
  const [kind = '', name = '', uid = ''] = [
    mapGet(object, 'kind'),
    mapGet(metadata, 'name'),
    mapGet(metadata, 'uid'),
  ].map((node) => stringOf(node));
  const annotation = (what: string) =>
    stringOf(
      mapGet(
        mapGet(metadata, 'annotations'),
        `chains.tekton.dev/${what}-${kind.toLowerCase()}-${uid}`,
      ),
    ) ?? '';
  return {
    of: `${kind} ${name}`,
    uid,
    scope,
    status: toldStatus(object),
    left: leftBehind(annotation('signature'), annotation('payload')),
  };
}

/** With its signer `none` Chains leaves the payload alone. */
function leftBehind(signature: string, payload: string): ToldObject['left'] {
  const bundle = signature === '' ? null : envelopeBundle(Buffer.from(signature, 'base64'));
  if (bundle !== null) return { bundle };
  return signature === '' && payload === '' ? null : 'unsigned';
}

/** What functions are recorded from. */
const TOLD = ['steps', 'sidecars', 'results', 'retriesStatus', 'startTime', 'completionTime'];

/** A digest of what the status of a TaskRun says that its functions did. */
export function toldStatus(taskRun: Node): string {
  const status = mapGet(taskRun, 'status');
  const parts = TOLD.map((key) => mapGet(status, key)).map((part) =>
    part === undefined || seqItems(part).length + (stringOf(part)?.length ?? 0) === 0
      ? ''
      : (digestOf(part)['sha256'] ?? ''),
  );
  return sha256Hex(parts.join('\n'));
}
