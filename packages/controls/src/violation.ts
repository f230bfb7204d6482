import {
  locate,
  type Confidence,
  type Location,
  type ScalarNode,
  type Severity,
  type Source,
  type Span,
} from '@plumbline/core';
import type { Exposure } from './exposure.js';
import { spanWithin } from './expression/offsets.js';
import type { Range } from './expression/syntax.js';
import type { Fix } from './fix/fix.js';
import { callOf, homeOf, writtenPart } from './foreign.js';

/** A place in a file of the target. */
export interface Place {
  readonly source: Source;
  readonly span: Span;
  /** Where workflows call the file that it stands in, if it was judged as a part of them. */
  readonly calledFrom?: readonly Place[];
}

/** A stop on the way of a value from where it enters to where it does harm. */
export interface Waypoint extends Place {
  readonly message: string;
}

/** One thing that violates a control. The engine makes a finding of it. */
export interface Violation {
  readonly at: Place;
  /** Where it stands in the structure of the file, by names and never by lines: made by `address…`. */
  readonly address: string;
  /** What it is about: a reference, an expression, a scope. Part of the fingerprint. */
  readonly subject: string;
  /** Who could do what, in one sentence. */
  readonly message: string;
  /** The one line to write. */
  readonly hint: string;
  /** In a job that has something to lose and that only people with write access start. */
  readonly severity: Severity;
  /** Raises or lowers the severity by who reaches the place and what is there to be had. */
  readonly exposure?: Exposure;
  /** `low` is reported and never counts. Default `high`. */
  readonly confidence?: Confidence;
  readonly expected?: string;
  readonly actual?: string;
  /** What `--fix safe` does about it; without it, nothing can. */
  readonly fix?: () => Fix;
  /** The way of the value, its entry first and the place of the violation last. */
  readonly flow?: readonly Waypoint[];
}

/** The place of a node or a text of a file. */
export function placeIn(
  of: { readonly source: Source },
  what: { readonly span: Span } | { readonly node: { readonly span: Span } },
): Place {
  const node = 'span' in what ? what : what.node;
  return { source: homeOf(node, of.source), span: node.span, ...calledFrom(node, of.source) };
}

function calledFrom(node: object, source: Source): Pick<Place, 'calledFrom'> {
  const call = callOf(node);
  return call === null ? {} : { calledFrom: [{ source, span: call.span }] };
}

/** The place of a part of a text of a file. */
export function placeWithin(source: Source, text: ScalarNode, range: Range): Place {
  const home = homeOf(text, source);
  const { node, part } = writtenPart(text, range);
  return { source: home, span: spanWithin(home, node, part), ...calledFrom(text, source) };
}

/** The text of a place, as it is written. */
export function writtenText({ source, span }: Place): string {
  return source.text.slice(span.start, span.end);
}

export function locationOf(place: Place): Location {
  return locate(place.source, place.span);
}
