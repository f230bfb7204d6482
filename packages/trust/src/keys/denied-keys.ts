/** Fingerprints of keys whose private half anybody can have. */
const DENIED: ReadonlySet<string> = new Set([
  // The example key of tektoncd/cli and tektoncd/pipeline (test/trustedresources-keys).
  '61882906a05dcff91cd611daa7eb93089fc24de4c0bab174f9a6bebac7c9c4f5',
  // RFC 6979 A.2.5.
  '5a7a78cca4a0f420d9bc62bb669c3c2759e39f723d3ae10dcbe0f0815a07ecd4',
  // RFC 7515 A.3.
  '2bd1bb0c44a897c30a7aa0991cde38d8062fe441de50da0f46825344f602e827',
]);

/** Whether a key (by fingerprint) is published: it is never trusted and never signs. */
export function isDeniedKey(fingerprint: string): boolean {
  return DENIED.has(fingerprint);
}
