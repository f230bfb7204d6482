import { err, ok, usageFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import {
  buildCatalog,
  buildChecks,
  buildHeadline,
  CATALOG_FILE,
  parseRevocations,
  parseSourceIndex,
  PREVIOUS_FILE,
  SOURCE_INDEX_FILE,
  writeCatalog,
  type Built,
  type Revocation,
  type SourceIndex,
} from '@plumbline/catalog';
import { runCommand, type CommandOutput } from '@plumbline/host';
import {
  commonInputs,
  defineCommand,
  targetInputs,
  type InputsOf,
  type Ports,
  type Target,
} from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { readPins, type Pins } from './image-pins.js';
import { checkEmpty, folderTree, writeFiles } from './release-folder.js';
import { given, reportInputs, reportOutput } from './report-output.js';

const definition = defineCommand({
  name: 'catalog build',
  summary:
    'Build a release of a catalog of actions and Tekton Tasks into a folder: every file with its digest, every image by digest. ' +
    'What lies in `actions/NAME` and `tekton-tasks/NAME/VERSION` (or `task/`) belongs to it, or what `catalog.yaml` lists. ' +
    'Nothing is signed and nothing is published.',
  inputs: {
    target: commonInputs.target,
    ...targetInputs,
    version: { kind: 'text', required: true, description: 'Version of the release.' },
    out: { kind: 'path', required: true, description: 'Folder to write; new or empty.' },
    image: {
      kind: 'list',
      item: 'NAME:TAG@sha256:HEX',
      description: 'Digest to write behind an image that Tasks name without one.',
    },
    base: {
      kind: 'list',
      item: 'NAME:TAG=BASE',
      description: 'What an image is built on, for those who compare releases.',
    },
    bundles: {
      kind: 'text',
      description:
        'Where Tekton bundles will be pushed, such as `ghcr.io/acme/tasks`. Without it there are none.',
    },
    rebuilt: {
      kind: 'path',
      description:
        'A copy of the sources in which another job, without any right, has built every `dist` anew: compared byte by byte.',
    },
    previous: {
      kind: 'path',
      description:
        'The signed catalog that this one follows. Without it: `.plumbline/catalog.sigstore.json` of the target, or the first release.',
    },
    ...reportInputs,
  },
  examples: [
    { does: 'from the commit at hand', args: '--version 2026.11.0 --out release' },
    {
      does: 'with an image that was built a moment ago',
      args: '--version 1.0.0 --out release --image ghcr.io/acme/tools:1.0.0@sha256:HEX --bundles ghcr.io/acme/tasks',
    },
  ],
});

export const build: LoadedCommand = {
  definition,
  run: (argv) =>
    runCommand(definition, (inputs, ports) => Promise.resolve(run(inputs, ports)), argv),
};

type Inputs = InputsOf<typeof definition>;

function run(inputs: Inputs, ports: Ports): Result<CommandOutput, Fault> {
  const empty = checkEmpty(inputs.out, ports);
  if (!empty.ok) return empty;
  const target = ports.openTarget(inputs);
  if (!target.ok) return target;
  const read = readSources(inputs, target.value, ports);
  if (!read.ok) return read;
  const { index, pins, previous, ...sources } = read.value;
  const built = buildCatalog({
    ...{ tree: target.value.tree, index, version: inputs.version, ...pins, ...sources },
    ...{ bundles: inputs.bundles, repository: repositoryOf(target.value) },
    source: { uri: target.value.sourceUri, commit: target.value.commit },
  });
  if (!built.ok) return built;
  const done =
    built.value.refused.length === 0
      ? write(built.value, { inputs, previous }, ports)
      : ok(undefined);
  return done.ok ? ok(outcome(built.value, inputs)) : done;
}

interface Sources {
  readonly index: SourceIndex | null;
  readonly revoked: readonly Revocation[];
  readonly pins: Pins;
  readonly rebuilt: FileTree | null;
  readonly previous: Uint8Array | null;
}

function readSources(inputs: Inputs, { tree }: Target, ports: Ports): Result<Sources, Fault> {
  const index = optional(tree, SOURCE_INDEX_FILE, parseSourceIndex);
  if (!index.ok) return index;
  const stated = index.value?.version ?? inputs.version;
  if (stated !== inputs.version) return err(otherVersion(stated, inputs.version));
  const revoked = optional(tree, 'revocations.yaml', (bytes) =>
    parseRevocations('revocations.yaml', bytes),
  );
  if (!revoked.ok) return revoked;
  const pins = readPins(inputs);
  if (!pins.ok) return pins;
  const rebuilt = inputs.rebuilt === null ? ok(null) : folderTree(inputs.rebuilt, ports);
  if (!rebuilt.ok) return rebuilt;
  const previous =
    inputs.previous === null
      ? optional(tree, '.plumbline/catalog.sigstore.json', ok)
      : ports.readFile(inputs.previous);
  if (!previous.ok) return previous;
  return ok({
    ...{ index: index.value, revoked: revoked.value ?? [], pins: pins.value },
    ...{ rebuilt: rebuilt.value, previous: previous.value },
  });
}

/** What a file of the tree says; null where there is no such file. */
function optional<T>(
  tree: FileTree,
  path: string,
  parse: (bytes: Uint8Array) => Result<T, Fault>,
): Result<T | null, Fault> {
  const bytes = tree.read(path);
  if (bytes.ok) return parse(bytes.value);
  return bytes.error.code === 'FILE_NOT_FOUND' ? ok(null) : bytes;
}

function write(
  built: Built,
  { inputs, previous }: { readonly inputs: Inputs; readonly previous: Uint8Array | null },
  ports: Ports,
): Result<void, Fault> {
  const index = [CATALOG_FILE, writeCatalog(built.catalog)] as const;
  const follows = previous === null ? [] : [[PREVIOUS_FILE, previous] as const];
  return writeFiles(inputs.out, new Map([...built.files, ...follows, index]), ports);
}

function outcome(built: Built, inputs: Inputs): CommandOutput {
  const isCompared = inputs.rebuilt !== null;
  const refused = built.refused.length > 0;
  const found = {
    command: definition.name,
    target: inputs.target,
    policy: given('none'),
    checks: buildChecks(built, isCompared),
    headline: buildHeadline(built, isCompared),
    notes: [
      ...built.notes,
      refused ? 'nothing was written' : `wrote ${inputs.out}: nothing is signed yet`,
    ],
    own: built.catalog,
  };
  const next = refused
    ? 'mend it, and build again'
    : `plumbline catalog sign ${inputs.out} --key KEY`;
  return reportOutput({ ...found, next }, inputs.verbose);
}

/** `owner/repository` where the source is on GitHub. */
function repositoryOf({ sourceUri }: Target): string | null {
  return (
    /^git\+https:\/\/github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/.exec(sourceUri ?? '')?.[1] ?? null
  );
}

function otherVersion(stated: string, version: string): Fault {
  return usageFault(
    'CATALOG_VERSION',
    `catalog.yaml says version ${stated}, --version ${version}`,
    `--version ${stated}`,
  );
}
