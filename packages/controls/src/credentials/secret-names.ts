import { remembered } from '@plumbline/core';

/** Last words of names that hold a credential, alone or in pairs. */
const WORDS = new Set([
  'apikey',
  'credential',
  'credentials',
  'passphrase',
  'passwd',
  'password',
  'pat',
  'pwd',
  'secret',
  'token',
]);
/** Names that programs read, written as one word: `PGPASSWORD`, `SSHPASS`. */
const RUN_TOGETHER =
  /^(?:pg|db|mysql|redis|my|app|user|admin|root|rsync|sonar)password$|^(?:ssh|pg|db|git|user|admin)pass$/;
const KEYS = new Set([
  'access',
  'account',
  'api',
  'auth',
  'deploy',
  'encryption',
  'private',
  'secret',
  'signing',
  'ssh',
]);

/** The words of a name: `npmAuthToken`, `NPM_AUTH_TOKEN` and `npm-auth-token` have the same. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}

/** Whether a name says that its value is a credential; `token-path` and `secret-name` say that it is not. */
export const namesCredential = remembered((name: string): boolean => {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (WORDS.has(last) || RUN_TOGETHER.test(last)) return true;
  return last === 'key' && KEYS.has(words.at(-2) ?? '');
});

/** Whether a workspace is for credentials, by its name. */
export function holdsCredentials(name: string): boolean {
  return /secret|credential|token|password|passwd|kubeconfig|docker-?config|\bssh\b|(?:private|signing|gpg|deploy|cosign)-?keys?|basic-?auth|netrc/i.test(
    name,
  );
}
