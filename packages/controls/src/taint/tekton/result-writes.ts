/** A line of a script that writes a result, and the variables of the environment that it names. */
interface ResultWrite {
  readonly line: string;
  readonly start: number;
  readonly result: string;
  readonly names: readonly string[];
}

/** `$(results.tag.path)`, with brackets, and the path that it stands for (Tekton: emitting results). */
const RESULT = `(?:\\$\\(results(?:\\.|\\[["'])([\\w-]+)(?:["']\\])?\\.path\\)|/tekton/results/([\\w-]+))`;
const WRITES = new RegExp(`${RESULT}[^\\n]{0,400}?(?:\\.write\\w*\\(|,)([^\\n]*)`, 'g');
/** `with open(…) as f:` and `f = open(…)`, which lines behind it write to. */
const OPENS = new RegExp(
  `(?:\\b(\\w{1,80})\\s{0,9}=\\s{0,9})?\\bopen\\([^\\n]{0,400}?${RESULT}[^\\n]{0,400}?\\)(?:\\s{1,9}as\\s{1,9}(\\w{1,80}))?`,
  'g',
);
const READS =
  /(?:environ(?:\.get)?\s*[[(]|getenv\(|process\.env\s*\[)\s*["'](\w+)["']|process\.env\.(\w+)/g;
const ASSIGNS = /^[ \t]*(?:const\s+|let\s+|var\s+)?(\w+)\s*=(?!=)([^\n]*)$/gm;
/** What leaves nothing of the text that matters. */
const REDUCES =
  /\b(?:len|int|bool|hash|sha\d+|createHash|parseInt|Number)\s*\(|\.length\b|re\.sub\(|\.replace\(/;

/** The lines of a script in Python or JavaScript that write variables into results as they are. */
export function resultWrites(text: string): readonly ResultWrite[] {
  const held = heldIn(text);
  return [...writesIn(text)].flatMap(({ given, ...write }) => {
    const names = [...namesRead(given), ...wordsOf(given).flatMap((word) => held.get(word) ?? [])];
    return names.length === 0 || REDUCES.test(given) ? [] : [{ ...write, names }];
  });
}

interface Writing extends Pick<ResultWrite, 'line' | 'start' | 'result'> {
  /** What is written. */
  readonly given: string;
}

function* writesIn(text: string): Iterable<Writing> {
  for (const { 0: found, 1: a, 2: b, 3: given = '', index } of text.matchAll(WRITES)) {
    const start = text.lastIndexOf('\n', index) + 1;
    yield { line: text.slice(start, index + found.length), start, result: a ?? b ?? '', given };
  }
  for (const { 0: opening, 1: before, 2: a, 3: b, 4: behind, index } of text.matchAll(OPENS)) {
    const file = behind ?? before;
    if (file === undefined) continue;
    const from = index + opening.length;
    const found = writesTo(file).exec(text.slice(from));
    if (found === null) continue;
    const given = found[1] ?? found[2] ?? found[3] ?? '';
    yield { line: found[0], start: from + found.index, result: a ?? b ?? '', given };
  }
}

function writesTo(file: string): RegExp {
  return new RegExp(
    `\\b${file}\\.write\\w*\\(([^\\n]*)|\\bprint\\(([^\\n]{0,400}?)file=${file}\\b|\\bjson\\.dump\\(([^\\n]{0,400}?),\\s*${file}\\b`,
  );
}

/** Variables of the script that hold one of the environment as it is. */
function heldIn(text: string): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, readonly string[]>();
  for (const [, name = '', value = ''] of text.matchAll(ASSIGNS)) {
    const names = [...namesRead(value), ...wordsOf(value).flatMap((word) => held.get(word) ?? [])];
    if (names.length > 0 && names.length < 100 && !REDUCES.test(value)) held.set(name, names);
    else held.delete(name);
  }
  return held;
}

function namesRead(code: string): readonly string[] {
  return [...code.matchAll(READS)].map(([, a, b]) => a ?? b ?? '');
}

/** Names in a piece of code, without what its texts say. */
function wordsOf(code: string): readonly string[] {
  const bare = code.replace(/(["'])(?:(?!\1)[^\\{]|\\.)*\1/g, '');
  return bare.match(/\b[A-Za-z_]\w*\b/g) ?? [];
}
