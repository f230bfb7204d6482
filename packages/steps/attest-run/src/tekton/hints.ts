import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import { material, type Descriptor } from '@plumbline/records';
import type { Artifact } from '../observed.js';
import { imageArtifact } from '../subjects/image.js';

/** Results by name; a value is text, or an object of texts. */
export type Results = ReadonlyMap<string, Node>;

/** `results` of a run, a task or a step. */
export function resultsOf(node: Node | undefined): Results {
  return new Map(
    seqItems(node).flatMap((each) => {
      const name = stringOf(mapGet(each, 'name'));
      const value = mapGet(each, 'value');
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * What results hint at as made (Tekton Chains, docs/slsa-provenance.md, "Type Hinting"). Of an object that does not say
 * `isBuildArtifact` nothing follows, as for Chains since v2alpha4.
 */
export function hintedArtifacts(results: Results, origin: Artifact['origin']): readonly Artifact[] {
  const images = [...results].flatMap(([name, value]) => [
    ...pair(results, name, ['IMAGE_URL', 'IMAGE_DIGEST']),
    ...(name === 'IMAGES' ? imagesIn(stringOf(value) ?? '') : []),
  ]);
  const others = [...results].flatMap(([name, value]) => [
    ...pair(results, name, ['ARTIFACT_URI', 'ARTIFACT_DIGEST']),
    ...(name.endsWith('ARTIFACT_OUTPUTS') && isBuilt(value) ? objectHint(value) : []),
  ]);
  return [
    ...images.map(({ uri, sha256 }) => imageArtifact(repositoryOf(uri), sha256, origin)),
    ...others.map(({ uri, sha256 }) => ({
      name: repositoryOf(uri),
      uri: null,
      digest: { sha256 },
      origin,
    })),
  ];
}

/** What results and params hint at as taken: `CHAINS-GIT_URL` with `CHAINS-GIT_COMMIT`, and `*ARTIFACT_INPUTS`. */
export function hintedInputs(results: Results): readonly Descriptor[] {
  const source = hintedSource(results);
  const inputs = [...results].flatMap(([name, value]) =>
    name.endsWith('ARTIFACT_INPUTS') ? inputHint(value) : [],
  );
  return [
    ...(source === null
      ? []
      : [material({ uri: `git+${source.uri}`, digest: { gitCommit: source.commit } })]),
    ...inputs,
  ];
}

/** The repository and the commit that a clone hints at. */
export function hintedSource(results: Results): { uri: string; commit: string } | null {
  const uri = stringOf(results.get('CHAINS-GIT_URL'))?.trim() ?? '';
  const commit = stringOf(results.get('CHAINS-GIT_COMMIT'))?.trim() ?? '';
  const isCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit);
  return uri === '' || !isCommit ? null : { uri: uri.replace(/^git\+/, ''), commit };
}

interface Hint {
  readonly uri: string;
  readonly sha256: string;
}

/** `<prefix>IMAGE_URL` and `<prefix>IMAGE_DIGEST`. */
function pair(results: Results, name: string, [url, digest]: readonly [string, string]): Hint[] {
  if (!name.endsWith(url)) return [];
  const prefix = name.slice(0, -url.length);
  return hint(stringOf(results.get(name)), stringOf(results.get(prefix + digest)));
}

function imagesIn(text: string): Hint[] {
  return text.split(/[,\n]/).flatMap((each) => {
    const [uri, digest] = each.trim().split('@');
    return hint(uri, digest);
  });
}

function objectHint(value: Node): Hint[] {
  return hint(stringOf(mapGet(value, 'uri')), stringOf(mapGet(value, 'digest')));
}

/** Chains takes SHA-1 as well, which is the name of a commit. */
function inputHint(value: Node): readonly Descriptor[] {
  const uri = stringOf(mapGet(value, 'uri'))?.trim() ?? '';
  const commit = /^sha1:([0-9a-f]{40})$/.exec(stringOf(mapGet(value, 'digest'))?.trim() ?? '')?.[1];
  if (commit !== undefined && uri.startsWith('git+'))
    return [material({ uri, digest: { gitCommit: commit } })];
  return objectHint(value).map(({ sha256 }) => material({ uri, digest: { sha256 } }));
}

function isBuilt(value: Node): boolean {
  return stringOf(mapGet(value, 'isBuildArtifact')) === 'true';
}

function hint(uri: string | undefined, digest: string | undefined): Hint[] {
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest?.trim() ?? '')?.[1];
  const place = uri?.trim() ?? '';
  return sha256 === undefined || place === '' ? [] : [{ uri: place, sha256 }];
}

/** An image by its repository, as `cosign` and `gh` name subjects; a tag says nothing beside a digest. */
function repositoryOf(uri: string): string {
  const [place = uri] = uri.replace(/^(?:docker|oci):\/\//, '').split('@');
  return place.replace(/:[^/:]*$/, '');
}
