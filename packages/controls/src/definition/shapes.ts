import { remembered } from '@plumbline/core';

/** A way to write a command that hides what it does, or that serves nobody but a thief. */
export interface Shape {
  readonly name: string;
  readonly message: string;
  readonly hint: string;
}

interface Kind extends Shape {
  /** Only where the line holds a secret. */
  readonly secret?: true;
}

interface Pattern extends Kind {
  /** One of these stands in whatever the pattern matches. */
  readonly words: RegExp;
  readonly pattern: RegExp;
}

const ENCODED: Shape = {
  name: 'encoded program',
  message: 'Whoever reviews this cannot see what runs: the program is decoded and run at once.',
  hint: 'write the commands themselves, or a script file of the repository',
};
const REMOTE: Shape = {
  name: 'remote shell',
  message: 'Whoever waits at the other end gets a shell in this run, with everything it holds.',
  hint: 'remove the command',
};
/** What a thief wants to have (2.4.6). */
export const SENT: Shape = {
  name: 'credentials sent',
  message: 'Whoever owns the address gets the environment or the credentials of this run.',
  hint: 'remove the command, and renew the credentials if it ever ran',
};
const SECRET_SENT: Kind = { ...SENT, secret: true };
const UNMASKED: Kind = {
  name: 'encoded secret',
  message:
    'Whoever reads the output can undo the encoding: it hides a secret from the mask of the log.',
  hint: 'remove the command, and renew the credentials if it ever ran',
};

/** Every gap is bounded: a hostile script must not be searched again from each of its words. */
const DECODE = String.raw`(?:(?:base64|base32|basenc|gbase64)\b[^\n|;&]{0,400}\s(?:-d|-D|-di|--decode)\b|xxd\s+-r\b|openssl\s+(?:enc|base64)\s[^|\n]{0,400}-d\b|\brev\b|\btr\s+['"]?(?:A-Za-z|a-zA-Z|[an]-z)\S*\s+['"]?[N-Zn-z]-)`;
const RUN = String.raw`\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:(?:/usr)?/bin/)?(?:(?:ba|z|da|k)?sh\b(?!\s*-n)|(?:python3?|perl|node|ruby|php)(?=\s*(?:-\s*)?(?:$|[;&|)"'\n])))`;
const NET = String.raw`(?:curl|wget|nc|ncat|netcat|socat|telnet)\b`;
const FILES = String.raw`(?:\.ssh/|id_(?:rsa|ed25519|ecdsa)\b|\.aws/credentials|\.docker/config\.json|\.netrc\b|\.npmrc\b|\.pypirc\b|\.kube/config|\.git/config\b|\.git-credentials\b|serviceaccount/token|/etc/shadow|/proc/(?:self|\d+|\$\w+)/environ)`;
const DUMP = String.raw`(?:printenv|env|export\s+-p|declare\s+-[xp]+|set(?=\s*\|))`;
const HOSTS = String.raw`(?:webhook\.site|requestbin\.(?:com|net)|pipedream\.net|ngrok(?:-free)?\.(?:io|app|dev)|oast\.(?:fun|live|site|online|me|pro)|interact\.sh|oastify\.com|burpcollaborator\.net|beeceptor\.com|hookbin\.com|termbin\.com|dnslog\.cn|requestcatcher\.com)`;

/** Without their words the patterns of a kind are not even compiled, which takes longer than a search. */
function when(words: RegExp, kind: Kind, ...texts: readonly string[]): readonly Pattern[] {
  return texts.map((text) => ({ ...kind, words, pattern: new RegExp(text, 'i') }));
}

const DECODERS = /base(?:64|32|nc)|xxd|openssl|\brev\b|\btr\s/i;
const ESCAPES = /\\(?:x[0-9a-f]|[0-7])/i;
const SENDERS = /\b(?:curl|wget|nc|ncat|netcat|socat|telnet)\b/i;
const DEVICES = /\/dev\/(?:tcp|udp)/i;
const KEPT = new RegExp(FILES, 'i');

