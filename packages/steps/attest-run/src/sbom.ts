import { err, ok, sha256Hex, usageFault, type Fault, type Result } from '@plumbline/core';
import { readBom, type Bom } from '@plumbline/records';
import type { Ports, Tool } from '@plumbline/step';
import type { Artifact } from './observed.js';
import { isImage } from './subjects/image.js';

/** A list of contents, which it is, and what made it. */
export interface MadeBom extends Bom {
  /** Of its bytes. */
  readonly sha256: string;
  /** Null: it was given. */
  readonly by: Pick<Tool, 'name' | 'sha256'> | null;
}

/** What is listed: the one image that was built, else the folder that the run works in. */
export interface Listed {
  readonly folder: string;
  readonly artifacts: readonly Artifact[];
  readonly offline: boolean;
}

/** Reads the SBOM that was given, or has one made; null: none is wanted. */
export async function bomOf(
  input: string | null,
  listed: Listed,
  ports: Ports,
): Promise<Result<MadeBom | null, Fault>> {
  if (input === null) return ok(null);
  if (input === 'generate') return generate(listed, ports);
  const bytes = ports.readFile(input);
  return bytes.ok ? read(input, bytes.value, null) : bytes;
}

function read(name: string, bytes: Uint8Array, by: MadeBom['by']): Result<MadeBom, Fault> {
  const bom = readBom(name, bytes);
  return bom.ok
    ? ok({ ...bom.value, sha256: sha256Hex(bytes), by })
    : err(usageFault('SBOM_FORM', `${name}: ${bom.error}`));
}

/** In the order in which they are looked for: syft runs nothing of what it lists. */
const TOOLS: Readonly<Record<string, (what: Scanned) => readonly string[]>> = {
  syft: ({ image, folder }) => [
    ...['scan', image === null ? `dir:${folder}` : `registry:${image}`, '--quiet'],
    ...['--output', `spdx-json=${RESULT}`],
  ],
  cdxgen: ({ image, folder }) => [
    ...['--no-install-deps', '--no-banner', '--output', RESULT],
    ...(image === null ? [folder] : ['--type', 'oci', image]),
  ],
};

const RESULT = 'sbom.json';

/** No phoning home, and no command of the project. */
const QUIET = { SYFT_CHECK_FOR_APP_UPDATE: 'false', CDXGEN_ALLOWED_COMMANDS: 'none' };

interface Scanned {
  readonly image: string | null;
  readonly folder: string;
}

async function generate(listed: Listed, { tools }: Ports): Promise<Result<MadeBom, Fault>> {
  const scanned = scannedOf(listed, tools.absolute(listed.folder));
  if (!scanned.ok) return scanned;
  const tool = tools.find(Object.keys(TOOLS));
  if (!tool.ok) return tool;
  if (tool.value === null) return err(noTool());
  const { name, sha256 } = tool.value;
  const args = TOOLS[name]?.(scanned.value) ?? [];
  const made = await tools.run(tool.value, { args, env: QUIET, result: RESULT });
  return made.ok ? read(name, made.value, { name, sha256 }) : made;
}

/** The manifests of an image's platforms are parts of it: its own name stands for them. */
function scannedOf({ artifacts, offline }: Listed, folder: string): Result<Scanned, Fault> {
  const images = artifacts.filter(isImage).filter(({ name }) => !name.includes('?'));
  const [image, second] = images;
  if (image === undefined) return ok({ image: null, folder });
  if (second !== undefined) return err(severalImages(images.length));
  if (offline) return err(imageOffline());
  return ok({ image: `${image.name}@sha256:${image.digest['sha256'] ?? ''}`, folder });
}

function noTool(): Fault {
  return usageFault(
    'SBOM_TOOL',
    'sbom: generate needs syft or cdxgen, and neither is on the PATH',
    'install one of them, or give the file that it made: sbom: sbom.spdx.json',
  );
}

function severalImages(number: number): Fault {
  return usageFault(
    'SBOM_SOURCE',
    `one list of contents cannot be made of ${String(number)} images`,
    'attest each image in a step of its own, or give the file',
  );
}

function imageOffline(): Fault {
  return usageFault('SBOM_SOURCE', 'offline the image cannot be listed', 'sbom: sbom.spdx.json');
}
