/** Values of a git configuration file by `section.subsection.key`; of several the last, as git has it. */
export type GitConfig = ReadonlyMap<string, string>;

const BLANK = /(?:\s|[#;][^\n]*)*/y;
const SECTION = /\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?\]/y;
const KEY = /([A-Za-z][A-Za-z0-9-]*)[ \t]*(=?)[ \t]*/y;
const VALUE = /(?:[^"\\\n#;]|\\\r?\n|\\[ntb"\\]|"(?:[^"\\\n]|\\\r?\n|\\[ntb"\\])*")*/y;
const REST_OF_LINE = /(?:[#;][^\n]*)?(?:\n|$)/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  b: '\b',
  '"': '"',
  '\\': '\\',
};

/** Parses git's configuration syntax; includes are not followed. Null if any of it is malformed. */
export function parseConfig(text: string): GitConfig | null {
  const values = new Map<string, string>();
  let section = '';
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at;
    const match = form.exec(text);
    if (match) at = form.lastIndex;
    return match;
  };
  for (take(BLANK); at < text.length; take(BLANK)) {
    const heading = take(SECTION);
    if (heading) {
      section = sectionName(heading[1] ?? '', heading[2]);
      continue;
    }
    const key = take(KEY);
    if (!key || section === '') return null;
    const value = key[2] === '=' ? unquote(take(VALUE)?.[0] ?? '') : 'true';
    if (!take(REST_OF_LINE)) return null;
    values.set(`${section}.${(key[1] ?? '').toLowerCase()}`, value);
  }
  return values;
}

function sectionName(name: string, sub: string | undefined): string {
  return sub === undefined
    ? name.toLowerCase()
    : `${name.toLowerCase()}.${sub.replace(/\\(.)/g, '$1')}`;
}

function unquote(raw: string): string {
  return raw
    .trim()
    .replace(/\\\r?\n/g, '')
    .replace(/\\(.)|"/g, (_all, escaped?: string) =>
      escaped === undefined ? '' : (ESCAPES[escaped] ?? ''),
    );
}
