import { sha256Hex } from '@plumbline/core';
import { version, type Policy } from '@plumbline/step';
import { publicGood } from '@plumbline/trust';

/** A trusted root that certificates, logs and timestamps were held against. */
interface RootUsed {
  readonly name: string;
  /** The file, below where the policy is; null: it is that of the public instance, as this version holds it. */
  readonly file: string | null;
  readonly sha256: string;
  /** Until when the source of the embedded one was valid; a file does not say. */
  readonly validUntil: string | null;
}

/** The roots of a policy, with what tells a later reader which ones they were. */
export function rootsOf({ trust }: Policy): readonly RootUsed[] {
  const named = Object.entries(trust.roots);
  const isAsked = named.length + Object.keys(trust.identities).length > 0;
  const roots = named.length === 0 ? [['public-good', 'public-good'] as const] : named;
  if (!isAsked) return [];
  return roots.map(([name, written]) =>
    written === 'public-good'
      ? { name, file: null, sha256: sha256Hex(publicGood.text), validUntil: publicGood.expires }
      : { name, file: written.file, sha256: written.sha256, validUntil: null },
  );
}

/** The same in a line for people. */
export function rootWords({ name, file, sha256, validUntil }: RootUsed): string {
  const from =
    file === null
      ? `that of the public sigstore instance in ${version}, whose source is valid until ${validUntil?.slice(0, 10) ?? ''}`
      : `${file} of the policy`;
  return `trusted root ${name}: ${from} (sha256:${sha256.slice(0, 12)}…)`;
}
