import { LOCK_PATH } from './github/lock.js';

/** What a path alone says of a file; `document` and `json` need a look at the text. */
export type PathClass = 'workflow' | 'lock' | 'action' | 'document' | 'json' | 'other';

/** GitHub runs the direct children of `.github/workflows` at the root and nothing below them. */
export function classifyPath(path: string): PathClass {
  if (path === LOCK_PATH) return 'lock';
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return 'workflow';
  if (/(?:^|\/)action\.ya?ml$/.test(path)) return 'action';
  if (/\.ya?ml$/i.test(path)) return 'document';
  return /\.json$/i.test(path) ? 'json' : 'other';
}

/** Whether something that is no regular file, at this path, may stand for a definition or a folder of them. */
export function mayHideDefinitions(path: string): boolean {
  const kind = classifyPath(path);
  return (
    (kind !== 'other' && kind !== 'json') || path === '.github' || path === '.github/workflows'
  );
}

/**
 * Whether the text may be a definition; says no only where it cannot be one, so that a tree of other YAML is not parsed.
 * Every resource has `tekton.dev` in a scalar, every workflow the key `jobs`. In UTF-8 these words stand there literally
 * or, in double quotes, with escapes (YAML 1.2.2 §5.7), which are undone here: folding never joins without an escape,
 * and tags that decode (`!!binary`) are left to the reader, which refuses them. UTF-16 and UTF-32 hold NUL bytes.
 */
export function mayBeDefinition(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.includes(0) || holdsWords(view)) return true;
  if (view.includes('!') && DECODING_TAG.test(view.toString('latin1'))) return true;
  return view.includes('\\') && holdsWords(unescaped(view.toString('latin1')));
}

/** `!!binary`, also spelt with a prefix of its own (`%TAG`) or with percent escapes. */
const DECODING_TAG = /^%TAG|!\S{0,128}?(?:binary|%[0-9a-fA-F]{2})/m;

/** Over the bytes as Latin-1: NEL, LS and PS are line breaks to readers of YAML 1.1. */
const ESCAPE =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[ \t]*(?:\r\n|\r|\n|\xc2\x85|\xe2\x80[\xa8\xa9])[ \t]*)/g;

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_whole, ...groups: (string | undefined)[]) => {
    const digits = groups[0] ?? groups[1] ?? groups[2];
    const code = digits === undefined ? null : Number.parseInt(digits, 16);
    if (code === null) return '';
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

const JOBS = /(?:^|[\s{,"'])jobs["']?\s*:/;

function holdsWords(view: Buffer | string): boolean {
  if (view.includes('tekton.dev')) return true;
  return view.includes('jobs') && JOBS.test(view.toString('latin1'));
}
