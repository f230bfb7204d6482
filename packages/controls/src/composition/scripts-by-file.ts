import { shared, type Subject } from '../subject.js';
import { tektonScripts, type ScriptSite } from './scripts.js';

/** The scripts of each file by address, each in its place among all of the file. */
interface Shelf {
  readonly inOrder: ReadonlyMap<ScriptSite, number>;
  readonly byAddress: readonly ScriptSite[];
}

const byFile = shared((subject: Subject): ReadonlyMap<string, Shelf> => {
  const files = Map.groupBy(tektonScripts(subject), ({ source }) => source.path);
  return new Map([...files].map(([path, scripts]) => [path, shelve(scripts)]));
});

function shelve(scripts: readonly ScriptSite[]): Shelf {
  return {
    inOrder: new Map(scripts.map((script, index) => [script, index])),
    byAddress: scripts.toSorted((a, b) => compare(a.address, b.address)),
  };
}

/** By code units, so that all that starts alike stands together. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The scripts of the containers of a file whose address is this, or stands below it, in the order of the file.
 * Asking for each of many containers costs little more than asking once.
 */
export function scriptsBelow(
  subject: Subject,
  path: string,
  address: string,
): readonly ScriptSite[] {
  const shelf = byFile(subject).get(path);
  if (shelf === undefined) return [];
  const place = (script: ScriptSite): number => shelf.inOrder.get(script) ?? 0;
  return [
    ...from(shelf.byAddress, address, (other) => other === address),
    ...from(shelf.byAddress, `${address}.`, (other) => other.startsWith(`${address}.`)),
  ].sort((a, b) => place(a) - place(b));
}

/** Those from an address on, as long as theirs belongs. */
function from(
  sorted: readonly ScriptSite[],
  address: string,
  belongs: (other: string) => boolean,
): readonly ScriptSite[] {
  let start = 0;
  for (let end = sorted.length; start < end;) {
    const middle = (start + end) >> 1;
    if ((sorted[middle]?.address ?? '') < address) start = middle + 1;
    else end = middle;
  }
  let end = start;
  while (belongs(sorted[end]?.address ?? '')) end += 1;
  return sorted.slice(start, end);
}
