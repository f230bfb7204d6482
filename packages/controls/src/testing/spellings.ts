import { isMap, isScalar, isSeq, parseAllDocuments, Scalar, visit, type Document } from 'yaml';

/** Another way to write the same file: what it says stays, how it looks changes. */
export interface Spelling {
  readonly name: string;
  readonly write: (text: string) => string;
}

const WIDE = { lineWidth: 0 };
const ON = /\bon\b/;
const PARAMS = /params\./;

/** Ways to write any YAML, and the definitions of both platforms. */
export const spellings: readonly Spelling[] = [
  { name: 'double quotes', write: respelled((document) => quote(document, Scalar.QUOTE_DOUBLE)) },
  { name: 'single quotes', write: respelled((document) => quote(document, Scalar.QUOTE_SINGLE)) },
  { name: 'flow style', write: respelled(flow) },
  { name: 'CRLF', write: (text) => text.replaceAll('\n', '\r\n') },
  { name: 'reversed keys', write: respelled(reverse) },
  {
    name: 'comments',
    write: (text) => text.replace(/^/gm, '# a comment\n').replace(/\n# a comment\n$/, '\n'),
  },
  { name: 'on: list', write: where(ON, (document) => rewriteOn(document, 'list')) },
  { name: 'on: map', write: where(ON, (document) => rewriteOn(document, 'map')) },
  { name: 'brackets, double', write: where(PARAMS, (document) => brackets(document, '"')) },
  { name: 'brackets, single', write: where(PARAMS, (document) => brackets(document, "'")) },
];

/** A text without it stays as it is, which costs nothing. */
function where(what: RegExp, change: (document: Document) => void): (text: string) => string {
  const write = respelled(change);
  return (text) => (what.test(text) ? write(text) : text);
}

function respelled(change: (document: Document) => void): (text: string) => string {
  return (text) =>
    parsed(text)
      .map((original) => {
        const document = original.clone();
        change(document);
        return document.toString(WIDE);
      })
      .join('---\n');
}

const known = new Map<string, readonly Document[]>();

/** Parsed once: reading a file takes longer than to write it in all the ways. */
function parsed(text: string): readonly Document[] {
  const documents = known.get(text) ?? [...parseAllDocuments(text)];
  for (const { errors } of documents) if (errors[0] !== undefined) throw errors[0];
  known.set(text, documents);
  return documents;
}

function quote(document: Document, type: 'QUOTE_DOUBLE' | 'QUOTE_SINGLE'): void {
  visit(document, {
    Scalar: (key, node) => {
      if (typeof node.value === 'string' && key !== 'key') node.type = type;
    },
  });
}

function flow(document: Document): void {
  visit(document, {
    Collection: (_key, node) => {
      node.flow = true;
    },
  });
}

function reverse(document: Document): void {
  visit(document, {
    Map: (_key, node) => {
      node.items.reverse();
    },
  });
}

/** `on: push`, `on: [push]` and `on: { push: }` are one. */
function rewriteOn(document: Document, form: 'list' | 'map'): void {
  const root = document.contents;
  if (!isMap(root)) return;
  const node: unknown = root.get('on', true);
  const events = isScalar(node) ? [node] : isSeq(node) ? node.items : [];
  const names = events.flatMap((event) => (isScalar(event) ? [String(event.value)] : []));
  if (names.length === 0) return;
  const value = form === 'list' ? names : Object.fromEntries(names.map((name) => [name, null]));
  root.set('on', document.createNode(value));
}

/** `$(params.x)` and `$(params["x"])` are one (Tekton variable substitution). */
function brackets(document: Document, mark: string): void {
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== 'string') return;
      node.value = node.value.replace(
        /\$\((tt\.)?params\.([\w-]+)((?:\[[*0-9]+\])?)\)/g,
        (_all, prefix = '', name, index) => `$(${prefix}params[${mark}${name}${mark}]${index})`,
      );
    },
  });
}
