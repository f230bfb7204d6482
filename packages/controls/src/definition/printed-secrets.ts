import type { Leak } from './secret-output.js';

/** Statements of Python, JavaScript and Ruby that write to the log. */
const PRINTS =
  /\b(?:print|pprint|console\.(?:log|info|warn|error|debug)|puts|sys\.std(?:out|err)\.write|process\.std(?:out|err)\.write|log(?:ger|ging)?\.(?:debug|info|warning|warn|error|critical|exception))\s*\(?([^\n]*)/g;
const ALL =
  /^(?:json\.dumps\(|dict\(|JSON\.stringify\()*(?:os\.environ|process\.env|ENV\.to_h)(?![\w.[])/;

/** The statements of a script in another language than a shell that print a variable with a credential. */
export function printedBy(text: string, names: readonly string[]): readonly Leak[] {
  // Whoever writes the Task chooses the names: none of them is a pattern.
  const any = names.map((name) => name.replace(/\W/g, '\\$&')).join('|');
  if (any === '') return [];
  const reads = new RegExp(
    `(?:environ(?:\\.get)?\\s*[[(]|getenv\\(|ENV(?:\\.fetch)?\\s*[[(]|process\\.env\\s*\\[)\\s*["'](?:${any})["']|process\\.env\\.(?:${any})\\b`,
  );
  const held = [...text.matchAll(/^[ \t]*(?:(?:const|let|var)\s+)?(\w+)\s*=(?!=)([^\n]*)/gm)]
    .filter(([, , value = '']) => reads.test(value))
    .map(([, name = '']) => name);
  const holds =
    held.length === 0
      ? null
      : new RegExp(
          `(?<![\\w.'"]|\\b(?:len|bool|type|id)\\()(?:${held.join('|')})(?![\\w.[]|\\s*(?:is|==|!=)|["'])`,
        );
  return [...text.matchAll(PRINTS)].flatMap(
    ({ 0: whole, 1: given = '', index }): readonly Leak[] => {
      const bare = withoutTexts(given);
      if (ALL.test(given.trim()))
        return [{ to: 'log', by: 'environment', start: index, end: index + whole.length }];
      const says = reads.test(given) && !/\b(?:len|bool)\s*\(/.test(given);
      if (!says && holds?.test(bare) !== true) return [];
      return [{ to: 'log', by: 'print', start: index, end: index + whole.length }];
    },
  );
}

/** Without what stands in quotes, except for what is filled in there. */
function withoutTexts(given: string): string {
  return given.replace(
    /(f?)(["'`])((?:(?!\2)[^\\]|\\.)*)\2/g,
    (_, format: string, quote, inner: string) =>
      format === 'f' || quote === '`'
        ? [...inner.matchAll(/\$?\{([^{}]*)\}/g)].map(([, name = '']) => ` ${name} `).join(' ')
        : ' ',
  );
}
