import { wordsOf } from './secret-names.js';

/** Credentials that their form gives away. Each pattern takes linear time. */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  [
    'a private key',
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\\nr]*[A-Za-z0-9+/=:,-]{24,}/,
  ],
  ['an access key of AWS', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{50,}\b/],
  ['a token of GitLab', /\bgl(?:pat|ptt|dt|rt|cbt|soat)-[\w-]{20,}/],
  ['a token of Slack', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  [
    'a webhook of Slack',
    /hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{6,}\/[A-Za-z0-9/]{10,}/,
  ],
  ['an API key of Google', /\bAIza[\w-]{35}\b/],
  ['a secret of a Google client', /\bGOCSPX-[\w-]{20,}/],
  ['a token of SonarQube', /\bsq[apu]_[0-9a-f]{40}\b/],
  ['a key of Stripe', /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a token of PyPI', /\bpypi-AgE[\w-]{40,}/],
  ['a token of Docker Hub', /\bdckr_(?:pat|oat)_[\w-]{20,}/],
  ['a key of SendGrid', /\bSG\.[\w-]{20,}\.[\w-]{20,}/],
  ['a token of Vault', /\bhv[sb]\.[\w-]{24,}/],
  ['a token of DigitalOcean', /\bdo[opr]_v1_[a-f0-9]{64}\b/],
  ['a key of age', /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/],
  ['a key of an AI service', /\bsk-(?:ant|proj|svcacct)-[\w-]{20,}/],
  ['a token of Hugging Face', /\bhf_[A-Za-z]{34}\b/],
  ['a token of Azure DevOps or a storage key', /\bAccountKey=[A-Za-z0-9+/]{80,}={0,2}/],
];

/** `user:password@` in an address; a variable in its place is none. */
const ADDRESS =
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'$<>{}*]{0,200}:([^\s/@"'$<>{}*]{3,200})@[\w.-]+/gi;

/** Nearly no text has any of the forms, and one search tells. */
const ANY_FORM = new RegExp(FORMS.map(([, form]) => form.source).join('|'));

/** What a text holds that is a credential by its form; null if nothing. */
export function credentialIn(text: string): string | null {
  for (const [what, form] of ANY_FORM.test(text) ? FORMS : []) {
    const found = form.exec(text);
    if (found !== null && !isExample(found[0])) return what;
  }
  if (!text.includes('://')) return null;
  for (const [whole, password = ''] of text.matchAll(ADDRESS)) {
    if (!isPlaceholder(password) && !isLocal(whole)) return 'a password in an address';
  }
  return null;
}

/** Rows of one letter stand for a value. */
function isExample(text: string): boolean {
  return /(.)\1{9}|x{6}|\*{4}/i.test(text);
}

/** A service beside the job is reached by nobody else. */
function isLocal(address: string): boolean {
  return /@(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)$/.test(address);
}

/** Words of passwords that stand for one, or that protect nothing. */
const PLACEHOLDERS = new Set(
  'abc access admin api app auth bar change changeme ci client default demo dev docker dummy empty example fake foo foobar hello git github gitlab here insert key local localhost me mock my mysql nil no none not null pass passphrase password passwd placeholder postgres postgresql postgrespassword pwd redacted registry replace root sample secret secrets set some super supersecret temp test tester testing testpass testpassword tests tmp to todo token undefined unused user username value webhook xxx yes your'.split(
    ' ',
  ),
);

/** Whether a value that should be a credential is none: a word that stands for one, a variable, a switch, a path. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (text === 'p@ssw0rd') return true;
  if (text.length < 6 || /[$<>{}*`]|\.\.\.|^%.*%$/.test(text)) return true;
  if (/^(?:true|false|null|write|read|none|inherit|always|never|\d{1,7})$/i.test(text)) return true;
  if (/^(?:\.{0,2}\/|~|[a-z]+:\/\/|file:)/i.test(text) || isExample(text)) return true;
  if (/\s/.test(text) || /^(?:your|my|insert|replace|change|put)[-_]/i.test(text)) return true;
  return wordsOf(text)
    .map((word) => word.replace(/^(abc|bar|changeme|dummy|example|foo|test|user)\d+$/, '$1'))
    .every((word) => word === '' || PLACEHOLDERS.has(word));
}
