import type { Range } from '../expression/syntax.js';
import type { Language } from '../taint/languages.js';

/** What a script of another language than a shell's fetches and runs. */
export interface FetchedCode extends Range {
  /** As written; empty where only a variable tells. */
  readonly address: string;
}

interface Shape {
  readonly fetches: RegExp;
  /** With the text that is run. */
  readonly runs: RegExp;
  readonly verifies: RegExp;
}

const SHAPES: Partial<Record<Language, Shape>> = {
  python: {
    fetches: /\burlopen\s*\(|\b(?:requests|httpx|session)\.get\s*\(|\burllib3?\.[\w.]*request\s*\(/,
    runs: /(?<![\w.])(?:exec|eval)\s*\(([^\n]{0,300})/g,
    verifies: /\bhashlib\b|\bhmac\b|\bsigstore\b/,
  },
  javascript: {
    fetches: /(?<![\w.])fetch\s*\(|\b(?:axios|got|https?)\.?(?:get|request)?\s*\(/,
    runs: /(?<![\w.])(?:eval|Function|(?:vm\.)?runIn\w*Context)\s*\(([^\n]{0,300})/g,
    verifies: /\bcreateHash\b|\bcreateVerify\b|\bsubtle\.(?:digest|verify)\b/,
  },
};

/** The statements that run what the script has fetched, unless it compares a digest or signature. */
export function fetchedCode(text: string, language: Language): readonly FetchedCode[] {
  const shape = SHAPES[language];
  if (shape === undefined || shape.verifies.test(text) || !shape.fetches.test(text)) return [];
  const fetched = fetchedNames(text, shape.fetches);
  return [...text.matchAll(shape.runs)].flatMap((found) => {
    const code = found[1] ?? '';
    if (!shape.fetches.test(code) && !namesIn(code).some((name) => fetched.has(name))) return [];
    const address = /https?:\/\/[^\s"'`)]+/i.exec(text)?.[0] ?? '';
    return [{ address, start: found.index, end: found.index + found[0].length }];
  });
}

/** The variables that hold an answer, or what is made of one; in the order of the text. */
function fetchedNames(text: string, fetches: RegExp): ReadonlySet<string> {
  const names = new Set<string>();
  const assigned = text.matchAll(/(?<![\w.])([A-Za-z_$][\w$]*)\s*=(?!=)\s*([^\n]{0,300})/g);
  for (const [, name = '', value = ''] of assigned)
    if (fetches.test(value) || namesIn(value).some((one) => names.has(one))) names.add(name);
  return names;
}

function namesIn(code: string): readonly string[] {
  return [...code.matchAll(/(?<![\w.$])[A-Za-z_$][\w$]*/g)].map(([name]) => name);
}
