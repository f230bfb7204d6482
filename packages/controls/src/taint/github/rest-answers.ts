import type { Text, WorkflowStep } from '@plumbline/pipeline';
import { inputNamed } from './foreign-files.js';
import type { Taint } from '../taint.js';
import type { Frame } from './frame.js';
import { ANSWER } from '../answers.js';
import { entry } from './names.js';
import { placeWithin } from './texts.js';

/** Calls by which a script asks GitHub for what strangers wrote. */
const ASKS = /\b(?:pulls\.(?:get|list)|issues\.(?:get|list)|getComment|listComments|graphql)\b/;

type Field = Parameters<typeof entry>[2];

const PULL = 'Whoever opens a pull request';
const WHOLE: Field = { grade: 'author', who: PULL, free: true, lines: true, revision: true };

/** Fields of the answers, by how their paths end. */
const FIELDS: readonly (readonly [path: RegExp, field: Field])[] = [
  [
    /\.(?:head\??\.(?:ref|label)|headRefName)\b/,
    { grade: 'author', who: PULL, free: true, revision: true },
  ],
  [
    /\.(?:head\??\.(?:sha|user|repo)|headRefOid|headRepository)\b/,
    { grade: 'author', who: PULL, free: false, revision: true },
  ],
  [/\.title\b/, { grade: 'anyone', who: 'Whoever opens it', free: true }],
  [/\.body\b/, { grade: 'anyone', who: 'Whoever writes it', free: true, lines: true }],
];

/** What a part of a script takes from an answer of GitHub: `pr.data.head.ref`. */
export function fromAnswer(frame: Frame, text: Text, part: string): readonly Taint[] {
  if (!ASKS.test(text.value) || /\bcontext\.payload\b/.test(part)) return [];
  const start = Math.max(text.value.indexOf(part), 0);
  const at = placeWithin(frame.of, text, { start, end: start + part.length });
  if (isWhole(text.value, part)) return [entry(ANSWER, at, WHOLE)];
  return FIELDS.flatMap(([path, field]) => {
    const found = path.exec(part);
    return found === null ? [] : [entry(`${ANSWER} (${found[0].slice(1)})`, at, field)];
  });
}

/** Variables that hold an answer: `const pr = await github.rest.pulls.get(…)`, `const { data: pr } = …`. */
const HELD =
  /\b(?:const|let|var)\s+(?:([\w$]+)|\{\s*data(?:\s*:\s*([\w$]+))?\s*\})\s*=\s*(?:\(\s*)?await\s+[\w.]*(?:pulls\.(?:get|list)|issues\.(?:get|list)|getComment|listComments|graphql)\b/g;

/** Whether a part of a script is an answer as a whole. */
function isWhole(script: string, part: string): boolean {
  const [, name] = /^(?:JSON\.stringify\()?\s*([\w$]+)(?:\.data)?\s*\)*;?$/.exec(part.trim()) ?? [];
  if (name === undefined) return false;
  return [...script.matchAll(HELD)].some(([, own, data]) => (own ?? data ?? 'data') === name);
}

/** Actions that ask GitHub for whatever their inputs say, and hand on the whole answer as `data`. */
export function asksGitHub(repository: string): boolean {
  return /^octokit\/(?:request|graphql)-action$/.test(repository);
}

/** Parts of GitHub's interface whose answers quote what strangers wrote. */
const QUOTES =
  /\b(?:issues?|pulls?|pullRequests?|comments?|reviews|discussions?|commits|branches|search)\b/;

/** What such an action hands on. */
export function answerOf(frame: Frame, step: WorkflowStep): readonly Taint[] {
  const asked = inputNamed(step, 'route') ?? inputNamed(step, 'query');
  if (asked === null || !QUOTES.test(asked.value)) return [];
  const at = placeWithin(frame.of, asked, { start: 0, end: asked.value.length });
  return [entry(ANSWER, at, { ...WHOLE, who: 'Whoever writes what the answer quotes' })];
}
