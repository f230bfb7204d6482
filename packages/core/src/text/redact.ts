/** What stands where a secret was. */
const MASK = '***';

/** Shorter texts occur by chance; masking them would make every line unreadable and say what they are. */
const MIN_SECRET = 4;

/** A line of a secret of many lines says less: `"type": "x"` of a key file is no secret. */
const MIN_LINE = 8;

/** Text in which no known secret is left. */
export type Redactor = (text: string) => string;

/** Removes the given secrets in every form in which they are usually written, and what looks like a secret. */
export function createRedactor(secrets: Iterable<string>): Redactor {
  const forms = new Set([...secrets].flatMap(formsOf));
  const known = [...forms].filter((form) => form.length >= MIN_SECRET);
  known.sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of known) clean = clean.replaceAll(form, MASK);
    if (!ANY.test(clean)) return clean;
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/** One text without the given secrets; see `createRedactor`. */
export function redact(text: string, secrets: Iterable<string>): string {
  return createRedactor(secrets)(text);
}

function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= MIN_LINE);
  return [secret, secret.trim(), ...lines].filter(Boolean).flatMap((form) => {
    const bytes = Buffer.from(form);
    const url = encodeURIComponent(bytes.toString());
    const json = JSON.stringify(form).slice(1, -1);
    return [form, url, url.replaceAll('%20', '+'), json, ...base64Forms(bytes)];
  });
}

/** Base64 of the secret at each of the three offsets that it may have inside a longer text, standard and URL-safe. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    const standard = encoded.slice(start, end);
    return [standard, standard.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** What is a secret by its form alone. Each pattern takes linear time. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  [/(?<=:\/\/)(?!git@)[^\s/?#]+@/g, `${MASK}@`],
  [/\bgh[pousr]_[A-Za-z0-9_.-]{16,}|\bgithub_pat_\w{16,}/g, MASK],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/g, MASK],
  [/(?<=\bauthorization["']?[:=] ?["']?(?:bearer|basic|token) )[^\s"']+/gi, MASK],
];

/** Nearly no text holds what all of these need, and one search tells. */
const ANY = /PRIVATE KEY|:\/\/|gh[pousr]_|github_pat_|eyJ|authorization/i;
