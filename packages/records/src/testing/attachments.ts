import { ok, sha256Hex } from '@plumbline/core';
import { loadTrust, verifyBundle } from '@plumbline/trust';
import { ATTACHED } from './attached.js';
import { attachmentBundle, type Attachment } from '../store/attachment.js';

export const CERTIFICATE = 'dev.sigstore.cosign/certificate';
export const ENTRY = 'dev.sigstore.cosign/bundle';
export const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';
export const SIGNATURE = 'dev.cosignproject.cosign/signature';

export const SAN = 'https://github.com/acme/ci/.github/workflows/attest.yml@refs/tags/v1';
/** The same instance without its log: then the time of the authority is enough. */
export const UNLOGGED = ATTACHED.root.replace(/"tlogs":\[.*?\}\],/, '"tlogs":[],');

const layer = ({ content, ...rest }: { content: string } & Omit<Attachment, 'content'>) => ({
  ...rest,
  content: Buffer.from(content),
});

const { layers } = ATTACHED;
export const logged: Attachment = layer(layers.logged);
export const other: Attachment = layer(layers.other);
export const timed: Attachment = layer(layers.timed);
export const stamped: Attachment = layer(layers.stamped);
export const whole: Attachment = layer(layers.whole);
export const image: Attachment = layer(layers.image);
export const otherImage: Attachment = layer(layers.otherImage);
export const timedImage: Attachment = layer(layers.timedImage);

/** What the verifier makes of an attachment: who has signed, about what, and whose time counts; or the code. */
export function judged(attachment: Attachment, root = ATTACHED.root, san = SAN): string {
  const bundle = attachmentBundle(attachment);
  return bundle === null ? 'unreadable' : judgedBundle(bundle, root, san);
}

export function judgedBundle(bundle: Uint8Array, root = ATTACHED.root, san = SAN): string {
  const file = Buffer.from(root);
  const trust = loadTrust(
    {
      roots: { own: { file: 'root.json', sha256: sha256Hex(file) } },
      keys: {},
      identities: { release: { issuer: ATTACHED.issuer, san, root: null, claims: {} } },
    },
    () => ok(file),
  );
  if (!trust.ok) throw new Error(trust.error.message);
  const now = new Date('2026-11-29T00:00:00Z');
  const verified = verifyBundle(bundle, { ...trust.value, now });
  if (!verified.ok) return verified.error.code;
  const { signer, timeSource, certificate, statement } = verified.value;
  const about = statement.subjects
    .map(({ name, digest }) => `${String(name)}@sha256:${String(digest['sha256'])}`)
    .join();
  const what = about === `${ATTACHED.repository}@sha256:${ATTACHED.image}` ? 'image' : about;
  return `${signer} ${certificate?.san === SAN ? 'certified' : ''} ${what} ${String(timeSource)}`;
}

/** An attachment with other annotations; undefined: without one. */
export function annotated(
  { annotations, ...of }: Attachment,
  change: Readonly<Record<string, string | undefined>>,
): Attachment {
  const changed = Object.entries({ ...annotations, ...change });
  return {
    ...of,
    annotations: Object.fromEntries(changed.filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
  };
}

/** An attachment with what is annotated of another. */
export function borrowed(of: Attachment, from: Attachment, ...keys: readonly string[]): Attachment {
  const taken = keys.map((key) => [key, from.annotations[key] ?? '']);
  return annotated(of, Object.fromEntries(taken) as Record<string, string>);
}

/** An attachment whose text is changed: annotation, or content where `key` is null. */
export function edited(
  of: Attachment,
  key: string | null,
  change: (text: string) => string,
): Attachment {
  if (key !== null) return annotated(of, { [key]: change(of.annotations[key] ?? '') });
  return { ...of, content: Buffer.from(change(Buffer.from(of.content).toString())) };
}
