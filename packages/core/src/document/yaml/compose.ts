import { Composer, CST, Lexer, Parser, type Document } from 'yaml';
import { MAX_DEPTH, MAX_DOCUMENTS, TOKENS_PER_NODE } from '../limits.js';
import type { Span } from '../node.js';
import type { Problems } from '../problem.js';

/** What scalars mean is decided in scalar.ts, and equal keys are found in convert.ts in linear time. */
const OPTIONS = {
  version: '1.2',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  strict: true,
} as const;

/** The documents of a stream as the library composes them, with bounds that hold while it reads. */
export function compose(
  text: string,
  maxNodes: number,
  problems: Problems,
): readonly Document.Parsed[] {
  const parser = new Parser();
  const composer = createComposer(problems);
  const documents: Document.Parsed[] = [];
  const take = (token: CST.Token): void => {
    if (token.type === 'directive') checkDirective(token, problems);
    if (token.type === 'error') problems.report('SYNTAX', token.message, spanOf(token));
    else documents.push(...(composer.next(token) as Generator<Document.Parsed>));
    if (documents.length >= MAX_DOCUMENTS) {
      const message = `more than ${String(MAX_DOCUMENTS)} documents`;
      problems.stop('TOO_MANY_DOCUMENTS', message, spanOf(token));
    }
  };
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) take(token);
    tokens += 1;
    if (tokens > maxNodes * TOKENS_PER_NODE) {
      const message = `more tokens than ${String(maxNodes)} values have`;
      problems.stop('TOO_MANY_NODES', message, hereOf(parser));
    }
    if (parser.stack.length > MAX_DEPTH && depthOf(parser) > MAX_DEPTH) {
      const message = `nested more than ${String(MAX_DEPTH)} levels deep`;
      problems.stop('TOO_DEEP', message, hereOf(parser));
    }
  }
  for (const token of parser.end()) take(token);
  documents.push(...(composer.end() as Generator<Document.Parsed>));
  const errors = documents.flatMap((document) => document.errors);
  for (const { pos, message } of [...errors, ...composer.streamInfo().errors]) {
    problems.report('SYNTAX', message, spanOf(pos));
  }
  return documents;
}

function hereOf({ offset }: Parser): Span {
  return { start: offset, end: offset };
}

/** The parser's stack holds the document, the open collections, and perhaps a scalar. */
function depthOf({ stack }: Parser): number {
  const top = stack.at(-1);
  return stack.length - (top?.type === 'alias' || CST.isScalar(top) ? 2 : 1);
}

function checkDirective(token: CST.Directive, problems: Problems): void {
  if (/^%YAML[ \t]+1\.2$/.test(token.source)) return;
  problems.report('DIRECTIVE', 'a directive; only `%YAML 1.2` is read', spanOf(token));
}

type ErrorPlace = number | readonly [number, number] | CST.Token;

/**
 * The library makes an exception of every error, with its stack: a file of errors alone would take ten seconds.
 * So they come to us as they are found. Should a later version not know this hook, they are in the documents.
 */
function createComposer(problems: Problems): Composer {
  const composer = new Composer(OPTIONS);
  const onError = (place: ErrorPlace, code: string, message: string, warning?: boolean): void => {
    if (code === 'TAG_RESOLVE_FAILED') {
      problems.report('CUSTOM_TAG', 'a tag; write the value without it', spanOf(place));
    } else if (warning !== true || code === 'BAD_ALIAS') {
      problems.report('SYNTAX', message, spanOf(place));
    }
  };
  Reflect.set(composer, 'onError', onError);
  return composer;
}

function spanOf(place: ErrorPlace): Span {
  if (typeof place === 'number') return { start: place, end: place + 1 };
  if ('offset' in place) {
    const length = 'source' in place ? place.source.length : 1;
    return { start: place.offset, end: place.offset + length };
  }
  return { start: place[0], end: Math.max(place[0], place[1]) };
}
