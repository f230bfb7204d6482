import { posix } from 'node:path';
import { ok, printable, type Fault, type FileTree, type Result } from '@plumbline/core';
import {
  identityOf,
  pinReferences,
  TEKTON_LINES,
  type Latest,
  type Pinned,
  type Release,
  type Revocation,
} from '@plumbline/catalog';
import { isFolder, runCommand, type CommandOutput } from '@plumbline/host';
import { defineCommand, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { format } from '../format.js';
import { folderTree, writeFiles } from './release-folder.js';
import { trustInput } from './trust.js';
import { verifiedRelease } from './verified-release.js';

const definition = defineCommand({
  name: 'catalog pin',
  summary:
    'Pin what workflows, actions and Tekton resources use of a catalog to its commit and its digests. The release is verified first; ' +
    'comments, quoting and blank lines stay, and a second run changes nothing. What is revoked is left and named.',
  inputs: {
    target: {
      kind: 'path',
      positional: true,
      default: '.',
      description: 'A file, or a folder with files, to rewrite.',
    },
    catalog: { kind: 'path', required: true, description: 'Folder of the release.' },
    ...trustInput,
    'tekton-version': {
      kind: 'choice',
      choices: TEKTON_LINES,
      default: '1.10',
      description: 'Of the cluster: `1.10` and later, or up to `1.9`. Their bundles differ.',
    },
    format,
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    {
      does: 'the workflows of this repository',
      args: '.github/workflows --catalog release --key catalog.pub',
    },
    {
      does: 'Pipelines for an older Tekton',
      args: 'pipelines --catalog release --key catalog.pub --tekton-version 1.9',
    },
  ],
});

export const pin: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, run, argv),
};

type Inputs = InputsOf<typeof definition>;

async function run(inputs: Inputs, ports: Ports): Promise<Result<CommandOutput, Fault>> {
  const request = { command: definition.name, folder: inputs.catalog, key: inputs.key };
  const verified = await verifiedRelease(request, ports);
  if (!verified.ok) return verified;
  if ('refused' in verified.value) return ok(verified.value.refused);
  const { release, latest } = verified.value;
  const place = placeOf(inputs.target);
  const tree = folderTree(place.folder, ports);
  if (!tree.ok) return tree;
  const options = {
    catalog: release.catalog,
    revoked: revokedBy(release, latest),
    tekton: inputs['tekton-version'],
  };
  const pinned = pinReferences(onlyFile(tree.value, place.file), options);
  if (!pinned.ok) return pinned;
  const written = writeFiles(place.folder, pinned.value.files, ports);
  return written.ok ? ok(outcome(pinned.value)) : written;
}

interface FilePlace {
  readonly folder: string;
  /** The one file in it; null: all. */
  readonly file: string | null;
}

function placeOf(target: string): FilePlace {
  return isFolder(target)
    ? { folder: target, file: null }
    : { folder: posix.dirname(target), file: posix.basename(target) };
}

function onlyFile(tree: FileTree, file: string | null): FileTree {
  if (file === null) return tree;
  const entries = tree.entries();
  return {
    ...tree,
    entries: () => (entries.ok ? ok(entries.value.filter(({ path }) => path === file)) : entries),
  };
}

/** By the catalog, and by the statement which is the latest. */
function revokedBy(release: Release, latest: Latest): readonly Revocation[] {
  const all = [...release.catalog.revoked, ...latest.revoked];
  return [...new Map(all.map((each) => [identityOf(each), each])).values()];
}

function outcome(found: Pinned): CommandOutput {
  const { files, pinned, kept, left, unreadable } = found;
  const first = left[0] === undefined ? '' : `: ${left[0].why}`;
  const text = [
    ...left.map(({ path, line, why }) => `left     ${path}:${String(line)}   ${why}`),
    ...unreadable.map(({ path, message }) => `left     ${path}   cannot be read: ${message}`),
    `pinned ${String(pinned)} use${pinned === 1 ? '' : 's'} in ${String(files.size)} file${files.size === 1 ? '' : 's'} · ${String(kept)} as they should be · ${String(left.length)} left${first}`,
  ];
  const facts = { files: [...files.keys()], pinned, kept, left, unreadable };
  return {
    forms: {
      text: () => text.map((line) => `${printable(line)}\n`).join(''),
      json: () => `${JSON.stringify(facts, null, 2)}\n`,
    },
    exitCode: left.length > 0 ? 1 : unreadable.length > 0 ? 2 : 0,
  };
}
