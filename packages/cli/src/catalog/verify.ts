import { err, ok, usageFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import {
  openRelease,
  verifyRelease,
  type CatalogVerification,
  type Release,
} from '@plumbline/catalog';
import { runCommand, type CommandOutput } from '@plumbline/host';
import { commonInputs, defineCommand, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { fetchImages } from './fetch-images.js';
import { folderTree } from './release-folder.js';
import { reportInputs, reportOutput } from './report-output.js';
import { openTrust, trustInput } from './trust.js';

const definition = defineCommand({
  name: 'catalog verify',
  summary:
    'Verify a release of a catalog: its signature, serial, validity, what is revoked, and every digest computed again from what is there. ' +
    'Files that were not downloaded are counted, and not held against it.',
  inputs: {
    target: { kind: 'path', positional: true, default: '.', description: 'Folder of the release.' },
    ...trustInput,
    'min-serial': {
      kind: 'text',
      description: 'Lowest serial that counts: that of the last catalog that was accepted.',
    },
    source: {
      kind: 'path',
      description:
        'A clone of the repository: actions are compared with the commit of the catalog.',
    },
    offline: commonInputs.offline,
    'registry-insecure': commonInputs['registry-insecure'],
    ...reportInputs,
  },
  examples: [
    {
      does: 'with nothing but the release and the key',
      args: 'release --key catalog.pub --offline',
    },
    {
      does: 'refuse what is older than the last one',
      args: 'release --key catalog.pub --min-serial 17',
    },
  ],
});

export const verify: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, run, argv),
};

type Inputs = InputsOf<typeof definition>;

async function run(inputs: Inputs, ports: Ports): Promise<Result<CommandOutput, Fault>> {
  const minSerial = serialOf(inputs['min-serial']);
  if (!minSerial.ok) return minSerial;
  const found = await openTrust(inputs.key, ports);
  if (!found.ok) return found;
  const tree = folderTree(inputs.target, ports);
  if (!tree.ok) return tree;
  const opened = openRelease(tree.value, found.value.trust);
  if (!opened.ok) return opened;
  const release = opened.value.ok ? opened.value.value : null;
  const source = openSource(inputs.source, release, ports);
  if (!source.ok) return source;
  const images = inputs.offline || release === null ? null : await fetchImages(release, ports);
  const verified = verifyRelease(opened.value, {
    minSerial: minSerial.value,
    source: source.value,
    images,
  });
  const own = ownPart(verified);
  const { checks, headline, notes } = verified;
  const { target, verbose } = inputs;
  return ok(
    reportOutput(
      {
        command: definition.name,
        target,
        policy: found.value.policy,
        checks,
        headline,
        notes,
        own,
      },
      verbose,
    ),
  );
}

/** The tree of the very commit that the catalog names, whatever is checked out. */
function openSource(
  path: string | null,
  release: Release | null,
  ports: Ports,
): Result<FileTree | null, Fault> {
  if (path === null || release === null) return ok(null);
  const { commit } = release.catalog.source;
  if (commit === null)
    return err(
      usageFault(
        'CATALOG_SOURCE',
        'the catalog names no commit to compare with',
        'leave --source out',
      ),
    );
  const opened = ports.openTarget({ target: path, rev: commit, worktree: false });
  return opened.ok ? ok(opened.value.tree) : opened;
}

function ownPart({ release }: CatalogVerification): unknown {
  if (release === null) return { signed: false };
  const { name, version, serial, expiresAt, generator } = release.signed.value;
  const { signer, keyFingerprint, statementSha256 } = release.signed;
  return {
    signed: true,
    name,
    version,
    serial,
    expires: expiresAt.toISOString(),
    signer,
    keyFingerprint,
    statementSha256,
    generator,
  };
}

function serialOf(text: string | null): Result<number | null, Fault> {
  if (text === null) return ok(null);
  const serial = /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : null;
  return serial === null
    ? err(
        usageFault('INPUT_INVALID', '--min-serial is not a whole number from 1', '--min-serial 17'),
      )
    : ok(serial);
}
