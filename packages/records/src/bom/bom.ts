import {
  err,
  mapGet,
  ok,
  readJson,
  seqItems,
  stringOf,
  toPlain,
  type Node,
  type Plain,
  type Result,
} from '@plumbline/core';
import type { Subject } from '@plumbline/trust';
import { buildStatement } from '../statement/build.js';

const SPDX_PREDICATE = 'https://spdx.dev/Document';
const CYCLONEDX_PREDICATE = 'https://cyclonedx.org/bom';

/** The predicate types of lists of contents; some tools put the version of SPDX behind. */
export function isBomPredicate(type: string): boolean {
  return type === CYCLONEDX_PREDICATE || /^https:\/\/spdx\.dev\/Document(\/v2\.\d)?$/.test(type);
}

/** The list of what an artifact contains, as some tool wrote it. */
export interface Bom {
  readonly format: 'SPDX' | 'CycloneDX';
  readonly version: string;
  /** How many packages or components it lists. */
  readonly size: number;
  readonly document: Plain;
}

/** GitHub takes no larger predicate, and our own reader no larger statement. */
const MAX_BOM_BYTES = 15 * 1024 * 1024;

/** Reads an SBOM in JSON, SPDX 2.2 or 2.3 or CycloneDX 1.x, or says why it is none. */
export function readBom(name: string, bytes: Uint8Array): Result<Bom, string> {
  const read = readJson(name, bytes, { maxBytes: MAX_BOM_BYTES });
  if (!read.ok) return err(read.error[0]?.message ?? 'it is not JSON');
  const { root } = read.value;
  const head = stringOf(mapGet(root, 'spdxVersion')) === undefined ? cycloneDx(root) : spdx(root);
  if (!head.ok) return head;
  return holdsBigInteger(root)
    ? err('it holds an integer beyond 2^53-1, which readers of JSON do not agree on')
    : ok({ ...head.value, document: toPlain(root) });
}

/** The statement that artifacts contain what a list says. */
export function buildBom(subjects: readonly Subject[], bom: Bom): Uint8Array {
  const predicateType = bom.format === 'SPDX' ? SPDX_PREDICATE : CYCLONEDX_PREDICATE;
  return buildStatement({ subjects, predicateType, predicate: { ...(bom.document as object) } });
}

type Head = Omit<Bom, 'document'>;

/** SPDX 2.3, chapters 6 and 7: what a document and a package must have. */
function spdx(root: Node): Result<Head, string> {
  const version = stringOf(mapGet(root, 'spdxVersion')) ?? '';
  if (!/^SPDX-2\.[23]$/.test(version)) return err(`it is ${version}; SPDX-2.2 or 2.3 was expected`);
  const needed = ['SPDXID', 'name', 'documentNamespace', 'dataLicense'];
  const missing = needed.find((key) => stringOf(mapGet(root, key)) === undefined);
  if (missing !== undefined) return err(`it is SPDX without ${missing}`);
  const packages = seqItems(mapGet(root, 'packages'));
  const nameless = packages.findIndex((each) => !hasTexts(each, 'name', 'SPDXID'));
  if (nameless !== -1) return err(`packages[${String(nameless)}] has no name or no SPDXID`);
  return sized({ format: 'SPDX', version: version.slice('SPDX-'.length), size: packages.length });
}

/** CycloneDX 1.x: `bomFormat` and `specVersion`, and of each component its type and name. */
function cycloneDx(root: Node): Result<Head, string> {
  if (stringOf(mapGet(root, 'bomFormat')) !== 'CycloneDX')
    return err('it is neither SPDX 2.x (spdxVersion) nor CycloneDX (bomFormat) in JSON');
  const version = stringOf(mapGet(root, 'specVersion')) ?? '';
  if (!/^1\.\d$/.test(version)) return err('its specVersion is none of CycloneDX 1.x');
  const components = seqItems(mapGet(root, 'components'));
  const nameless = components.findIndex((each) => !hasTexts(each, 'type', 'name'));
  if (nameless !== -1) return err(`components[${String(nameless)}] has no type or no name`);
  return sized({ format: 'CycloneDX', version, size: components.length });
}

function hasTexts(node: Node, ...keys: readonly string[]): boolean {
  return keys.every((key) => stringOf(mapGet(node, key)) !== undefined);
}

/** A list of nothing says nothing, and is most often a scan of the wrong folder. */
function sized(head: Head): Result<Head, string> {
  return head.size === 0 ? err('it lists nothing') : ok(head);
}

function holdsBigInteger(node: Node): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'bigint';
  return node.kind === 'seq'
    ? node.items.some(holdsBigInteger)
    : node.entries.some(({ value }) => holdsBigInteger(value));
}
