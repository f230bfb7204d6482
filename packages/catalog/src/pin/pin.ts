import {
  applyEdits,
  ok,
  type Edit,
  type Fault,
  type FileTree,
  type Result,
  type ScalarNode,
} from '@plumbline/core';
import { modelTarget } from '@plumbline/pipeline';
import { bundleTarget, usesTarget, type PinOptions } from './pin-targets.js';
import { placesIn, type Place } from './references.js';

/** What pinning changes, what it leaves and why. */
export interface Pinned {
  /** The changed files. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly pinned: number;
  /** References that were as they should be. */
  readonly kept: number;
  readonly left: readonly { readonly path: string; readonly line: number; readonly why: string }[];
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Pins what workflows, actions and resources of Tekton use of a catalog to its commit and its digests. Only these characters
 * change, and the comment that names the version: everything else of a file stays as it is, to the byte.
 */
export function pinReferences(tree: FileTree, options: PinOptions): Result<Pinned, Fault> {
  const model = modelTarget(tree);
  if (!model.ok) return model;
  const planned = placesIn(model.value).flatMap((place) => plan(place, options) ?? []);
  const files = new Map<string, Uint8Array>();
  const odd: { path: string; message: string }[] = [];
  for (const [path, plans] of Map.groupBy(
    planned.filter(({ edits }) => edits.length > 0),
    ({ place }) => place.source.path,
  )) {
    const text = plans[0]?.place.source.text ?? '';
    const bytes = tree.read(path);
    if (bytes.ok && Buffer.compare(Buffer.from(text), bytes.value) === 0) {
      files.set(
        path,
        Buffer.from(
          applyEdits(
            text,
            plans.flatMap(({ edits }) => edits),
          ),
        ),
      );
    } else odd.push({ path, message: 'it begins with a byte order mark' });
  }
  const changed = planned.filter(
    ({ place, edits }) => edits.length > 0 && files.has(place.source.path),
  );
  return ok({
    files,
    pinned: changed.length,
    kept: planned.filter(({ edits, left }) => edits.length === 0 && left === null).length,
    left: planned.flatMap(({ place, left }) =>
      left === null ? [] : [{ path: place.source.path, line: lineOf(place), why: left }],
    ),
    unreadable: [...model.value.unreadable, ...odd].map(({ path, message }) => ({ path, message })),
  });
}

interface Plan {
  readonly place: Place;
  readonly edits: readonly Edit[];
  readonly left: string | null;
}

function plan(place: Place, options: PinOptions): Plan | null {
  const { node, source, kind } = place;
  const line = restOfLine(source.text, node);
  const target =
    kind === 'uses'
      ? usesTarget(node.text, line.comment, options)
      : bundleTarget(node.text, options);
  if (target === undefined) return null;
  if ('left' in target) return { place, edits: [], left: target.left };
  const value = valueEdit(node, target.value);
  if (value === undefined)
    return { place, edits: [], left: `${node.text} is written over several lines` };
  return { place, edits: [...value, ...commentEdit(line, target.comment)], left: null };
}

/** The characters of the value, inside its quotes. */
function valueEdit({ style, span, text }: ScalarNode, value: string): readonly Edit[] | undefined {
  if (style === 'literal' || style === 'folded') return undefined;
  const quote = style === 'plain' ? 0 : 1;
  const start = span.start + quote;
  if (span.end - span.start - 2 * quote !== text.length && style !== 'plain') return undefined;
  return text === value ? [] : [{ start, end: start + text.length, text: value }];
}

interface Rest {
  /** Where the value ends, with its quote. */
  readonly at: number;
  readonly comment: string | null;
  /** Where the comment's text is. */
  readonly span: { readonly start: number; readonly end: number };
  readonly isEmpty: boolean;
}

function restOfLine(text: string, { style, span, text: value }: ScalarNode): Rest {
  const at = style === 'plain' ? span.start + value.length : span.end;
  const newline = text.slice(at).search(/\r?\n|$/);
  const rest = text.slice(at, at + newline);
  const [, before = '', comment] = /^([ \t]+#[ \t]*)(.*?)[ \t]*$/.exec(rest) ?? [];
  const start = at + before.length;
  return {
    at,
    comment: comment ?? null,
    span: { start, end: start + (comment ?? '').length },
    isEmpty: rest.trim() === '',
  };
}

const VERSION_COMMENT = /^(?:[\w./-]+\/)?v?\d+(?:\.\d+)*(?:-[\w.]+)?$/;

/** A comment that is a version says the new one; another comment stays, and none is put where something else follows. */
function commentEdit({ at, comment, span, isEmpty }: Rest, wanted: string | null): readonly Edit[] {
  if (wanted === null || comment === wanted) return [];
  if (comment !== null) return VERSION_COMMENT.test(comment) ? [{ ...span, text: wanted }] : [];
  return isEmpty ? [{ start: at, end: at, text: ` # ${wanted}` }] : [];
}

function lineOf({ source, node }: Place): number {
  return source.lineStarts.filter((start) => start <= node.span.start).length;
}
