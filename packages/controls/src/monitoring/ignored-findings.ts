import { mapGet, type Node } from '@plumbline/core';
import { itemsAt, scalarAt } from '../cluster/objects.js';
import { documentAt, type Document } from '../files.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** An entry of a file in which a scanner is told what to leave out. */
interface Ignored {
  readonly file: string;
  readonly document: Document;
  readonly what: string;
  readonly node: Node;
  readonly why: string | null;
  readonly until: string | null;
  readonly hint: string;
}

/** Entries of `.trivyignore.yaml` and `.snyk` without reason, without end or past it (6.3.1). Null if there are none. */
export function ignoredFindings(subject: Subject): readonly Violation[] | null {
  const all = [...inTrivy(subject), ...inSnyk(subject)];
  if (all.length === 0) return null;
  return all.flatMap((one): readonly Violation[] => {
    const fault = faultOf(one, subject.today);
    if (fault === null) return [];
    return [
      {
        at: placeIn(one.document, one.node),
        address: `${one.file}.${one.what}`,
        subject: one.what,
        severity: 'medium',
        message: `Nobody answers any more for leaving out \`${one.what}\`: ${fault}.`,
        hint: one.hint,
      },
    ];
  });
}

function faultOf({ why, until }: Ignored, today: string): string | null {
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
        ...{ file, document, node },
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
        ...{ file: '.snyk', document, node, what: key.text },
        why: scalarAt(node, 'reason')?.text ?? null,
        until: scalarAt(node, 'expires')?.text ?? null,
        hint: 'expires: <a date within a year>',
      })),
    ),
  );
}
