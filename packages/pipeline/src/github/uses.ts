import { remembered } from '@plumbline/core';
import { parseImage, type ImageReference, type Undecidable } from '../image.js';
import { hasExpression, oddCharacter } from '../reference-text.js';

/** `./x`: a path of the workspace at run time; `$/x`: a path of the repository at the running commit. */
export interface LocalUses {
  readonly kind: 'local';
  /** Relative to the root, without `./`, `$/` or a slash at the end; empty for the root. */
  readonly path: string;
  readonly form: 'workspace' | 'self';
  readonly target: 'action' | 'workflow';
}

export interface RemoteUses {
  readonly kind: 'remote';
  readonly owner: string;
  readonly repository: string;
  /** Inside the repository; empty for its root. */
  readonly path: string;
  readonly ref: string;
  readonly refKind: 'commit' | 'short-commit' | 'name';
  readonly target: 'action' | 'workflow';
}

export interface ImageUses {
  readonly kind: 'docker';
  readonly text: string;
  readonly image: ImageReference | Undecidable;
}

export type Uses = LocalUses | RemoteUses | ImageUses | Undecidable;

const LONGEST = 4096;
const SEGMENT = /^[A-Za-z0-9._-]+$/;
/** What git allows in a ref name (git-check-ref-format), less what no ref of a `uses` needs. */
const REF = /^(?![-/])(?!.*(?:\.\.|\/\/|@\{|[~^:?*[\\]))[\x21-\x7e]+(?<![/.])$/;

/** Reads the value of `uses` (GitHub workflow syntax, `jobs.<id>.steps[*].uses` and `jobs.<id>.uses`); splits at the first `@`. */
export const parseUses = remembered((text: string): Uses => {
  if (hasExpression(text)) return undecidable('the reference depends on an expression');
  if (text === '' || text.length > LONGEST)
    return undecidable('the reference is empty or too long');
  const odd = oddCharacter(text);
  if (odd !== null) return undecidable(`the reference cannot be trusted: ${odd}`);
  if (text.startsWith('docker://')) {
    const image = text.slice('docker://'.length);
    return { kind: 'docker', text: image, image: parseImage(image) };
  }
  if (text.startsWith('./') || text.startsWith('$/')) return local(text);
  return remote(text);
});

function local(text: string): LocalUses | Undecidable {
  const path = text.slice(2).replace(/\/$/, '');
  if (path !== '' && !isPath(path)) return undecidable('the path has empty or `..` parts');
  return {
    kind: 'local',
    path,
    form: text.startsWith('$/') ? 'self' : 'workspace',
    target: isWorkflowPath(path) ? 'workflow' : 'action',
  };
}

function remote(text: string): RemoteUses | Undecidable {
  const at = text.indexOf('@');
  if (at === -1) return undecidable('the reference has no `@` with a version');
  const [owner = '', repository = '', ...rest] = text.slice(0, at).split('/');
  const ref = text.slice(at + 1);
  const segments = [owner, repository, ...rest];
  if (!segments.every((segment) => isSegment(segment))) {
    return undecidable('this is not `owner/repository[/path]@ref`');
  }
  if (!REF.test(ref)) return undecidable('the part after `@` is no name that git allows');
  const path = rest.join('/');
  const target = isWorkflowPath(path) ? 'workflow' : 'action';
  return { kind: 'remote', owner, repository, path, ref, refKind: refKindOf(ref), target };
}

/** A full commit id is 40 hexadecimal digits, or 64 in a SHA-256 repository; shorter ones can be made to collide. */
function refKindOf(ref: string): RemoteUses['refKind'] {
  if (isCommit(ref)) return 'commit';
  return /^[0-9a-f]{7,63}$/i.test(ref) ? 'short-commit' : 'name';
}

export function isCommit(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref);
}

function isSegment(segment: string): boolean {
  return SEGMENT.test(segment) && segment !== '.' && segment !== '..';
}

function isPath(path: string): boolean {
  return path
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\'));
}

/** Only direct children of `.github/workflows` can be called. */
function isWorkflowPath(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

function undecidable(reason: string): Undecidable {
  return { kind: 'undecidable', reason };
}
