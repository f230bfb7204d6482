/** A file of GitHub that a block writes to. */
const INTO = /^[ \t]*>>[ \t]*["']?\$\{?GITHUB_(?:OUTPUT|ENV)\}?["']?$/;
const OPENS =
  /^(?:\{|\(|if \[ -n "\$\{?(?:CI|GITHUB_ACTIONS)\}?" \]; then|(?:function[ \t]+)?(?<name>\w+)(?:[ \t]*\(\))?[ \t]*\{)$/;
const CLOSES = /^(?:[})]|fi\b)(?<rest>.*)$/;
const DOCUMENT =
  /^(?:cat[ \t]*(?<into>>>[ \t]*["']?\$\{?GITHUB_(?:OUTPUT|ENV)\}?["']?)|(?:ba)?sh)[ \t]*<<-?[ \t]*(?<quote>["']?)(?<end>\w+)\k<quote>$/;
const PRINTS = /^(?:echo|printf)\b(?!.*(?:::|\$\())[^|<>`]*(?:>&2)?$/;
const IDLE = /^(?:#.*|set[ \t]+[-+][\w ]+|shopt.*|IFS=.*|[:]|true)?$/;

/** Longer scripts do more than to hand something on. */
const MOST = 200;

/**
 * The lines of a script that do something, each by itself: those of blocks, of functions that are called once and of
 * documents for a file of GitHub, with where these go. Null where it is not laid out so.
 */
export function plainLines(script: string): readonly string[] | null {
  const lines = script.split('\n').map((line) => line.trim());
  if (lines.length > MOST) return null;
  const found: string[] = [];
  const called = new Set<string>();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (isIdle(line) || called.delete(line.replace(/ "\$@"$/, ''))) continue;
    const block = blockAt(lines, at);
    if (block === null) return null;
    const name = OPENS.exec(line)?.groups?.['name'];
    if (name !== undefined && block.end > at) called.add(name);
    found.push(...block.lines);
    at = block.end;
  }
  return called.size === 0 ? found : null;
}

/** What begins at a line: a block, a document, or the line itself; null where nobody knows what becomes of it. */
function blockAt(
  lines: readonly string[],
  at: number,
): { readonly lines: readonly string[]; readonly end: number } | null {
  const line = lines[at] ?? '';
  const document = DOCUMENT.exec(line)?.groups;
  const end =
    document === undefined ? endOfBlock(lines, at) : lines.indexOf(document['end'] ?? '', at);
  if (end === -1) return { lines: [line], end: at };
  const inner = lines.slice(at + 1, end);
  const own = document === undefined ? blockOf(inner, lines[end] ?? '') : written(inner, document);
  return own === null ? null : { lines: own, end };
}

function endOfBlock(lines: readonly string[], at: number): number {
  if (!OPENS.test(lines[at] ?? '')) return -1;
  return lines.findIndex((line, index) => index > at && CLOSES.test(line));
}

function isIdle(line: string): boolean {
  return IDLE.test(line) || PRINTS.test(line);
}

/** The lines of a block, with where it goes. */
function blockOf(inner: readonly string[], close: string): readonly string[] | null {
  const rest = CLOSES.exec(close)?.groups?.['rest'] ?? '';
  if (INTO.test(rest))
    return inner.flatMap((line) => {
      if (IDLE.test(line)) return [];
      return /^(?:echo|printf)\b/.test(line) ? `${line}${rest}` : line;
    });
  const lines = inner.filter((line) => !isIdle(line));
  return /^(?:[ \t]*2>&1[ \t]*\|[ \t]*tee\b.*)?$/.test(rest) ? lines : null;
}

/** The lines of a document as commands that write them. */
function written(
  inner: readonly string[],
  { into, quote = '' }: Readonly<Record<string, string | undefined>>,
): readonly string[] | null {
  if (into === undefined) return quote === '' ? null : inner.filter((line) => !isIdle(line));
  const marks = inner.map((line) => {
    if (!line.includes("'") && (quote !== '' || !/[$`\\]/.test(line)))
      return `echo '${line}' ${into}`;
    return quote === '' && !line.includes('"') ? `echo "${line}" ${into}` : null;
  });
  return marks.every((line) => line !== null) ? marks : null;
}
