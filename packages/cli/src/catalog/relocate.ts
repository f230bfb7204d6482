import { err, ok, parseImageName, usageFault, type Fault, type Result } from '@plumbline/core';
import {
  MAX_LATEST_MS,
  relocate as relocateRelease,
  type Latest,
  type Release,
  type SignedRelease,
} from '@plumbline/catalog';
import { runCommand, type CommandOutput } from '@plumbline/host';
import { openPrivateKey } from '@plumbline/records';
import { defineCommand, version, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { format } from '../format.js';
import { checkEmpty, writeFiles } from './release-folder.js';
import { verifiedRelease } from './verified-release.js';

const definition = defineCommand({
  name: 'catalog relocate',
  summary:
    'Copy a verified release for a registry of your own: the names of images and bundles change, digests of images stay, the Tasks are ' +
    'signed again with your key, and the statement says from which one it was taken. Nothing is published or fetched.',
  inputs: {
    target: {
      kind: 'path',
      positional: true,
      default: '.',
      description: 'Folder of the whole release.',
    },
    to: {
      kind: 'text',
      required: true,
      description: 'Registry and path, such as `registry.corp.example/plumbline`.',
    },
    key: {
      kind: 'secret',
      required: true,
      cli: { reference: 'PATH' },
      description:
        'Your private key, as a file. Its password comes from COSIGN_PASSWORD or the terminal.',
    },
    trust: {
      kind: 'list',
      item: 'PUB',
      description:
        'Public half of the key that signed the release. Without it: the keys under `trust` in `.plumbline.yaml`.',
    },
    out: { kind: 'path', required: true, description: 'Folder to write; new or empty.' },
    format,
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    {
      does: 'for an air-gapped network',
      args: 'release --to registry.corp.example/plumbline --trust plumbline.pub --key corp.key --out corp',
    },
  ],
});

export const relocate: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, run, argv),
};

async function run(
  inputs: InputsOf<typeof definition>,
  ports: Ports,
): Promise<Result<CommandOutput, Fault>> {
  const to = inputs.to.replace(/\/+$/, '');
  if (!parseImageName(`${to}/name`).ok || (!to.includes('.') && !to.includes(':')))
    return err(noPlace(inputs.to));
  const empty = checkEmpty(inputs.out, ports);
  if (!empty.ok) return empty;
  const request = { command: definition.name, folder: inputs.target, key: inputs.trust };
  const verified = await verifiedRelease(request, ports);
  if (!verified.ok) return verified;
  if ('refused' in verified.value) return ok(verified.value.refused);
  const signer = await openPrivateKey(inputs.key, ports);
  if (!signer.ok) return signer;
  const { release, latest } = verified.value;
  const latestUntil = latestUntilOf(release, latest);
  const copy = relocateRelease(release, {
    to,
    signer: signer.value,
    latestUntil,
    generator: version,
  });
  if (!copy.ok) return copy;
  const written = writeFiles(inputs.out, copy.value.files, ports);
  return written.ok ? ok(outcome(copy.value, { release, out: inputs.out })) : written;
}

/** Never longer than the release says of itself that it is the latest. */
function latestUntilOf({ trust }: Release, { expiresAt }: Latest): Date {
  const issuedAt = Math.floor(trust.now.getTime() / 1000) * 1000;
  return new Date(Math.min(issuedAt + MAX_LATEST_MS, expiresAt.getTime()));
}

function outcome(
  { catalog, files }: SignedRelease,
  { release, out }: { readonly release: Release; readonly out: string },
): CommandOutput {
  const tasks = catalog.steps.filter(({ task }) => task !== null).length;
  const { serial, expiresAt } = release.signed.value;
  const images = catalog.images.map(({ ref, digest }) => `${ref}@${digest}`);
  const text = [
    ...images.map((image) => `image    ${image}`),
    `${String(tasks)} Task${tasks === 1 ? '' : 's'} signed again · serial ${String(serial)} · expires ${expiresAt.toISOString().slice(0, 10)} · wrote ${String(files.size)} files to ${out}, published nothing`,
  ];
  const facts = {
    images,
    tasks,
    serial,
    upstream: release.signed.statementSha256,
    files: [...files.keys()].sort(),
  };
  return {
    forms: {
      text: () => text.map((line) => `${line}\n`).join(''),
      json: () => `${JSON.stringify(facts, null, 2)}\n`,
    },
    exitCode: 0,
  };
}

function noPlace(to: string): Fault {
  return usageFault(
    'INPUT_INVALID',
    `${JSON.stringify(to.slice(0, 200))} is no registry`,
    '--to registry.corp.example/plumbline',
  );
}
