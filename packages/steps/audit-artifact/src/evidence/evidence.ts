import { err, ok, sha256Hex, usageFault, type Fault, type Result } from '@plumbline/core';
import { openTrust } from '@plumbline/records';
import type { Audited } from '../judge/judge.js';
import { recordsOf } from '../judge/time.js';
import type { Terms } from '../record.js';
import { handedRecord, isAttachment, type HandedRecord } from './handed-record.js';
import { pageOf } from './page.js';
import { checksumLine } from './quote.js';
import { scriptOf } from './script.js';
import { trustFiles } from './trust-files.js';

/** Files by their path in the folder that is handed over. */
type EvidenceFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Everything that an auditor needs to check an audit without us (docs/evidence.md). `reports`: the report in its forms, by
 * the names of their files.
 */
export function evidenceOf(
  terms: Terms,
  reports: Readonly<Record<string, string>>,
): Result<EvidenceFiles, Fault> {
  const { audited, loaded, here } = terms;
  if (audited.length > MOST_ARTIFACTS) return err(tooMany(audited.length));
  const trust = openTrust(loaded.policy, here);
  if (!trust.ok) return trust;
  const records = recordsIn(audited).map((record) => handedRecord(record, trust.value.roots));
  const signers = trustFiles(records, loaded.policy, here);
  if (!signers.ok) return signers;
  const sums = checksumsOf(terms);
  const script = scriptOf({ audited, records, hasFiles: sums !== '' });
  const rest = new Map<string, Uint8Array>([
    ['verify.sh', Buffer.from(script)],
    ...Object.entries(reports).map(([path, text]) => [path, Buffer.from(text)] as const),
    ...(loaded.bytes === null ? [] : [['policy.yaml', loaded.bytes] as const]),
    ...(sums === '' ? [] : [['artifacts.sha256', Buffer.from(sums)] as const]),
    ...signers.value,
    ...records.flatMap(recordFiles),
  ]);
  const page = pageOf(terms, records, [...rest.keys()]);
  const files = new Map([['README.txt', Buffer.from(page)], ...rest]);
  return ok(new Map([...files, ['SHA256SUMS', Buffer.from(sumsOf(files))]]));
}

/** An audit keeps no more chains than this, and an auditor reads no more. */
const MOST_ARTIFACTS = 200;

/** The chains of all artifacts and what else is said of them that can be checked, each record once. */
function recordsIn(audited: readonly Audited[]) {
  const records = audited.flatMap(({ chain, others }) => [
    ...(chain === null ? [] : recordsOf(chain)),
    ...others.filter((record) => !isAttachment(record)),
  ]);
  return [...new Map(records.map((record) => [record.bundleSha256, record])).values()];
}

function recordFiles({ record, bundle, statement }: HandedRecord) {
  return [[bundle, record.bundle] as const, [statement, record.statement] as const];
}

/** Of what was audited as a file: the rest has no bytes here that could be hashed. */
function checksumsOf({ audited, inputs }: Terms): string {
  const files = audited.filter(
    ({ artifact: { name, key } }) => name !== key && !/@sha256:[0-9a-f]{64}$/.test(name),
  );
  if (inputs.query !== null) return '';
  return files
    .map(({ artifact: { name, digest } }) => checksumLine(digest['sha256'] ?? '', name))
    .join('');
}

function sumsOf(files: EvidenceFiles): string {
  return [...files].map(([path, bytes]) => checksumLine(sha256Hex(bytes), path)).join('');
}

function tooMany(number: number): Fault {
  return usageFault(
    'EVIDENCE_TOO_LARGE',
    `${String(number)} artifacts are more than one folder of evidence holds; expected at most ${String(MOST_ARTIFACTS)}`,
    'split the list',
  );
}
