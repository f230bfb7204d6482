import { Composer, Lexer, Parser, type CST, type Document, type YAMLError } from 'yaml';
import { MAX_DEPTH } from '../limits.js';
import type { Report } from '../problem.js';

/** Everything that scalars mean is decided by us (scalar.ts), so the library resolves none. */
const OPTIONS = {
  version: '1.2',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  strict: true,
  merge: false,
} as const;

/** The document itself and the scalar at the end take a place each on the parser's stack. */
const MAX_STACK = MAX_DEPTH + 2;

/** The documents of a stream as the library composes them; none if it nests too deep to be composed. */
export function compose(text: string, report: Report): readonly Document.Parsed[] {
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  const documents: Document.Parsed[] = [];
  const take = (token: CST.Token): void => {
    if (token.type === 'directive') checkDirective(token, report);
    documents.push(...(composer.next(token) as Generator<Document.Parsed>));
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) take(token);
    if (parser.stack.length > MAX_STACK) {
      const span = { start: parser.offset, end: parser.offset };
      report('TOO_DEEP', `nested more than ${String(MAX_DEPTH)} levels deep`, span);
      return [];
    }
  }
  for (const token of parser.end()) take(token);
  documents.push(...(composer.end() as Generator<Document.Parsed>));
  reportErrors(
    [...documents.flatMap((document) => document.errors), ...composer.streamInfo().errors],
    report,
  );
  return documents;
}

function checkDirective({ offset, source }: CST.Directive, report: Report): void {
  if (/^%YAML[ \t]+1\.2$/.test(source)) return;
  report('DIRECTIVE', 'a directive; only `%YAML 1.2` is read', {
    start: offset,
    end: offset + source.length,
  });
}

function reportErrors(errors: readonly YAMLError[], report: Report): void {
  for (const { message, pos } of errors) {
    report('SYNTAX', message, { start: pos[0], end: Math.max(pos[0], pos[1]) });
  }
}
