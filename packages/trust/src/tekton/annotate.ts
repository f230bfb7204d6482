import type { PrivateKey } from '../keys/private-key.js';
import { insertSignature, type Edit } from './insert.js';
import { placeIn, readResources, type TektonDocument, type UnreadDocument } from './resource.js';
import { signable, type Refusal } from './signable.js';
import { signDigest } from './signature.js';
import { verifyAnnotation } from './verify-annotation.js';
import { eraOf, type TektonVersion } from './versions.js';

export interface AnnotateOptions {
  readonly signer: PrivateKey;
  readonly version: TektonVersion;
}

/** What became of one resource of a file; of a document that cannot be read nobody knows whether it is one. */
export type Outcome =
  | { readonly status: 'signed' | 'unchanged'; readonly document: TektonDocument }
  | {
      readonly status: 'refused';
      readonly document: TektonDocument;
      readonly refusals: readonly Refusal[];
    }
  | { readonly status: 'unread'; readonly document: UnreadDocument };

export interface Annotated {
  /** The file with the new signatures; the very bytes given where there is none. */
  readonly bytes: Uint8Array;
  readonly outcomes: readonly Outcome[];
}

/** Signs every resource of a file for a version of Tekton; a good signature by the same key stays as it is. */
export function annotate(path: string, bytes: Uint8Array, options: AnnotateOptions): Annotated {
  const plans = readResources(path, bytes).map((entry) => plan(entry, options));
  const { kept, text } = apply(path, bytes, { plans, options });
  const signs = kept.some((each) => each.edit !== undefined);
  return { bytes: signs ? Buffer.from(text) : bytes, outcomes: kept.map((each) => each.outcome) };
}

interface Plan {
  readonly outcome: Outcome;
  readonly edit?: Edit;
}

function plan(entry: TektonDocument | UnreadDocument, options: AnnotateOptions): Plan {
  if (!('root' in entry)) return { outcome: { status: 'unread', document: entry } };
  if (isSigned(entry, options)) return { outcome: { status: 'unchanged', document: entry } };
  const payload = signable(entry, options.version);
  if (!payload.ok) return refuse(entry, payload.error);
  const edit = insertSignature(entry, signDigest(payload.value.digest, options.signer));
  return edit === undefined
    ? noPlace(entry)
    : { outcome: { status: 'signed', document: entry }, edit };
}

function isSigned(document: TektonDocument, { signer, version }: AnnotateOptions): boolean {
  const form = { era: eraOf(version), profile: 'controller' } as const;
  return verifyAnnotation(document, [signer.publicKey], [form]).status === 'good';
}

function noPlace(document: TektonDocument): Plan {
  const reason = 'the annotation cannot be inserted into this layout';
  const instead = 'write metadata as a block with one key on each line';
  const location = placeIn(document, document.root.span);
  return refuse(document, [{ reason, location, instead }]);
}

function refuse(document: TektonDocument, refusals: readonly Refusal[]): Plan {
  return { outcome: { status: 'refused', document, refusals } };
}

interface Work {
  readonly plans: readonly Plan[];
  readonly options: AnnotateOptions;
}

/** Applies the edits, reads the result again, and takes back every edit behind which no good signature stands. */
function apply(
  path: string,
  bytes: Uint8Array,
  { plans, options }: Work,
): { readonly kept: readonly Plan[]; readonly text: string } {
  const text = applyEdits(new TextDecoder().decode(bytes), plans);
  const after = new Map(readResources(path, Buffer.from(text)).map((each) => [each.index, each]));
  const kept = plans.map((each) => {
    if (each.edit === undefined || each.outcome.status !== 'signed') return each;
    const { document } = each.outcome;
    const entry = after.get(document.index);
    return entry && 'root' in entry && isSigned(entry, options) ? each : noPlace(document);
  });
  const tookBack = kept.some((each, at) => each !== plans[at]);
  return tookBack ? apply(path, bytes, { plans: kept, options }) : { kept, text };
}

function applyEdits(text: string, plans: readonly Plan[]): string {
  return plans
    .flatMap(({ edit }) => (edit === undefined ? [] : [edit]))
    .reduceRight(
      (done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end),
      text,
    );
}
