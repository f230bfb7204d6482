import { isPlaceholder } from './literal.js';
import { namesCredential } from './secret-names.js';

/** How files of settings write a credential: XML, npm, netrc, the keys and values of most others. */
const SETTINGS: readonly RegExp[] = [
  /<(password|passphrase|private[kK]ey|api[kK]ey|token)>\s*([^<\s]{1,200})\s*<\//g,
  /(_authToken|_auth|_password)[ \t]*=[ \t]*"?([^\s"]+)/g,
  /\bmachine[ \t]+\S+[ \t]+login[ \t]+\S+[ \t]+(password)[ \t]+(\S+)/g,
  /"(auth|identitytoken)"[ \t]*:[ \t]*"([^"\s]+)"/g,
  /^[ \t]*(?:export[ \t]+)?["']?([\w.-]{1,80})["']?[ \t]*[=:][ \t]*["']?([^\s"'#,;]+)/gm,
];
const SAYS = new Set('password passphrase privatekey apikey token auth identitytoken'.split(' '));

/** The name of the first setting in a text whose value is a credential; null if there is none. */
export function literalSetting(text: string): string | null {
  for (const form of SETTINGS)
    for (const [, name = '', value = ''] of text.matchAll(form))
      if (isCredential(name, value)) return name;
  return null;
}

function isCredential(name: string, value: string): boolean {
  const names = SAYS.has(name.replace(/^_/, '').toLowerCase()) || namesCredential(name);
  return names && !/(?:secret|credentials?)$/i.test(name) && isValue(name, value);
}

/** No placeholder, and no name: words in lower or in upper case, unless a password is asked for. */
export function isValue(name: string, value: string): boolean {
  if (isPlaceholder(value)) return false;
  if (/pass(?:word|wd|phrase)?$/i.test(name)) return true;
  return !/^(?:[a-z]+(?:[-.][a-z]+)*|[A-Z]+(?:_[A-Z]+)*)$/.test(value);
}
