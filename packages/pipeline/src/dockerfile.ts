import { instructionsOf, type Instruction } from './dockerfile-lines.js';

/** Something that a Dockerfile fetches from elsewhere. */
export interface DockerfileSource {
  readonly kind: 'image' | 'download';
  /** With its variables replaced where their values are known. */
  readonly text: string;
  /** Why the text is not what will be used; null where it is. */
  readonly undecidable: string | null;
  readonly line: number;
}

/**
 * What a Dockerfile fetches: its frontend, base images, `--from` images of COPY and of mounts, downloads of ADD
 * (Dockerfile reference). GitHub builds without build arguments, so defaults of ARG before the first FROM hold.
 * This may name too much and never too little.
 */
export function readDockerfile(text: string): readonly DockerfileSource[] {
  const found: DockerfileSource[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const syntax = syntaxOf(lines);
  if (syntax !== null) found.push({ kind: 'image', ...syntax, undecidable: null });
  const stages = new Set<string>();
  const args = new Map<string, string | null>();
  let count = 0;
  for (const instruction of instructionsOf(lines)) {
    if (instruction.name === 'ARG' && count === 0) declare(args, instruction.rest);
    if (instruction.name === 'FROM') {
      found.push(...fromStage(instruction, stages, args));
      stages.add(String(count));
      count += 1;
    }
    found.push(...copied(instruction, stages));
    if (instruction.name === 'ADD') found.push(...downloads(instruction));
  }
  return found;
}

/** The frontend, which BuildKit looks for behind a `#!` line and in comments of other languages, too. */
function syntaxOf(lines: readonly string[]): Pick<DockerfileSource, 'text' | 'line'> | null {
  for (const [index, line] of lines.entries()) {
    if (index === 0 && line.startsWith('#!')) continue;
    const [, name, value = ''] =
      /^\s*(?:#|\/\/)\s*([A-Za-z][A-Za-z0-9]*)\s*=([^]*)$/.exec(line) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === 'syntax')
      return { text: value.trim().split(/\s/)[0] ?? '', line: index + 1 };
  }
  return null;
}

function declare(args: Map<string, string | null>, rest: string): void {
  for (const part of rest.match(/[A-Za-z_]\w*(?:=(?:"[^"]*"|'[^']*'|\S*))?/g) ?? []) {
    const equals = part.indexOf('=');
    const name = equals === -1 ? part : part.slice(0, equals);
    const value =
      equals === -1
        ? null
        : substitute(part.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2'), args);
    args.set(name, value);
  }
}

/** Longer than any reference; variables that hold others twice grow without end. */
const LONGEST = 4096;

/** Null where a variable has no known value or a form that is not followed. */
function substitute(text: string, args: ReadonlyMap<string, string | null>): string | null {
  const found = { isKnown: true, length: 0 };
  const replaced = text.replace(
    /\$(?:\{([A-Za-z_]\w*)(?::?-([^}$]*))?\}|([A-Za-z_]\w*))/g,
    (_all, braced?: string, fallback?: string, bare?: string) => {
      const value = args.get(braced ?? bare ?? '') ?? fallback ?? '';
      found.length += value.length;
      found.isKnown &&= value !== '' && found.length <= LONGEST;
      return found.isKnown ? value : '';
    },
  );
  return found.isKnown && !replaced.includes('$') ? replaced : null;
}

function fromStage(
  { rest, line }: Instruction,
  stages: Set<string>,
  args: ReadonlyMap<string, string | null>,
): readonly DockerfileSource[] {
  const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
  const [base = '', as, name] = words;
  const source =
    base.toLowerCase() === 'scratch' || stages.has(base.toLowerCase())
      ? []
      : [image(base, args, line)];
  if (as?.toLowerCase() === 'as' && name !== undefined) stages.add(name.toLowerCase());
  return source;
}

function image(
  text: string,
  args: ReadonlyMap<string, string | null>,
  line: number,
): DockerfileSource {
  const value = substitute(text.replace(/^(["'])(.*)\1$/, '$2'), args);
  if (value !== null) return { kind: 'image', text: value, undecidable: null, line };
  return {
    kind: 'image',
    text,
    undecidable: 'the image depends on a build argument without a value',
    line,
  };
}

/** Variables here are those of the stage, which are not followed. */
function copied(
  { name, rest, line }: Instruction,
  stages: ReadonlySet<string>,
): readonly DockerfileSource[] {
  const text = unquoted(rest);
  const flags =
    name === 'COPY' ? text.matchAll(/(?:^|\s)--from=(\S+)/g) : name === 'RUN' ? mounts(text) : [];
  return [...flags].flatMap(([, from = '']) =>
    stages.has(from.toLowerCase()) || from.toLowerCase() === 'scratch'
      ? []
      : [image(from, new Map(), line)],
  );
}

function mounts(text: string): readonly RegExpMatchArray[] {
  return [...text.matchAll(/--mount=(\S+)/g)].flatMap((mount) => [
    ...(mount[1] ?? '').matchAll(/(?:^|,)from=([^,]+)/gi),
  ]);
}

/** Quotes and escapes may stand anywhere in a word, also in the name of a flag or of a scheme. */
function unquoted(text: string): string {
  return text.replace(/["'\\`]/g, '');
}

/** ADD of an address fetches at build time; with `--checksum=sha256:` the content is held. */
function downloads({ rest, line }: Instruction): readonly DockerfileSource[] {
  const sum = /--checksum=sha256:[0-9a-f]{64}(?:\s|$)/.test(rest);
  const sources = unquoted(rest)
    .replace(/[[\],]/g, ' ')
    .trim()
    .split(/\s+/)
    .slice(0, -1);
  return sources.filter(mayBeAddress).map((text) => ({
    kind: 'download',
    text,
    undecidable: sum ? null : 'what ADD fetches at build time is not held by a checksum',
    line,
  }));
}

const ADDRESSES = ['http://', 'https://', 'git://', 'ssh://', 'git@'];

/** Whether the word is an address, or becomes one by what its variable holds. */
function mayBeAddress(word: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\/|^[^/\s]+@[^/\s]+:/i.test(word)) return true;
  const [start = ''] = word.toLowerCase().split('$');
  return word.includes('$') && ADDRESSES.some((address) => address.startsWith(start));
}
