import { text, type Shape } from '@plumbline/core';

/** Name of a step or a catalog: also a folder, a repository of a registry, and a word of messages. */
export const stepName: Shape<string> = text({
  expected: 'a name of lower-case letters, digits and dashes',
  pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
});

/** Name of a catalog: of its repository, or any other of that form. */
export const catalogName: Shape<string> = text({
  expected: 'a name such as acme-ci or acme/ci',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/,
});

const VERSION = /^(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){1,2}(?:-[0-9A-Za-z.-]{1,64})?$/;

/** A version: semver, or `1.2` as Tekton's hub has it. */
export const versionText: Shape<string> = text({
  expected: 'a version such as 1.4.0',
  pattern: VERSION,
});

/** Whether the text is a version of the catalog's form. */
export function isVersion(version: string): boolean {
  return VERSION.test(version);
}

/** A path below the root of the release, or of the repository. */
export const plainPath: Shape<string> = text({
  expected: 'a path of plain names below the root',
  accepts: (path) => isPlainPath(path),
});

/** Whether every part of the path is a plain name: no `..`, no hidden character, one normal form. */
export function isPlainPath(path: string): boolean {
  if (path !== path.normalize('NFC') || path.length > 1024) return false;
  if (/[\p{Cc}\p{Cf}\p{Surrogate}\\]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

export const sha256: Shape<string> = text({ expected: 'a SHA-256', pattern: /^[0-9a-f]{64}$/ });

export const commitId: Shape<string> = text({
  expected: 'a commit',
  pattern: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/,
});

/** Order of two versions by their numbers; one with a suffix comes before the same without (semver §11). */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map(
    (version) => version.split('-', 1)[0]?.split('.').map(Number) ?? [],
  );
  for (const at of [0, 1, 2]) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  const [isPre, otherIsPre] = [one.includes('-'), other.includes('-')];
  if (isPre !== otherIsPre) return isPre ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}
