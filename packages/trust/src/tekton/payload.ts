import { createHash } from 'node:crypto';
import { err, ok, type Location, type Result } from '@plumbline/core';
import { Doubts } from './doubts.js';
import { Encoder, type EncodeOptions } from './encode.js';
import { valueOf } from './from-node.js';
import { placeIn, readRoot, type TektonDocument } from './resource.js';
import { checkStructure } from './structure.js';
import type { Style } from './style.js';
import { rootType, type Era } from './tables.js';
import { member, type MapMember, type MapValue, type Value } from './value.js';

/** Who computes the payload: Tekton's controller, or `tkn task|pipeline sign`, which reads everything as v1beta1. */
export type Profile = 'controller' | 'tkn-v1beta1';

export interface PayloadForm {
  readonly era: Era;
  readonly profile: Profile;
}

/** What a signature of a resource is about. */
export interface Payload {
  /** The JSON that Go writes. */
  readonly json: string;
  /** Its SHA-256: these 32 bytes are what is signed. */
  readonly digest: Buffer;
  /** Fields that the signature does not cover, because tkn passes over them. */
  readonly uncovered: readonly Undecided[];
}

/** Why a payload cannot be told, and where. */
export interface Undecided {
  readonly reason: string;
  readonly location: Location;
  /** What to write instead, where one line says it. */
  readonly instead?: string;
}

export const SIGNATURE_ANNOTATION = 'tekton.dev/signature';

/**
 * The payload of a resource; what cannot be told for sure is an error. A style is given by who signs: it objects to forms
 * that another reader or another version may take for something else.
 */
export function payloadOf(
  document: TektonDocument,
  form: PayloadForm,
  style?: Style,
): Result<Payload, readonly Undecided[]> {
  const doubts = style?.objections ?? new Doubts();
  const uncovered = new Doubts();
  const placed = ({ found }: Doubts): readonly Undecided[] =>
    found.map(({ at, ...doubt }) => ({ ...doubt, location: placeIn(document, at) }));
  const strict = form.profile === 'controller';
  const shared = { era: form.era, doubts, uncovered, ...(style === undefined ? {} : { style }) };
  const options = { ...shared, strict, defaults: strict };
  const json = encode(document, form, options);
  if (json === undefined || doubts.found.length > 0) return err(placed(doubts));
  const digest = createHash('sha256').update(json).digest();
  return ok({ json, digest, uncovered: placed(uncovered) });
}

function encode(
  document: TektonDocument,
  { profile }: PayloadForm,
  options: EncodeOptions,
): string | undefined {
  const { doubts } = options;
  const start = { start: 0, end: 0 };
  const type = typeOf(document, profile);
  if (type === undefined) {
    const what = `${document.kind} of ${document.apiVersion || 'no apiVersion'}`;
    const who = profile === 'controller' ? 'Tekton has' : 'tkn makes';
    doubts.add(`${who} no signature for a ${what}`, start);
    return undefined;
  }
  const value = decoded(document, profile, doubts);
  if (value?.type !== 'map') return undefined;
  const encoder = new Encoder(options);
  if (profile === 'tkn-v1beta1') return encoder.struct(withoutSignature(value), type, '');
  encoder.struct(member(value, 'metadata'), 'meta.ObjectMeta', '');
  return encoder.struct(withHashedMeta(value), type, '');
}

function typeOf({ apiVersion, kind }: TektonDocument, profile: Profile): string | undefined {
  if (profile === 'controller') return rootType(apiVersion, kind);
  if (kind === 'StepAction' || rootType(apiVersion, kind) === undefined) return undefined;
  return rootType('tekton.dev/v1beta1', kind);
}

/** tkn reads everything as YAML. */
function decoded(document: TektonDocument, profile: Profile, doubts: Doubts): Value | undefined {
  const { text, root, dialect } = document;
  if (profile === 'controller' || dialect === 'yaml') {
    if (dialect === 'yaml') checkStructure(root, text, doubts);
    return valueOf(root, { dialect, text, doubts });
  }
  const read = readRoot(text, 'yaml');
  if ('root' in read && read.root !== null) {
    checkStructure(read.root, text, doubts);
    return valueOf(read.root, { dialect: 'yaml', text, doubts });
  }
  doubts.add('problem' in read ? read.problem.message : 'several documents', root.span);
  return undefined;
}

const ANNOTATIONS_OF_TOOLS = [
  SIGNATURE_ANNOTATION,
  'kubectl-client-side-apply',
  'kubectl.kubernetes.io/last-applied-configuration',
];
const HASHED = ['name', 'generateName', 'namespace', 'labels'];

/** The controller hashes what the author writes into the metadata, and nothing that tools put there. */
function withHashedMeta(root: MapValue): MapValue {
  const meta = member(root, 'metadata');
  if (meta?.type !== 'map') return root;
  const kept = [...meta.entries].filter(([key]) => HASHED.includes(key));
  const entries = new Map(kept);
  const annotations = meta.entries.get('annotations');
  if (annotations !== undefined) {
    entries.set('annotations', without(annotations, ANNOTATIONS_OF_TOOLS));
  }
  return withMember(root, 'metadata', { ...meta, entries });
}

function withoutSignature(root: MapValue): MapValue {
  const meta = member(root, 'metadata');
  const annotations = meta?.type === 'map' ? meta.entries.get('annotations') : undefined;
  if (meta?.type !== 'map' || annotations === undefined) return root;
  const kept = without(annotations, [SIGNATURE_ANNOTATION]);
  return withMember(root, 'metadata', withMember(meta, 'annotations', kept.value));
}

function without(entry: MapMember, keys: readonly string[]): MapMember {
  const { value } = entry;
  if (value.type !== 'map') return entry;
  const kept = [...value.entries].filter(([key]) => !keys.includes(key));
  return { ...entry, value: { ...value, entries: new Map(kept) } };
}

function withMember(map: MapValue, key: string, value: Value): MapValue {
  const keyAt = map.entries.get(key)?.keyAt ?? map.at;
  return { ...map, entries: new Map([...map.entries, [key, { keyAt, value }]]) };
}
