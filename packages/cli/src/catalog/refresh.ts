import { err, ok, usageFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import {
  identityOf,
  LATEST_FILE,
  MAX_LATEST_MS,
  openLatestStatement,
  openRelease,
  parseRevocations,
  signLatest,
  STATEMENT_FILE,
  unopenedFault,
  type Latest,
  type Release,
  type Revocation,
} from '@plumbline/catalog';
import type { CommandOutput } from '@plumbline/host';
import { version, type Ports } from '@plumbline/step';
import { writeFiles } from './release-folder.js';
import type { Signing } from './signing.js';

export interface Refresh {
  readonly target: string;
  readonly tree: FileTree;
  readonly signing: Signing;
  /** File with what is revoked by now; null: as before. */
  readonly revocations: string | null;
}

/** Signs for a few more days that a release is the latest. What was revoked once stays revoked. */
export function refreshLatest(refresh: Refresh, ports: Ports): Result<CommandOutput, Fault> {
  const { tree, signing, target } = refresh;
  const opened = openRelease(tree, signing.trust);
  if (!opened.ok) return opened;
  if (!opened.value.ok) return err(unopenedFault(STATEMENT_FILE, opened.value.error));
  const release = opened.value.value;
  const revoked = revokedNow(refresh, release, ports);
  if (!revoked.ok) return revoked;
  const latest = latestOf(release, revoked.value);
  if (latest.expiresAt <= latest.issuedAt) return err(expired());
  const bytes = signLatest(latest, signing.signer);
  if (!bytes.ok) return bytes;
  const written = writeFiles(target, new Map([[LATEST_FILE, bytes.value]]), ports);
  return written.ok ? ok(outcome(latest)) : written;
}

function latestOf(
  { signed, catalogSha256, trust }: Release,
  revoked: readonly Revocation[],
): Latest {
  const { name, version: released, serial, expiresAt } = signed.value;
  const issuedAt = new Date(Math.floor(trust.now.getTime() / 1000) * 1000);
  const until = new Date(Math.min(expiresAt.getTime(), issuedAt.getTime() + MAX_LATEST_MS));
  return {
    name,
    version: released,
    serial,
    catalogSha256,
    issuedAt,
    expiresAt: until,
    revoked,
    generator: version,
  };
}

function revokedNow(
  { tree, signing, revocations }: Refresh,
  { catalog }: Release,
  ports: Ports,
): Result<readonly Revocation[], Fault> {
  const bytes = tree.read(LATEST_FILE);
  if (!bytes.ok && bytes.error.code !== 'FILE_NOT_FOUND') return bytes;
  const last = bytes.ok ? openLatestStatement(bytes.value, signing.trust) : null;
  if (last?.ok === false) return err(unopenedFault(LATEST_FILE, last.error));
  const before = last === null ? catalog.revoked : last.value.value.revoked;
  if (revocations === null) return ok(before);
  const file = ports.readFile(revocations);
  if (!file.ok) return file;
  const revoked = parseRevocations(revocations, file.value);
  if (!revoked.ok) return revoked;
  const names = new Set(revoked.value.map(identityOf));
  const lost = before.map(identityOf).find((name) => !names.has(name));
  return lost === undefined ? revoked : err(unrevoked(lost, revocations));
}

function outcome({ serial, expiresAt, revoked }: Latest): CommandOutput {
  const until = expiresAt.toISOString();
  const text = `serial ${String(serial)} is the latest until ${until} · ${String(revoked.length)} revoked · wrote ${LATEST_FILE}, published nothing\n`;
  return {
    forms: {
      text: () => text,
      json: () => `${JSON.stringify({ serial, expires: until, revoked }, null, 2)}\n`,
    },
    exitCode: 0,
  };
}

function unrevoked(name: string, path: string): Fault {
  return usageFault(
    'CATALOG_UNREVOKED',
    `${name} was revoked before, and ${path} leaves it out`,
    'keep it in the file',
  );
}

function expired(): Fault {
  return usageFault(
    'CATALOG_EXPIRED',
    'the catalog itself has expired',
    'plumbline catalog build, and sign it: the content may be the same',
  );
}
