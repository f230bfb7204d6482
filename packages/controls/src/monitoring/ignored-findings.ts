import { mapGet, type MapNode, type Node } from '@plumbline/core';
import { itemsAt, scalarAt } from '../cluster/objects.js';
import { isExample } from '../examples.js';
import { documentAt, pathsMatching } from '../files.js';
import type { Subject } from '../subject.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { inOsvScanner, inTrivyLines } from './ignored-lines.js';

/** An entry of a file in which a scanner is told what to leave out. */
export interface Ignored {
  readonly at: Place;
  readonly what: string;
  /** Where the format has a place for it. */
  readonly who?: string;
  readonly why: string | null;
  readonly until: string | null;
  readonly hint: string;
}

/** Entries of what scanners are told to leave out without reason, without end or past it (6.3.1). Null if there are none. */
export function ignoredFindings(subject: Subject): readonly Violation[] | null {
  const all = [
    ...inTrivy(subject),
    ...inSnyk(subject),
    ...inTrivyLines(subject),
    ...inOsvScanner(subject),
    ...inLists(subject),
  ];
  if (all.length === 0) return null;
  return all.flatMap((one): readonly Violation[] => {
    const fault = faultOf(one, subject.today);
    if (fault === null) return [];
    return [
      {
        at: one.at,
        address: `${one.at.source.path}.${one.what}`,
        subject: one.what,
        severity: 'medium',
        message: `Nobody answers any more for leaving out \`${one.what}\`: ${fault}.`,
        hint: one.hint,
      },
    ];
  });
}

function faultOf({ who, why, until }: Ignored, today: string): string | null {
  if (who?.trim() === '') return 'nobody is named';
  if (why === null || why.trim() === '') return 'no reason is given';
  if (until === null) return 'it has no end';
  return until.slice(0, 10) < today ? `it ended on ${until}` : null;
}

/** Trivy: filtering by a YAML file. */
function inTrivy(subject: Subject): readonly Ignored[] {
  return ['.trivyignore.yaml', '.trivyignore.yml'].flatMap((file) => {
    const document = documentAt(subject, file);
    if (document === null) return [];
    return ['vulnerabilities', 'misconfigurations', 'secrets', 'licenses'].flatMap((kind) =>
      itemsAt(document.root, kind).map((node) => ({
        at: placeIn(document, node),
        what: scalarAt(node, 'id')?.text ?? kind,
        why: scalarAt(node, 'statement')?.text ?? null,
        until: scalarAt(node, 'expired_at')?.text ?? null,
        hint: 'expired_at: <a date within a year>',
      })),
    );
  });
}

/** Snyk: the `.snyk` file. */
function inSnyk(subject: Subject): readonly Ignored[] {
  const document = documentAt(subject, '.snyk');
  const ignore = mapGet(document?.root, 'ignore');
  if (document === null || ignore?.kind !== 'map') return [];
  return ignore.entries.flatMap(({ key, value }) =>
    (value.kind === 'seq' ? value.items : []).flatMap((item) =>
      (item.kind === 'map' ? item.entries : []).map(({ value: node }) => ({
        ...{ at: placeIn(document, node), what: key.text },
        why: scalarAt(node, 'reason')?.text ?? null,
        until: scalarAt(node, 'expires')?.text ?? null,
        hint: 'expires: <a date within a year>',
      })),
    ),
  );
}

/** Lists of waivers that a team keeps in a file of its own. */
const LISTS =
  /(?:^|[/._-])(?:waivers?|exceptions?|exemptions?|suppressions?|(?:accepted-)?risks?|risk-accept\w+)\.(?:ya?ml|json)$/i;
const WHAT = /^(?:id|what|rule(?:_?id)?|check|control|cve|vulnerability|finding|name|policy)$/i;
const WHO =
  /^(?:who|owner|owned_?by|approve[rd](?:_?by)?|accepted_?by|author|team|contact|responsible)$/i;
const WHY =
  /^(?:why|reason|justification|statement|rationale|comment|notes?|description|because)$/i;
const UNTIL =
  /^(?:until|valid_?until|expir(?:es|ed|y|ation)(?:_?(?:at|on|date))?|ends?(?:_?(?:at|on|date))?|ignore_?until|review_?by|deadline)$/i;

function inLists(subject: Subject): readonly Ignored[] {
  return pathsMatching(subject, LISTS).flatMap((path) => {
    const document = isExample(path) ? null : documentAt(subject, path);
    if (document === null) return [];
    const entries = mapsIn(document.root, 4).map((node) => ({
      at: placeIn(document, node),
      what: valueOf(node, WHAT) ?? '',
      who: valueOf(node, WHO) ?? '',
      why: valueOf(node, WHY),
      until: valueOf(node, UNTIL),
      hint: 'owner: …, reason: … and expires: <a date within a year>',
    }));
    const isList = entries.some(({ why, until }) => why !== null || until !== null);
    return isList ? entries.filter(({ what }) => what !== '') : [];
  });
}

/** The maps in lists of a document, as far down as that. */
function mapsIn(node: Node, depth: number): readonly MapNode[] {
  if (depth === 0 || node.kind === 'scalar') return [];
  if (node.kind === 'map') return node.entries.flatMap(({ value }) => mapsIn(value, depth - 1));
  return node.items.filter((item) => item.kind === 'map');
}

function valueOf(node: MapNode, name: RegExp): string | null {
  const found = node.entries.find(({ key }) => name.test(key.text))?.value;
  return found?.kind === 'scalar' ? found.text : null;
}
