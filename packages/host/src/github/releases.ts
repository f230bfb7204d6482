import { err, mapGet, ok, stringOf, type Fault, type Node, type Result } from '@plumbline/core';
import type { GitHubClient } from './client.js';
import { oddAnswer } from './faults.js';
import { idOf, itemsOf, reading, textOf } from './fields.js';

const PER_PAGE = 100;
const MAX_PAGES = 10;
const MAX_ASSET = 64 * 1024 * 1024;

export interface Asset {
  readonly id: string;
  readonly name: string;
}

export interface Release {
  readonly id: string;
  readonly tag: string;
  readonly assets: readonly Asset[];
}

/** REST API, "List releases": newest first, drafts too where the token may see them. Null: there are more than are read. */
export async function listReleases(
  ask: GitHubClient,
  repository: string,
): Promise<Result<{ readonly releases: readonly Release[]; readonly more: boolean }, Fault>> {
  const releases: Release[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const path = `repos/${repository}/releases?per_page=${PER_PAGE}&page=${page}`;
    const reply = await ask({ path });
    if (!reply.ok) return reply;
    if (reply.value.status === 404) return err(oddAnswer('it shows no releases to this token'));
    const found = reading(reply.value.body, 'the list of releases', (root) =>
      root.kind === 'seq' ? root.items.map(releaseOf) : [],
    );
    if (!found.ok) return found;
    releases.push(...found.value);
    if (found.value.length < PER_PAGE) return ok({ releases, more: false });
  }
  return ok({ releases, more: true });
}

function releaseOf(node: Node): Release {
  const assets = itemsOf(node, 'assets').flatMap((asset) =>
    stringOf(mapGet(asset, 'state')) === 'uploaded'
      ? [{ id: idOf(asset), name: textOf(asset, 'name') }]
      : [],
  );
  return { id: idOf(node), tag: textOf(node, 'tag_name'), assets };
}

/** REST API, "Get a release asset". */
export async function readAsset(
  ask: GitHubClient,
  repository: string,
  { id, name }: Asset,
): Promise<Result<Uint8Array, Fault>> {
  const path = `repos/${repository}/releases/assets/${id}`;
  const accept = 'application/octet-stream';
  const reply = await ask({ path, accept, download: { cap: MAX_ASSET } });
  if (!reply.ok) return reply;
  return reply.value.status === 200
    ? ok(reply.value.body)
    : err(oddAnswer(`the asset ${JSON.stringify(name.slice(0, 100))} is gone`));
}

/** REST API, "Upload a release asset". */
export async function uploadAsset(
  ask: GitHubClient,
  repository: string,
  {
    release,
    name,
    bytes,
  }: { readonly release: string; readonly name: string; readonly bytes: Uint8Array },
): Promise<Result<void, Fault>> {
  const path = `repos/${repository}/releases/${release}/assets?name=${encodeURIComponent(name)}`;
  const post = { type: 'application/octet-stream', body: bytes };
  const reply = await ask({ path, post, upload: true });
  if (!reply.ok) return reply;
  return reply.value.status === 201
    ? ok(undefined)
    : err({ ...oddAnswer('it does not take the asset'), hint: 'permissions: { contents: write }' });
}
