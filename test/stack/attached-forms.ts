import type { Layer, servicesOf, Suffix } from './attaching.js';
import { ENTRY, envelopeOf, relogged, stamped, TIMESTAMP, type EntryKind } from './relogging.js';

/** What is attached, and what proves when it was signed: an entry of a log, or a timestamp. */
export const FORMS = {
  'attestation, log (dsse)': { suffix: 'att', proof: 'dsse' },
  'attestation, log (intoto 0.0.1)': { suffix: 'att', proof: 'intoto 0.0.1' },
  'attestation, log (intoto 0.0.2)': { suffix: 'att', proof: 'intoto 0.0.2' },
  'attestation, timestamp over the envelope': { suffix: 'att', proof: 'envelope' },
  'attestation, timestamp over the signature': { suffix: 'att', proof: 'signature' },
  'image, log': { suffix: 'sig', proof: 'hashedrekord' },
  'image, timestamp': { suffix: 'sig', proof: 'signature' },
} as const satisfies Record<
  string,
  { suffix: Suffix; proof: EntryKind | 'envelope' | 'signature' }
>;

export type Form = keyof typeof FORMS;

export const FORM_NAMES = Object.keys(FORMS) as Form[];

export const isLogged = (form: Form): boolean => form.includes('log');
export const isImage = (form: Form): boolean => FORMS[form].suffix === 'sig';

/** The layer in a form: cosign 3 attaches an entry and a timestamp, of which one is left or another one made. */
export async function inForm(
  form: Form,
  layer: Layer,
  { rekor, tsa }: ReturnType<typeof servicesOf>,
): Promise<Layer> {
  const { proof } = FORMS[form];
  switch (proof) {
    case 'dsse':
    case 'hashedrekord':
      return without(layer, TIMESTAMP);
    case 'signature':
      return without(layer, ENTRY);
    case 'envelope':
      return stamped(without(layer, ENTRY), layer.content, tsa);
    default:
      return relogged(without(layer, TIMESTAMP), { kind: proof, rekor });
  }
}

export function without({ annotations, ...layer }: Layer, ...keys: readonly string[]): Layer {
  const kept = Object.entries(annotations).filter(([key]) => !keys.includes(key));
  return { ...layer, annotations: Object.fromEntries(kept) };
}

/** An attestation with another statement in its envelope. */
export function rewritten(layer: Layer, change: (statement: string) => string): Layer {
  const { payload } = envelopeOf(layer);
  const statement = change(Buffer.from(payload, 'base64').toString());
  const encoded = Buffer.from(statement).toString('base64');
  return { ...layer, content: layer.content.replace(payload, encoded) };
}
