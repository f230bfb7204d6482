import type { Text } from '@plumbline/pipeline';
import type { Taint } from '../taint.js';
import type { Frame } from './frame.js';
import { entry } from './names.js';
import { placeWithin } from './texts.js';

/** Calls by which a script asks GitHub for what strangers wrote. */
const ASKS = /\b(?:pulls\.(?:get|list)|issues\.(?:get|list)|getComment|listComments|graphql)\b/;

type Field = Parameters<typeof entry>[2];

const PULL = 'Whoever opens a pull request';

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
  return FIELDS.flatMap(([path, field]) => {
    const found = path.exec(part);
    if (found === null) return [];
    const at = { start, end: start + part.length };
    return [
      entry(`an answer of GitHub (${found[0].slice(1)})`, placeWithin(frame.of, text, at), field),
    ];
  });
}
