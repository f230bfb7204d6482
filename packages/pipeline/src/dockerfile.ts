/** Something that a Dockerfile fetches from elsewhere. */
export interface DockerfileSource {
  readonly kind: 'image' | 'download';
  /** With its variables replaced where their values are known. */
  readonly text: string;
  /** Why the text is not what will be used; null where it is. */
  readonly undecidable: string | null;
  readonly line: number;
}

interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

/**
 * What a Dockerfile fetches: its frontend, base images, `--from` images of COPY and of mounts, downloads of ADD
 * (Dockerfile reference). GitHub builds without build arguments, so defaults of ARG before the first FROM hold.
 * Lines of heredocs count as instructions: this may name too much and never too little.
 */
export function readDockerfile(text: string): readonly DockerfileSource[] {
  const found: DockerfileSource[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const directives = readDirectives(lines);
  if (directives.syntax !== null)
    found.push({ kind: 'image', ...directives.syntax, undecidable: null });
  const stages = new Set<string>();
  const args = new Map<string, string | null>();
  let count = 0;
  for (const instruction of instructions(lines, directives.escape)) {
    if (instruction.name === 'ARG' && count === 0) declare(args, instruction.rest);
    if (instruction.name === 'FROM') {
      found.push(...fromStage(instruction, stages, args));
      stages.add(String(count));
      count += 1;
    }
    found.push(...copied(instruction, stages, count > 0 ? args : new Map()));
    if (instruction.name === 'ADD') found.push(...downloads(instruction));
  }
  return found;
}

function readDirectives(lines: readonly string[]): {
  readonly syntax: { readonly text: string; readonly line: number } | null;
  readonly escape: string;
} {
  let syntax: { text: string; line: number } | null = null;
  let escape = '\\';
  for (const [index, line] of lines.entries()) {
    if (index === 0 && line.startsWith('#!')) continue;
    const directive = /^\s*(?:#|\/\/)\s*([A-Za-z][A-Za-z0-9]*)\s*=(.*)$/.exec(line);
    if (directive === null) break;
    const name = directive[1]?.toLowerCase();
    const value = (directive[2] ?? '').trim();
    if (name === 'syntax' && syntax === null)
      syntax = { text: value.split(/\s/)[0] ?? '', line: index + 1 };
    if (name === 'escape') escape = value;
  }
  return { syntax, escape };
}

/** Logical lines: continuations joined, comments and empty lines between them dropped. */
function instructions(lines: readonly string[], escape: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let joined = '';
  let start = 0;
  for (const [index, line] of lines.entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    if (joined === '') start = index + 1;
    const trimmed = line.trimEnd();
    if (trimmed.endsWith(escape)) {
      joined += `${trimmed.slice(0, -1)} `;
      continue;
    }
    found.push(...instruction(joined + trimmed, start));
    joined = '';
  }
  return joined === '' ? found : [...found, ...instruction(joined, start)];
}

function instruction(line: string, at: number): readonly Instruction[] {
  const match = /^\s*(?:ONBUILD\s+)?([A-Za-z]+)\s+(.*)$/is.exec(line);
  return match === null
    ? []
    : [{ name: (match[1] ?? '').toUpperCase(), rest: (match[2] ?? '').trim(), line: at }];
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

/** Null where a variable has no known value or a form that is not followed. */
function substitute(text: string, args: ReadonlyMap<string, string | null>): string | null {
  const unknown: string[] = [];
  const replaced = text.replace(
    /\$(?:\{([A-Za-z_]\w*)(?::?-([^}$]*))?\}|([A-Za-z_]\w*))/g,
    (_all, braced?: string, fallback?: string, bare?: string) => {
      const value = args.get(braced ?? bare ?? '') ?? fallback ?? null;
      if (value === null || value === '') unknown.push(braced ?? bare ?? '');
      return value ?? '';
    },
  );
  return unknown.length === 0 && !replaced.includes('$') ? replaced : null;
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

function copied(
  { name, rest, line }: Instruction,
  stages: ReadonlySet<string>,
  args: ReadonlyMap<string, string | null>,
): readonly DockerfileSource[] {
  const flags =
    name === 'COPY' ? rest.matchAll(/(?:^|\s)--from=(\S+)/g) : name === 'RUN' ? mounts(rest) : [];
  return [...flags].flatMap((flag) => {
    const from = (flag[1] ?? '').replace(/^["']|["']$/g, '');
    return stages.has(from.toLowerCase()) || from === '' || from.toLowerCase() === 'scratch'
      ? []
      : [image(from, args, line)];
  });
}

function mounts(rest: string): readonly RegExpMatchArray[] {
  return [...rest.matchAll(/--mount=(\S+)/g)].flatMap((mount) => [
    ...(mount[1] ?? '').matchAll(/(?:^|,)from=([^,]+)/g),
  ]);
}

/** ADD of an address fetches at build time; with `--checksum=sha256:` the content is held. */
function downloads({ rest, line }: Instruction): readonly DockerfileSource[] {
  const sum = /--checksum=sha256:[0-9a-f]{64}(?:\s|$)/.test(rest);
  const sources = rest
    .split(/\s+/)
    .slice(0, -1)
    .filter((word) => /^["'[]*(?:[a-z][a-z0-9+.-]*:\/\/|git@|\$)/i.test(word));
  return sources.map((text) => ({
    kind: 'download',
    text: text.replace(/["'[\],]/g, ''),
    undecidable: sum ? null : 'what ADD fetches at build time is not held by a checksum',
    line,
  }));
}
