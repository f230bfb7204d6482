import { mapGet, stringOf, type Node } from '@plumbline/core';
import { documentAt, textAt } from '../files.js';
import type { Subject } from '../subject.js';
import type { Invocation } from './commands.js';

/** What a service of Compose or a target of bake is built from: the file as seen from the context. */
export interface Composed {
  readonly name: string;
  readonly file: string | null;
  readonly context: string;
}

/** How a command or action asks for the builds of such files. */
export interface Composing {
  /** In the order in which the tool looks for them, where none is named. */
  readonly usual: readonly string[];
  readonly files: readonly string[];
  /** Services or targets; all where none is named. */
  readonly names: readonly string[];
}

const COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** What `docker/bake-action` asks for. */
export function bakeOf(files: string, targets: string): Composing {
  return { usual: usualOf('bake'), files: listed(files), names: listed(targets) };
}

function listed(text: string): readonly string[] {
  return text.split(/[\n,]/).flatMap((one) => one.trim() || []);
}

function usualOf(verb: string): readonly string[] {
  return verb === 'bake' ? ['docker-bake.hcl', 'docker-bake.json', ...COMPOSE] : COMPOSE;
}

/** `docker compose build`, `docker-compose up --build`, `docker buildx bake`; null for another command. */
export function composing({ program, args }: Invocation): Composing | null {
  const command = [program, ...args].join(' ');
  const found =
    /^(?:docker[ -]compose|podman[ -]compose)(?: -\S+(?: (?!build|up)[^-\s]\S*)?)* (build|up)\b/.exec(
      command,
    ) ?? /^docker(?: buildx)? (bake)\b/.exec(command);
  const verb = found?.[1];
  if (verb === undefined || (verb === 'up' && !args.includes('--build'))) return null;
  const files = args.filter((_arg, at) => /^(?:-f|--file)$/.test(args[at - 1] ?? ''));
  const behind = args.slice(args.indexOf(verb) + 1);
  const isAll = behind.some((arg, at) => arg.startsWith('-') && !/^-/.test(behind[at + 1] ?? '-'));
  return {
    usual: usualOf(verb),
    files,
    names: isAll ? [] : behind.filter((arg) => !arg.startsWith('-')),
  };
}

/** The builds that a file of Compose or bake describes. */
export function composedIn(subject: Subject, path: string): readonly Composed[] {
  if (path.endsWith('.hcl')) return targetsIn(textAt(subject, path) ?? '');
  const root = documentAt(subject, path)?.root;
  return [
    ...entriesOf(mapGet(root, 'services')).map(
      ([name, service]) => [name, mapGet(service, 'build')] as const,
    ),
    ...entriesOf(mapGet(root, 'target')),
  ].flatMap(([name, build]): readonly Composed[] => {
    const folder = stringOf(build);
    if (folder !== undefined) return [{ name, file: null, context: folder }];
    if (build?.kind !== 'map' || mapGet(build, 'dockerfile_inline') !== undefined) return [];
    const [context, file] = [mapGet(build, 'context'), mapGet(build, 'dockerfile')].map(stringOf);
    return [{ name, file: file ?? null, context: context ?? '.' }];
  });
}

function entriesOf(node: Node | undefined): readonly (readonly [string, Node])[] {
  return node?.kind === 'map' ? node.entries.map(({ key, value }) => [key.text, value]) : [];
}

/** Targets of HCL; one that inherits says what it builds by itself or not at all. */
function targetsIn(text: string): readonly Composed[] {
  return text
    .split(/^\s*target\s+"/m)
    .slice(1)
    .flatMap((target): readonly Composed[] => {
      const value = (key: string): string | null =>
        new RegExp(`^\\s*${key}\\s*=\\s*"([^"]*)"`, 'm').exec(target)?.[1] ?? null;
      const [file, context] = [value('dockerfile'), value('context')];
      if (/^\s*dockerfile-inline\b/m.test(target)) return [];
      if (file === null && context === null && /^\s*inherits\b/m.test(target)) return [];
      return [{ name: target.split('"')[0] ?? '', file, context: context ?? '.' }];
    });
}
