import { escapeOf } from './dockerfile-lines.js';

/** A script of a Dockerfile: of RUN, or what CMD and ENTRYPOINT start. */
export interface DockerfileScript {
  readonly kind: 'run' | 'start';
  readonly start: number;
  readonly end: number;
  /** As long as its place in the file: what no shell sees is blank. */
  readonly text: string;
}

/** A file that ADD fetches, held by no checksum. */
export interface DockerfileDownload {
  readonly kind: 'add';
  readonly start: number;
  readonly end: number;
  readonly address: string;
  readonly file: string;
  readonly isProgram: boolean;
}

export type DockerfilePart = DockerfileScript | DockerfileDownload;

interface Piece {
  readonly name: string;
  readonly start: number;
  readonly text: string;
}

/**
 * What runs while each stage of a Dockerfile is built, and what it starts, in the order of the file (Dockerfile reference).
 * A stage that stands on another continues it.
 */
export function readDockerfileScripts(text: string): readonly (readonly DockerfilePart[])[] {
  const stages: DockerfilePart[][] = [];
  const named = new Map<string, DockerfilePart[]>();
  let stage: DockerfilePart[] = [];
  for (const piece of piecesOf(text)) {
    if (piece.name === 'FROM') {
      const [base = '', , name] = piece.text.replace(FLAGS, '').trim().toLowerCase().split(/\s+/);
      const before = named.get(base);
      stage = before ?? [];
      if (before === undefined) stages.push(stage);
      if (name !== undefined) named.set(name, stage);
    }
    stage.push(...partsOf(piece));
  }
  return stages;
}

function partsOf({ name, start, text }: Piece): readonly DockerfilePart[] {
  const end = start + text.length;
  if (name === 'ADD') return downloadsIn(text).map((one) => ({ kind: 'add', start, end, ...one }));
  if (!/^(?:RUN|CMD|ENTRYPOINT)$/.test(name)) return [];
  const kind = name === 'RUN' ? 'run' : 'start';
  const script = scriptIn(text);
  return script === null ? [] : [{ kind, start, end, text: script }];
}

