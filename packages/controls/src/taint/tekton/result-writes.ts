/** A line of a script that writes a result, and the variables of the environment that it names. */
interface ResultWrite {
  readonly line: string;
  readonly start: number;
  readonly result: string;
  readonly names: readonly string[];
}

const WRITES = /^[^\n]*\$\(results\.([\w-]+)\.path\)[^\n]*?(?:\.write\w*\(|,)([^\n]*)$/gm;
const READS =
  /(?:environ(?:\.get)?\s*[[(]|getenv\(|process\.env\s*\[)\s*["'](\w+)["']|process\.env\.(\w+)/g;
/** What leaves nothing of the text that matters. */
const REDUCES =
  /\b(?:len|int|bool|hash|sha\d+|createHash|parseInt|Number)\s*\(|\.length\b|re\.sub\(|\.replace\(/;

/** The lines of a script in Python or JavaScript that write variables into results as they are. */
export function resultWrites(text: string): readonly ResultWrite[] {
  return [...text.matchAll(WRITES)].flatMap(({ 0: line, 1: result = '', 2: given = '', index }) => {
    const names = [...given.matchAll(READS)].map(([, a, b]) => a ?? b ?? '');
    return names.length === 0 || REDUCES.test(given) ? [] : [{ line, start: index, result, names }];
  });
}
