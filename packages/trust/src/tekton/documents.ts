import type { Span } from '@plumbline/core';

/** One document of a file, as a part of its text. */
export interface DocumentText {
  /** Counts from 0, as Kubernetes' YAML reader does: a document of comments alone counts. */
  readonly index: number;
  /** Ends with a line break: Kubernetes' reader adds one where the file has none. */
  readonly text: string;
  /** Offset in the text of the file. */
  readonly offset: number;
  /** Where the file cannot be split further; Kubernetes reads nothing from here on. */
  readonly broken?: Span;
}

const SEPARATOR = '---';
const ENDS_LINE = /^[\t\v\f\r \u0085\u00a0\n]*(?:#[^]*)?$/;

/** Splits a file as `YAMLReader` of k8s.io/apimachinery/pkg/util/yaml does: by lines that start with `---`. */
export function splitDocuments(text: string): readonly DocumentText[] {
  const documents: DocumentText[] = [];
  let start = 0;
  let at = 0;
  const close = (end: number, broken?: Span): void => {
    const rest = broken === undefined ? {} : { broken };
    documents.push({
      index: documents.length,
      text: text.slice(start, end) + (text[end - 1] === '\n' ? '' : '\n'),
      offset: start,
      ...rest,
    });
  };
  while (at < text.length) {
    const next = endOfLine(text, at);
    if (text.startsWith(SEPARATOR, at)) {
      if (!ENDS_LINE.test(text.slice(at + SEPARATOR.length, next))) {
        close(next, { start: at, end: next });
        return documents;
      }
      // The separator before the first line of a document belongs to that document.
      if (at > start) {
        close(at);
        start = next;
      }
    }
    at = next;
  }
  if (start < text.length) close(text.length);
  return documents;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline + 1;
}
