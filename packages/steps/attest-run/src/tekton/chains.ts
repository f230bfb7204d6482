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
    toldDigest: toldDigest(object),
    left: leftBehind(annotation('signature'), annotation('payload')),
  };
}

/** With its signer `none` Chains leaves the payload alone. */
function leftBehind(signature: string, payload: string): ToldObject['left'] {
  const bundle = signature === '' ? null : envelopeBundle(Buffer.from(signature, 'base64'));
  if (bundle !== null) return { bundle };
  return signature === '' && payload === '' ? null : 'unsigned';
}

/** What functions are recorded from: how they ended, and what each of them was. */
const ENDED = ['steps', 'sidecars', 'results', 'retriesStatus', 'startTime', 'completionTime'];
const WAS = ['name', 'image', 'command', 'args', 'script', 'ref', 'env'];

/** A digest of what a TaskRun says of its functions. */
export function toldDigest(taskRun: Node): string {
  const status = mapGet(taskRun, 'status');
  const containers = ['steps', 'sidecars'].map((key) =>
    seqItems(mapGet(mapGet(status, 'taskSpec'), key)).map((each) => digestOfParts(each, WAS)),
  );
  const given = digestOfParts(mapGet(taskRun, 'spec'), ['params']);
  return sha256Hex([digestOfParts(status, ENDED), given, ...containers].join('\n'));
}

/** An empty text or list is as good as none: Tekton leaves it out where it writes an object again. */
function digestOfParts(of: Node | undefined, keys: readonly string[]): string {
  const digests = keys
    .map((key) => mapGet(of, key))
    .map((part) => (part === undefined || isEmpty(part) ? '' : digestOf(part)['sha256']));
  return sha256Hex(digests.join('\n'));
}

function isEmpty(part: Node): boolean {
  return part.kind !== 'map' && seqItems(part).length + (stringOf(part)?.length ?? 0) === 0;
}
