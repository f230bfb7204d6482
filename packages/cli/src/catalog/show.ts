import { ok, type Fault, type Result } from '@plumbline/core';
import { catalogRefs, CATALOG_FILE, parseCatalog, type Catalog } from '@plumbline/catalog';
import { isFolder, runCommand, type CommandOutput } from '@plumbline/host';
import { defineCommand, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { format } from '../format.js';

const definition = defineCommand({
  name: 'catalog show',
  summary: 'Show what is in a catalog. Nothing is verified: `catalog verify` does that.',
  inputs: {
    target: {
      kind: 'path',
      positional: true,
      default: CATALOG_FILE,
      description: '`catalog.json`, or the folder that holds it.',
    },
    refs: {
      kind: 'boolean',
      description:
        'Only what a registry has to hold, one `NAME:TAG@DIGEST` a line: for skopeo, oras or crane.',
    },
    format,
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    { does: 'what is in it', args: 'release/catalog.json' },
    { does: 'what to mirror', args: 'release/catalog.json --refs' },
  ],
});

export const show: LoadedCommand = {
  definition,
  run: (argv) =>
    runCommand(definition, (inputs, ports) => Promise.resolve(run(inputs, ports)), argv),
};

function run(
  { target, refs }: InputsOf<typeof definition>,
  ports: Ports,
): Result<CommandOutput, Fault> {
  const catalog = readCatalog(target, ports);
  if (!catalog.ok) return catalog;
  const text = refs ? catalogRefs(catalog.value) : lines(catalog.value);
  const json = refs ? catalogRefs(catalog.value) : catalog.value;
  return ok({
    forms: {
      text: () => text.map((line) => `${line}\n`).join(''),
      json: () => `${JSON.stringify(json, null, 2)}\n`,
    },
    exitCode: 0,
  });
}

/** A `catalog.json`, named itself or by its folder. */
export function readCatalog(path: string, ports: Ports): Result<Catalog, Fault> {
  const file = isFolder(path) ? `${path.replace(/\/+$/, '')}/${CATALOG_FILE}` : path;
  const bytes = ports.readFile(file);
  return bytes.ok ? parseCatalog(file, bytes.value) : bytes;
}

function lines({ name, version, source, steps, images, revoked }: Catalog): readonly string[] {
  return [
    `${name} ${version}   not verified: plumbline catalog verify does that`,
    `source   ${source.uri ?? 'not told'}${source.commit === null ? '' : ` at ${source.commit}`}`,
    ...steps.map(stepLine),
    ...images.map(
      ({ ref, digest, base }) => `image    ${ref}@${digest}${base === null ? '' : `, on ${base}`}`,
    ),
    ...revoked.map((each) => `revoked  ${each.name} ${each.version}, ${each.reason}`),
  ];
}

function stepLine({
  name,
  version,
  action,
  task,
  permissions,
  network,
}: Catalog['steps'][number]): string {
  const faces = [
    ...(action === null ? [] : ['action']),
    ...(task === null
      ? []
      : [
          `Task (${task.variants.length === 0 ? 'not signed yet' : task.variants.map(({ tekton }) => tekton).join(', ')})`,
        ]),
  ];
  const rights = Object.entries(permissions ?? {}).map(([scope, access]) => `${scope}: ${access}`);
  const facts = [
    faces.join(' and '),
    permissions === null ? 'permissions not told' : rights.join(', '),
    network === null ? '' : network.length === 0 ? 'no network' : network.join(', '),
  ];
  return `step     ${name} ${version}   ${facts.filter((fact) => fact !== '').join(' · ')}`;
}
