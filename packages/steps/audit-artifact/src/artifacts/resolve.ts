import { err, ok, parseImageName, usageFault, type Fault, type Result } from '@plumbline/core';
import type { DigestedFile, Ports } from '@plumbline/step';
import type { Artifact } from '../judge/subject.js';
import { readLayout } from './layout.js';
import { readList } from './list.js';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const IMAGE = /^[^\s@]+@(sha256:[0-9a-f]{64})$/;

/** More than this in one run is for a shard of it. */
const MOST_ARTIFACTS = 200_000;

/** What a target names: artifacts, or a name that only a search can go on from. */
export type Resolved =
  | { readonly kind: 'artifacts'; readonly artifacts: readonly Artifact[] }
  | { readonly kind: 'name' };

/** Everything that a target stands for. Digests are computed here, or were given; a name is never one. */
export function resolveTarget(target: string, ports: Ports): Result<Resolved, Fault> {
  return target.startsWith('@') ? resolveList(target.slice(1), ports) : resolveOne(target, ports);
}

function resolveList(path: string, ports: Ports): Result<Resolved, Fault> {
  const names = readList(path, ports);
  if (!names.ok) return names;
  const artifacts: Artifact[] = [];
  for (const name of names.value) {
    const one = resolveOne(name, ports);
    if (!one.ok) return one;
    if (one.value.kind === 'name') return err(unknownName(name, path));
    artifacts.push(...one.value.artifacts);
    if (artifacts.length > MOST_ARTIFACTS) return err(tooMany(path));
  }
  return ok({ kind: 'artifacts', artifacts });
}

function resolveOne(target: string, ports: Ports): Result<Resolved, Fault> {
  if (DIGEST.test(target)) return ok(artifactsOf([digestOnly(target, target)]));
  const image = IMAGE.exec(target)?.[1];
  if (image !== undefined) return ok(artifactsOf([imageOf(target, image)]));
  const files = ports.digestFiles(target);
  if (!files.ok) return files.error.code === 'FILE_NOT_FOUND' ? ok({ kind: 'name' }) : files;
  const folder = layoutFolder(files.value);
  if (folder !== null) {
    const layout = readLayout(folder, files.value, ports);
    return layout.ok ? ok(artifactsOf(layout.value)) : layout;
  }
  return ok(
    artifactsOf(files.value.map(({ path, sha256 }) => digestOnly(path, `sha256:${sha256}`))),
  );
}

/** The folder of an OCI image layout among the files; null: they are just files. */
function layoutFolder(files: readonly DigestedFile[]): string | null {
  const marks = files.filter(({ path }) => /(?:^|\/)oci-layout$/.test(path));
  const [mark] = marks;
  return mark === undefined || marks.length > 1 ? null : mark.path.slice(0, -'oci-layout'.length);
}

function artifactsOf(artifacts: readonly Artifact[]): Resolved {
  return { kind: 'artifacts', artifacts };
}

/** An artifact of which nothing but its digest is known. */
export function digestOnly(name: string, key: string): Artifact {
  const [algorithm = '', hex = ''] = key.split(':');
  return { name, key, digest: { [algorithm]: hex }, parts: [] };
}

function imageOf(target: string, digest: string): Artifact {
  const name = parseImageName(target);
  const artifact = digestOnly(target, digest);
  return name.ok ? { ...artifact, repository: name.value } : artifact;
}

function unknownName(name: string, path: string): Fault {
  return usageFault(
    'TARGET_NAME',
    `${path}: ${JSON.stringify(name)} is neither a digest nor a file`,
    `write sha256:HEX or IMAGE@sha256:HEX; a file is named from the working folder`,
  );
}

function tooMany(path: string): Fault {
  return usageFault(
    'TARGET_TOO_LARGE',
    `${path} names more than ${String(MOST_ARTIFACTS)} artifacts`,
    'split the list',
  );
}
