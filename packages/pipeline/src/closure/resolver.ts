import { isCommit } from '../github/uses.js';
import type { NodeStatus, Resolver } from '../graph.js';
import { parseImage } from '../image.js';

/** A remote reference as it stands after its parameters are known. */
export interface RemoteReference {
  readonly resolver: string;
  readonly params: ReadonlyMap<string, string>;
}

export interface Judged {
  readonly ref: string;
  readonly resolver: Resolver;
  readonly status: NodeStatus;
  readonly digests?: Readonly<Record<string, string>>;
  readonly reason?: string;
}

/** How a resolver's parameters hold what is fetched (Tekton resolver reference). */
export function judgeReference({ resolver, params }: RemoteReference): Judged {
  const at = (name: string): string => params.get(name) ?? '';
  switch (resolver) {
    case 'git':
      return judgeGit(at);
    case 'bundles':
      return judgeBundle(at('bundle'), at('kind'), at('name'));
    case 'hub':
      return judgeHub(at);
    case 'http':
      return judgeHttp(at);
    case 'cluster':
      return {
        ref: [at('namespace'), at('kind'), at('name')].filter((part) => part !== '').join('/'),
        resolver: 'cluster',
        status: 'in-cluster',
        reason: 'it is whatever the cluster holds under this name when it runs',
      };
    default:
      return {
        ref: `${resolver}:${[...params].map(([name, value]) => `${name}=${value}`).join(',')}`,
        resolver: 'custom',
        status: 'undecidable',
        reason: `the resolver \`${resolver}\` is not one of Tekton's own`,
      };
  }
}

type Lookup = (name: string) => string;

/** GHSA-94jr-7pqp-xhcq: a revision may not look like an option of git. */
function judgeGit(at: Lookup): Judged {
  const revision = at('revision');
  const api = at('url') === '';
  const place = api
    ? [at('serverURL'), at('org'), at('repo')].filter((part) => part !== '').join('/')
    : at('url');
  const base = { ref: `${place}@${revision}:${at('pathInRepo')}`, resolver: 'git' as const };
  if (/^-|[^\x21-\x7e]|\.\./.test(revision))
    return { ...base, status: 'undecidable', reason: 'the revision is no name that git allows' };
  if (place === '' || at('pathInRepo') === '') {
    return {
      ...base,
      status: 'undecidable',
      reason: 'without `url` and `pathInRepo` it depends on the configuration of the cluster',
    };
  }
  if (!isHttps(api ? at('serverURL') || 'https://' : at('url'))) {
    return {
      ...base,
      status: 'unpinned',
      reason: 'the address is not https, so another may answer',
    };
  }
  if (!isCommit(revision)) return { ...base, status: 'unpinned', reason: gitReason(revision) };
  return { ...base, status: 'pinned', digests: { gitCommit: revision.toLowerCase() } };
}

function isHttps(url: string): boolean {
  return /^https:\/\/\S*$/i.test(url);
}

function gitReason(revision: string): string {
  if (revision === '') return 'it has no `revision`, so the configuration of the cluster decides';
  return `\`${revision}\` is not a full commit, so it can be moved to other content`;
}

/** `bundles`, and the field `bundle` that came before it. */
export function judgeBundle(bundle: string, kind: string, name: string): Judged {
  const base = {
    ref: `${bundle}:${kind === '' ? 'task' : kind.toLowerCase()}/${name}`,
    resolver: 'bundles' as const,
  };
  if (bundle === '')
    return {
      ...base,
      status: 'undecidable',
      reason: 'without `bundle` the configuration of the cluster decides',
    };
  const image = parseImage(bundle);
  if (image.kind === 'undecidable') return { ...base, status: 'undecidable', reason: image.reason };
  if (image.digest === null)
    return { ...base, status: 'unpinned', reason: image.unpinned ?? 'it has no digest' };
  return { ...base, status: 'pinned', digests: { sha256: image.digest.slice('sha256:'.length) } };
}

function judgeHub(at: Lookup): Judged {
  const version = at('version');
  const exact = /^v?\d+(?:\.\d+)*(?:[-+][\w.]+)?$/.test(version);
  const source = [at('url'), at('type'), at('catalog')].filter((part) => part !== '').join('/');
  return {
    ref: `${source === '' ? '' : `${source}/`}${at('kind') === '' ? 'task' : at('kind')}/${at('name')}@${version}`,
    resolver: 'hub',
    status: 'unpinned',
    reason: exact
      ? 'a hub has no digests: an exact version holds the name only; use bundles or git with a commit'
      : `\`${version}\` is not one exact version`,
  };
}

function judgeHttp(at: Lookup): Judged {
  const digest = /^sha256:([0-9a-f]{64})$/.exec(at('digest'))?.[1];
  const base = { ref: at('url'), resolver: 'http' as const };
  if (!/^https?:\/\//i.test(at('url')))
    return { ...base, status: 'undecidable', reason: 'the address is neither http nor https' };
  if (digest !== undefined) return { ...base, status: 'pinned', digests: { sha256: digest } };
  return { ...base, status: 'unpinned', reason: 'it has no `digest: sha256:…`' };
}