const PATTERNS: readonly Pattern[] = [
  ...when(
    DECODERS,
    ENCODED,
    `${DECODE}[^\\n|;]{0,400}(?:\\|\\s*(?:gunzip|gzip\\s+-\\w*d\\w*|zcat|xz\\s+-\\w*d\\w*|base64\\s+-d|tee)\\b[^\\n|]{0,400})*${RUN}`,
    String.raw`\b(?:eval|source|(?:ba|z|da|k)?sh\s+(?:-\w*c|<<<))\s*["']?(?:\$\(|${'`'})[^\n]{0,400}?${DECODE}`,
    String.raw`\b(?:(?:ba|z|da|k)?sh|source|\.)\s+<\([^\n]{0,400}?${DECODE}`,
  ),
  ...when(
    /b64decode|atob|hex|codecs|Buffer\.from/i,
    ENCODED,
    String.raw`\b(?:exec|eval)\s*\(\s*[^\n]{0,400}(?:b64decode|atob|fromhex|unhexlify|codecs\.decode|Buffer\.from\([^\n]{0,400}['"](?:base64|hex)['"])`,
  ),
  ...when(
    /powershell|pwsh/i,
    ENCODED,
    String.raw`\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,400}\s-(?:e|ec|en|enc|encodedcommand)\s+["']?[A-Za-z0-9+/=]{16,}`,
  ),
  ...when(
    /FromBase64String/i,
    ENCODED,
    String.raw`\b(?:iex|Invoke-Expression)\b[^\n]{0,400}FromBase64String|FromBase64String[^\n]{0,400}\|\s*(?:iex|Invoke-Expression)\b`,
  ),
  ...when(
    ESCAPES,
    ENCODED,
    String.raw`\$'(?:\\x[0-9a-fA-F]{2}|\\[0-7]{3}){4,}`,
    String.raw`printf\s+(?:%b\s+)?['"](?:\\x[0-9a-fA-F]{2}|\\[0-7]{3}){4,}[^\n|]{0,400}${RUN}`,
    String.raw`\beval\s+["']?\$\(\s*(?:printf|echo\s+-e)\s+['"](?:\\x[0-9a-fA-F]{2}|\\[0-7]{3}){4,}`,
  ),
  ...when(/\$\{?IFS/i, ENCODED, String.raw`\b(?:curl|wget|cat|bash|sh|nc|echo)\$\{?IFS\b`),
  ...when(
    DEVICES,
    REMOTE,
    String.raw`\b(?:ba|z|da|k)?sh\s+-\w*i\w*\b[^\n]{0,400}/dev/(?:tcp|udp)/`,
    String.raw`/dev/(?:tcp|udp)/[^\n]{0,400}(?:0>&1|<&1|0<&|<&3|<&196)`,
    String.raw`exec\s+\d+<>\s*/dev/tcp/(?:(?!\n\n)[\s\S]){0,300}(?:ba|z|da)?sh\b[^\n]{0,400}[<>]&\s*\d`,
  ),
  ...when(
    /\b(?:nc|ncat|netcat)\b/i,
    REMOTE,
    String.raw`\b(?:nc|ncat|netcat)\b(?:\.\w+)?[^\n|;]{0,400}\s(?:-\w*[ec]\w*\s+|--exec\s+|--sh-exec\s+)["']?(?:/usr)?(?:/bin/)?(?:ba|z|da|k)?sh\b`,
  ),
  ...when(
    /mkfifo/i,
    REMOTE,
    String.raw`\bmkfifo\b[\s\S]{0,200}\bsh\s+-i\b[\s\S]{0,120}\b(?:nc|ncat|netcat|openssl\s+s_client|telnet)\b`,
    String.raw`\bmkfifo\b[\s\S]{0,200}\b(?:nc|ncat|netcat)\b[\s\S]{0,120}\|\s*(?:/bin/)?(?:ba)?sh\b`,
  ),
  ...when(/socat/i, REMOTE, String.raw`\bsocat\b[^\n]{0,400}\b(?:exec|system):[^\n]{0,400}sh\b`),
  ...when(
    /sock/i,
    REMOTE,
    String.raw`socket\.socket\([\s\S]{0,400}(?:dup2|pty\.spawn|subprocess\.)`,
    String.raw`\bperl\b[^\n]{0,400}\bSocket\b[^\n]{0,400}\bexec\b|\bphp\b[^\n]{0,400}fsockopen\([^\n]{0,400}(?:exec|system|popen)\b|\bruby\b[^\n]{0,400}(?:-rsocket|TCPSocket)[^\n]{0,400}\bexec\b`,
  ),
  ...when(
    /TCPClient/i,
    REMOTE,
    String.raw`\bTCPClient\([\s\S]{0,400}(?:\biex\b|Invoke-Expression)`,
  ),
  ...when(/telnet/i, REMOTE, String.raw`\btelnet\b[^\n|]{0,400}\|\s*(?:/bin/)?(?:ba)?sh\b`),
  ...when(
    SENDERS,
    SENT,
    String.raw`(?:^|[\n;&|({\s])${DUMP}\s*(?:\|(?!\|)[^\n|]{0,400}){0,9}\|\s*${NET}`,
    String.raw`\b${NET}[^\n]{0,400}(?:\$\(|${'`'})\s*${DUMP}\s*(?:\||\)|${'`'})`,
    String.raw`\b${NET}[^\n]{0,400}<\(\s*${DUMP}\b`,
    String.raw`(?:^|[\n;&|({\s])(?:${DUMP}|set|[^\n]{0,200}toJSON\(\s*secrets\s*\)[^\n>]{0,40})\s*(?:\|[^\n>]{0,100})?>\s*["']?([\w./~$-]{2,80})\b[\s\S]{0,400}?\b${NET}[^\n]{0,300}(?:@|-T\s*|--upload-file[\s=]+|--post-file[\s=]+|<\s*)["']?\1`,
  ),
  ...when(
    /\b(?:trufflehog|gitleaks|detect-secrets|noseyparker)\b/i,
    SENT,
    String.raw`\b(?:trufflehog|gitleaks|detect-secrets|noseyparker)\b[^\n]{0,400}\|\s*(?:${NET}|gh\s+api\b)`,
  ),
  ...when(
    /toJSON/i,
    SENT,
    String.raw`\b${NET}[^\n]{0,400}toJSON\(\s*(?:secrets|env|github)\s*\)`,
    String.raw`toJSON\(\s*secrets\s*\)[^\n]{0,400}\|\s*${NET}`,
  ),
  ...when(
    KEPT,
    SENT,
    String.raw`\bcurl\b[^\n]{0,400}\s(?:-d|--data\S*|-F|--form|-T|--upload-file)[\s=]*["']?[^\s"']{0,400}${FILES}`,
    String.raw`\bwget\b[^\n]{0,400}--(?:post|body)-file[\s=]+["']?[^\s"']{0,400}${FILES}`,
    String.raw`\b(?:cat|base64|tar|gzip|xxd)\b[^\n|;&]{0,400}${FILES}[^\n]{0,400}\|\s*${NET}`,
    String.raw`\b${NET}[^\n]{0,400}(?:\$\(|${'`'}|<\()\s*(?:cat|base64|tar)\b[^\n)]{0,400}${FILES}`,
  ),
  ...when(
    new RegExp(HOSTS, 'i'),
    SENT,
    String.raw`\b(?:${NET}|Invoke-(?:WebRequest|RestMethod)\b|irm\b|iwr\b|requests\.(?:post|get)\(|fetch\()[^\n]{0,400}\b${HOSTS}\b`,
  ),
  ...when(
    /\/mem|gcore|Runner\.Worker/i,
    SENT,
    String.raw`/proc/[^\s/]+/mem\b|\bgcore\s|(?:pgrep|pidof|ps\b)[^\n]{0,400}Runner\.Worker`,
  ),
  ...when(
    SENDERS,
    SECRET_SENT,
    String.raw`\|\s*(?:base64|base32|xxd|od|rev|gzip|openssl)\b[^\n]{0,400}\|\s*${NET}`,
    String.raw`\b(?:curl|wget)\b(?![^\n]{0,400}Authorization)[^\n]{0,400}(?:\$\(|${'`'})[^\n)]{0,400}\|\s*(?:base64|base32|xxd|od|rev)\b`,
  ),
  ...when(/nslookup|dig|ping/i, SECRET_SENT, String.raw`\b(?:nslookup|dig|ping)\b`),
  {
    ...UNMASKED,
    words: /base(?:64|32)/,
    pattern:
      /\b(?:base64|base32)\b(?![^\n|]{0,400}\s(?:-d|-D|--decode)\b)[^\n|]{0,400}\|\s*base(?:64|32)\b(?!\s+(?:-d|-D|--decode)\b)/,
  },
];

/** What a script hides or hands over; `secretsOf` names the variables that hold one, where that matters. */
export function shapesIn(script: string, secretsOf: () => readonly string[]): readonly Shape[] {
  const { text, patterns } = patternsIn(script);
  const found = new Map<string, Shape>();
  for (const { pattern, secret, name, message, hint } of patterns) {
    if (secret === true && !secretLine(text, pattern, secretsOf())) continue;
    found.set(name, { name, message, hint });
  }
  return [...found.values()];
}

interface Patterned {
  readonly text: string;
  readonly patterns: readonly Pattern[];
}

const patternsIn = remembered((script: string): Patterned => {
  if (!/[|$(/]/.test(script) && !/\s-/.test(script)) return { text: script, patterns: [] };
  const text = withoutComments(script);
  return {
    text,
    patterns: PATTERNS.filter(({ words, pattern }) => words.test(text) && pattern.test(text)),
  };
});

/** Lines of at most 2,000 characters: patterns cost the square of a line. */
function withoutComments(script: string): string {
  return script
    .replace(/\r/g, '')
    .replace(/\\\n\s*/g, ' ')
    .replace(/^[ \t]*#(?!!).*$/gm, '')
    .split('\n')
    .map((line) => (line.length < 2000 ? line : line.replace(/.{2000}/gs, '$&\n')))
    .join('\n')
    .slice(0, 100_000);
}

function secretLine(text: string, pattern: RegExp, secrets: readonly string[]): boolean {
  return text.split('\n').some((line) => pattern.test(line) && readsSecret(line, secrets));
}

function readsSecret(line: string, secrets: readonly string[]): boolean {
  if (/\$\{\{[^}]*\bsecrets\b/i.test(line)) return true;
  const names = [...line.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((found) => found[1] ?? '');
  return names.some((name) => secrets.includes(name));
}
