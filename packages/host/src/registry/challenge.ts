/** What a registry wants of those who ask (RFC 9110 §11.6.1; bearer tokens: distribution, "Token Authentication"). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string | null };

const LONGEST = 4096;
const SCHEME = /[ ,]*([A-Za-z][A-Za-z0-9-]*)(?=[ ,]|$)/y;
const PARAMETER = /[ ,]*([A-Za-z][A-Za-z0-9_-]*)=(?:"([^"\\]*)"|([^\s",]+))/y;

/** The challenge to answer, bearer before basic; null where there is none that is whole. */
export function readChallenge(header: string | null): Challenge | null {
  const challenges = parse(header ?? '');
  const bearer = challenges?.get('bearer');
  const realm = bearer?.get('realm');
  if (realm !== undefined) {
    return { scheme: 'bearer', realm, service: bearer?.get('service') ?? null };
  }
  return challenges?.has('basic') ? { scheme: 'basic' } : null;
}

type Parameters = ReadonlyMap<string, string>;

/** Parameters by scheme; null where a word is no part of a challenge, or is said twice. */
function parse(header: string): ReadonlyMap<string, Parameters> | null {
  if (header.length > LONGEST) return null;
  const found = new Map<string, Map<string, string>>();
  let current: Map<string, string> | null = null;
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (/[^ ,]/.test(header.slice(at))) {
    const parameter = take(PARAMETER);
    const [, name = '', quoted, plain = ''] = parameter ?? take(SCHEME) ?? [];
    const key = name.toLowerCase();
    const known: ReadonlyMap<string, unknown> | null = parameter ? current : found;
    if (key === '' || known === null || known.has(key)) return null;
    if (parameter) current?.set(key, quoted ?? plain);
    else found.set(key, (current = new Map<string, string>()));
  }
  return found;
}
