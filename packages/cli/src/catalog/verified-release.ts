import { ok, type Fault, type Result } from '@plumbline/core';
import {
  openRelease,
  verifyRelease,
  type CatalogVerification,
  type Latest,
  type Release,
} from '@plumbline/catalog';
import type { CommandOutput } from '@plumbline/host';
import type { Ports } from '@plumbline/step';
import { verdictOf } from '@plumbline/core';
import { folderTree } from './release-folder.js';
import { reportOutput } from './report-output.js';
import { openTrust } from './trust.js';

/** A release that passed, or the report why it is not used. */
export type Verified =
  { readonly release: Release; readonly latest: Latest } | { readonly refused: CommandOutput };

/** Opens a release for a command that may use it only if all that can be checked offline holds. */
export async function verifiedRelease(
  request: { readonly command: string; readonly folder: string; readonly key: readonly string[] },
  ports: Ports,
): Promise<Result<Verified, Fault>> {
  const { command, folder, key } = request;
  const found = await openTrust(key, ports);
  if (!found.ok) return found;
  const tree = folderTree(folder, ports);
  if (!tree.ok) return tree;
  const opened = openRelease(tree.value, found.value.trust);
  if (!opened.ok) return opened;
  const verified = verifyRelease(opened.value, { minSerial: null, source: null, images: null });
  const { release, latest } = verified;
  const isGood = verdictOf(verified.checks) === 'pass';
  if (isGood && release !== null && latest !== null) return ok({ release, latest });
  const { policy } = found.value;
  return ok({ refused: refusedBy(verified, { command, target: folder, policy }) });
}

function refusedBy(
  { checks, headline, notes }: CatalogVerification,
  head: Pick<Parameters<typeof reportOutput>[0], 'command' | 'target' | 'policy'>,
): CommandOutput {
  return reportOutput(
    {
      ...head,
      checks,
      headline,
      notes: [...notes, 'the catalog does not count, so nothing was changed'],
      own: {},
    },
    false,
  );
}
