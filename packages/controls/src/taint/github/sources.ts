import type { Text } from '@plumbline/pipeline';
import { printsAuthors } from '../git-output.js';
import { isAgentProgram } from '../rereads.js';
import { CLEAN, union, type Taint } from '../taint.js';
import { MODEL } from './actions.js';
import type { Frame } from './frame.js';
import { answersOfPulls, headsViewed } from './gh-answers.js';
import { entry } from './names.js';
import { payloadFields } from './payload.js';
import { placeWithin } from './texts.js';

interface Called {
  readonly program: string;
  readonly words: readonly string[];
  readonly text: Text;
}

/** What a command prints that somebody outside wrote: titles and bodies, messages of commits, names and contents of files. */
export function broughtIn(frame: Frame, called: Called): readonly Taint[] {
  switch (called.program) {
    case 'gh':
      return union(fromGh(frame, called), fromPulls(frame, called));
    case 'curl':
    case 'wget':
      return fromPulls(frame, called);
    case 'git':
      return fromGit(frame, called);
    case 'jq':
      return union(fromEventFile(frame, called), fromFiles(frame, called));
    case 'cat':
    case 'head':
    case 'tail':
    case 'grep':
    case 'sed':
    case 'awk':
      return fromFiles(frame, called);
    default:
      return isAgentProgram(called.program) ? answer(frame, called) : CLEAN;
  }
}

function placed(frame: Frame, { text }: Called, part: string) {
  const start = Math.max(text.value.indexOf(part), 0);
  return placeWithin(frame.of, text, { start, end: start + Math.max(part.length, 1) });
}

function answer(frame: Frame, called: Called): readonly Taint[] {
  const at = placed(frame, called, called.program);
  return [
    entry(`the answer of ${called.program}`, at, { grade: 'author', who: MODEL, lines: true }),
  ];
}

/** Heads of pull requests, and answers that hold them. */
function fromPulls(frame: Frame, called: Called): readonly Taint[] {
  const found = [...headsViewed(called.words), ...answersOfPulls(called.program, called.words)];
  return found.map(({ name, ...marks }) =>
    entry(name, placed(frame, called, called.program), marks),
  );
}

/** Fields of `gh … --json` that are free text. */
const GH_TEXT = /(?:^|,)(title|body|headRefName|comments|reviews|commits|files)(?:,|$)/;

function fromGh(frame: Frame, called: Called): readonly Taint[] {
  const { words } = called;
  const [kind, verb] = words;
  if (!/^(?:pr|issue)$/.test(kind ?? '') || !/^(?:view|list)$/.test(verb ?? '')) return CLEAN;
  const json = words[words.indexOf('--json') + 1] ?? '';
  const query = words.join(' ');
  const field = words.includes('--json') ? GH_TEXT.exec(json)?.[1] : 'body';
  if (
    field === undefined ||
    /\.(?:number|author\.login|state|createdAt|length|additions|headRefOid)\b/.test(
      query.replace(json, ''),
    )
  )
    return CLEAN;
  return [
    entry(`gh ${kind} ${verb}`, placed(frame, called, `gh ${kind}`), {
      grade: 'anyone',
      who: kind === 'pr' ? 'Whoever opens a pull request' : 'Whoever opens an issue',
      lines: field !== 'title' && field !== 'headRefName',
    }),
  ];
}

function fromGit(frame: Frame, called: Called): readonly Taint[] {
  const { words } = called;
  const [verb = ''] = words;
  const pull = frame.starts.some(({ event, outsider }) => outsider && /^pull_request/.test(event));
  const line = words.join(' ');
  const written = printsAuthors(words);
  const names = /^(?:diff|diff-tree|show|log)$/.test(verb) && /--name-(?:only|status)/.test(line);
  if (!pull || (written === null && !names)) return CLEAN;
  return [
    entry(`git ${verb}`, placed(frame, called, `git ${verb}`), {
      grade: 'author',
      who: 'Whoever opens a pull request',
      lines: written?.lines === true,
    }),
  ];
}

/** `jq -r .issue.title "$GITHUB_EVENT_PATH"`. */
function fromEventFile(frame: Frame, called: Called): readonly Taint[] {
  if (!/GITHUB_EVENT_PATH|github\.event_path/.test(called.text.value)) return CLEAN;
  const filter = called.words.find((word) => /^\.[A-Za-z_]/.test(word));
  if (filter === undefined) return CLEAN;
  const path =
    filter
      .replace(/^\./, '')
      .replace(/\[[^\]]*\]/g, '.*')
      .split(/\s/)[0]
      ?.toLowerCase()
      .split('.') ?? [];
  const events = new Set(frame.starts.map(({ event }) => event));
  return [...events].flatMap((event) =>
    payloadFields(path, event).map(({ grade, who, free, lines, revision, path: field }) =>
      entry(`github.event.${field.join('.')}`, placed(frame, called, filter), {
        grade,
        who,
        free,
        lines,
        revision,
      }),
    ),
  );
}

function fromFiles(frame: Frame, { words }: Called): readonly Taint[] {
  const { taints } = frame.files;
  if (taints.length === 0) return CLEAN;
  const files = words.filter(
    (word) => word !== '' && !word.startsWith('-') && !/^[.$'"/]?\^|^\/etc\/|^\/proc\//.test(word),
  );
  return files.length > 0 ? taints : CLEAN;
}
