/**
 * The path of a file of the target as a relative URI reference (RFC 3986 §4.2; SARIF 2.1.0 §3.4.3):
 * a segment with a colon cannot be read as a scheme, and none leads out of the base.
 */
export function relativeUri(path: string): string {
  return path
    .toWellFormed()
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .map(encodeURIComponent)
    .join('/');
}
