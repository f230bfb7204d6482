import {
  err,
  ok,
  sha256Hex,
  usageFault,
  type Fault,
  type FileTree,
  type Result,
} from '@plumbline/core';
import {
  CATALOG_FILE,
  MAX_LATEST_MS,
  openCatalogStatement,
  PREVIOUS_FILE,
  signCatalog,
  unopenedFault,
  type CatalogTerms,
  type Opened,
  type SignedCatalog,
  type SignedRelease,
} from '@plumbline/catalog';
import { runCommand, type CommandOutput } from '@plumbline/host';
import { defineCommand, version, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { format } from '../format.js';
import { refreshLatest } from './refresh.js';
import { folderTree, writeFiles } from './release-folder.js';
import { openSigning, type Signing } from './signing.js';

const definition = defineCommand({
  name: 'catalog sign',
  summary:
    'Sign a release that was built into a folder: each Task once for Tekton up to 1.9 and once for 1.10 and later, their bundles, ' +
    'and the whole with a serial and an expiry. Files are written; nothing is published.',
  inputs: {
    target: { kind: 'path', positional: true, default: '.', description: 'Folder of the release.' },
    key: {
      kind: 'secret',
      required: true,
      cli: { reference: 'PATH' },
      description:
        'Private key, as a file. Its password comes from COSIGN_PASSWORD or the terminal.',
    },
    'valid-for': { kind: 'duration', default: '180d', description: 'How long the catalog counts.' },
    trust: {
      kind: 'list',
      item: 'PUB',
      description:
        'Public half of an earlier key, whose catalog this one follows after a change of keys.',
    },
    refresh: {
      kind: 'boolean',
      description:
        'Only sign anew, for seven days, that the release is the latest; every day, from a schedule.',
    },
    revocations: {
      kind: 'path',
      description:
        'With `--refresh`: what is revoked by now, a file like `revocations.yaml`. Without it: what was revoked before.',
    },
    format,
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    { does: 'sign what was built', args: 'release --key catalog.key' },
    {
      does: 'say that it is still the latest, and what was revoked since',
      args: 'release --key catalog.key --refresh --revocations revocations.yaml',
    },
  ],
});

export const sign: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, run, argv),
};

type Inputs = InputsOf<typeof definition>;

async function run(inputs: Inputs, ports: Ports): Promise<Result<CommandOutput, Fault>> {
  const signing = await openSigning(inputs, ports);
  if (!signing.ok) return signing;
  const tree = folderTree(inputs.target, ports);
  if (!tree.ok) return tree;
  if (inputs.refresh)
    return refreshLatest({ ...inputs, tree: tree.value, signing: signing.value }, ports);
  const previous = readPrevious(tree.value, signing.value);
  if (!previous.ok) return previous;
  const terms = termsOf(inputs, previous.value, ports.now());
  const latestUntil = new Date(
    Math.min(terms.expiresAt.getTime(), terms.issuedAt.getTime() + MAX_LATEST_MS),
  );
  const signed = signCatalog(tree.value, { signer: signing.value.signer, terms, latestUntil });
  if (!signed.ok) return signed;
  const name = previous.value?.value.name ?? signed.value.catalog.name;
  if (name !== signed.value.catalog.name) return err(otherCatalog(name));
  const written = writeFiles(inputs.target, signed.value.files, ports);
  return written.ok ? ok(outcome(signed.value, terms)) : written;
}

/** The catalog before this one, if there is one; what cannot be verified is not continued. */
function readPrevious(
  tree: FileTree,
  { trust }: Signing,
): Result<Opened<SignedCatalog> | null, Fault> {
  const bytes = tree.read(PREVIOUS_FILE);
  if (!bytes.ok) return bytes.error.code === 'FILE_NOT_FOUND' ? ok(null) : bytes;
  const opened = openCatalogStatement(bytes.value, trust);
  return opened.ok ? ok(opened.value) : err(unopenedFault(PREVIOUS_FILE, opened.error));
}

function termsOf(inputs: Inputs, previous: Opened<SignedCatalog> | null, now: Date): CatalogTerms {
  const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000);
  return {
    serial: (previous?.value.serial ?? 0) + 1,
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + inputs['valid-for']),
    previous: previous?.statementSha256 ?? null,
    upstream: null,
    generator: version,
  };
}

function outcome(
  { catalog, files }: SignedRelease,
  { serial, expiresAt, previous }: CatalogTerms,
): CommandOutput {
  const sha256 = sha256Hex(files.get(CATALOG_FILE) ?? '');
  const tasks = catalog.steps.filter(({ task }) => task !== null).length;
  const expires = expiresAt.toISOString();
  const text = [
    `${CATALOG_FILE} sha256:${sha256}`,
    `serial ${String(serial)}${previous === null ? ', the first' : ` after ${String(serial - 1)}`}`,
    `expires ${expires.slice(0, 10)}`,
    `${String(tasks)} Task${tasks === 1 ? '' : 's'} × 2 Tekton variants`,
    `wrote ${String(files.size)} files, published nothing`,
  ].join(' · ');
  const facts = { sha256, serial, expires, tasks, files: [...files.keys()].sort() };
  return {
    forms: { text: () => `${text}\n`, json: () => `${JSON.stringify(facts, null, 2)}\n` },
    exitCode: 0,
  };
}

function otherCatalog(name: string): Fault {
  return usageFault(
    'CATALOG_PREVIOUS',
    `${PREVIOUS_FILE} is of another catalog, ${name}`,
    'plumbline catalog build --previous FILE',
  );
}