/** Blanks as long as a text. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

const FLAGS = /^(?:\s*--[a-z][\w-]*(?:=(?:"[^"]*"|\S*))?(?=\s|$))+/;
const PIPED =
  /^\s*(?:(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z)?sh(?:\s+-[a-z]+)*\s+)?<<-?\s*["']?(\w+)["']?(?:\s+(?:ba|da|a|z)?sh(?:\s+-[a-z]+)*)?[ \t]*\r?\n/;

/** The script that a shell reads; null where another program reads it. */
function scriptIn(text: string): string | null {
  const flags = FLAGS.exec(text)?.[0] ?? '';
  const rest = text.slice(flags.length);
  if (/^\s*\[/.test(rest)) return blank(flags) + words(rest);
  const piped = PIPED.exec(rest);
  if (piped === null) return /^\s*<</.test(rest) ? null : blank(flags) + rest;
  const body = rest.slice(piped[0].length);
  if (/^\s*#!(?!.*\b(?:ba|da|a|z)?sh\b)/.test(body)) return null;
  const last = body.lastIndexOf('\n') + 1;
  const isClosed = body.slice(last).trim() === piped[1];
  const script = isClosed ? body.slice(0, last) + blank(body.slice(last)) : body;
  return blank(flags + piped[0]) + script;
}

/** The exec form: behind `sh -c` a script, else a command in quotes. */
function words(text: string): string {
  const shell = /^\s*\[\s*"(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z)?sh"\s*,\s*"-[a-z]*c"\s*,\s*"/.exec(
    text,
  )?.[0];
  if (shell === undefined)
    return text.replace(/"(?:[^"\\]|\\.)*"|[[\],]/g, (part) => (part.length > 1 ? part : ' '));
  const script = /^(?:[^"\\]|\\.)*/.exec(text.slice(shell.length))?.[0] ?? '';
  const after = text.slice(shell.length + script.length);
  return (
    blank(shell) + script.replace(/\\(["\\/])/g, ' $1').replace(/\\[nrt]/g, '; ') + blank(after)
  );
}

type Fetched = Pick<DockerfileDownload, 'address' | 'file' | 'isProgram'>;

function downloadsIn(text: string): readonly Fetched[] {
  const all = text
    .replace(/["'`[\],]/g, ' ')
    .trim()
    .split(/\s+/);
  const flags = all.filter((word) => word.startsWith('--'));
  const sources = all.filter((word) => !word.startsWith('--'));
  const target = sources.pop() ?? '';
  if (flags.some((flag) => flag.startsWith('--checksum='))) return [];
  const isProgram = flags.some((flag) => /^--chmod=(?:0?\d*[1357]\d*|.*x)/.test(flag));
  return sources
    .filter((source) => /^https?:\/\//i.test(source) && !/\.git(?:#.*)?$/.test(source))
    .map((address) => {
      const name =
        address
          .replace(/[?#].*$/, '')
          .split('/')
          .at(-1) ?? '';
      const folder = target.replace(/\/$/, '');
      const file = target.endsWith('/') || /^\.{0,2}$/.test(folder) ? `${folder}/${name}` : target;
      return { address, file, isProgram };
    });
}

/** Lines of the file, from one on. */
interface Reach {
  readonly text: string;
  readonly next: number;
}

/** The instructions, continued lines joined by blanks and here-documents with their lines. */
function piecesOf(text: string): readonly Piece[] {
  const lines = text.split(/(?<=\n)/);
  const escape = escapeOf(lines.map((line) => line.trimEnd())) === '`' ? '`' : '\\\\';
  const continued = new RegExp(`(?<!${escape})${escape}[ \\t]*\\r?\\n?$`);
  const ends = endsOf(lines);
  const found: Piece[] = [];
  let start = 0;
  for (let at = 0; at < lines.length;) {
    const reach = withDocuments(lines, joined(lines, at, continued), ends);
    const head = /^\s*(?:ONBUILD\s+)?([A-Za-z]+)\s/i.exec(reach.text)?.[0] ?? '';
    const name = head.trim().split(/\s+/).at(-1)?.toUpperCase() ?? '';
    const rest = reach.text.slice(head.length).trimEnd();
    if (name !== '') found.push({ name, start: start + head.length, text: rest });
    start += reach.text.length;
    at = reach.next;
  }
  return found;
}

/** One instruction with the lines that continue it: comments between them are blanks. */
function joined(lines: readonly string[], from: number, continued: RegExp): Reach {
  let text = '';
  let isOpen = false;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const isLeft = /^\s*(?:#.*)?$/s.test(line);
    const goesOn = isLeft ? isOpen : continued.test(line);
    const marks = isLeft ? /[^]/g : continued;
    text += isLeft || goesOn ? line.replace(marks, (part) => ' '.repeat(part.length)) : line;
    if (!goesOn) return { text, next: at + 1 };
    isOpen = true;
  }
  return { text, next: lines.length };
}

/** An instruction with the here-documents that it reads. */
function withDocuments(lines: readonly string[], { text, next }: Reach, ends: Ends): Reach {
  if (!/^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\b/i.test(text)) return { text, next };
  let end = next;
  for (const [, word = ''] of text.matchAll(/<<-?\s*["']?([A-Za-z_]\w*)["']?/g)) {
    const places = ends.get(word) ?? [];
    while ((places.at(-1) ?? end) < end) places.pop();
    const last = places.pop();
    if (last === undefined) break;
    end = last + 1;
  }
  return { text: text + lines.slice(next, end).join(''), next: end };
}

/** The lines that may end a here-document, by their word, the last first. */
type Ends = ReadonlyMap<string, number[]>;

function endsOf(lines: readonly string[]): Ends {
  const words = lines.flatMap((line, at) => {
    const word = /^\t*([A-Za-z_]\w*)\r?\n?$/.exec(line)?.[1];
    return word === undefined ? [] : [{ word, at }];
  });
  const places = Map.groupBy(words.reverse(), ({ word }) => word);
  return new Map([...places].map(([word, all]) => [word, all.map(({ at }) => at)]));
}
