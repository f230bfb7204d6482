import { shared, type Subject } from '../subject.js';
import { tektonScripts, type ScriptSite } from './scripts.js';

const byFile = shared((subject: Subject): ReadonlyMap<string, readonly ScriptSite[]> =>
  Map.groupBy(tektonScripts(subject), ({ source }) => source.path),
);

/** The scripts of the containers of a file whose address is this, or stands below it. */
export function scriptsBelow(
  subject: Subject,
  path: string,
  address: string,
): readonly ScriptSite[] {
  const scripts = byFile(subject).get(path) ?? [];
  return scripts.filter(
    (script) => script.address === address || script.address.startsWith(`${address}.`),
  );
}
