import type { Layer } from './attaching.js';
import { isImage, rewritten, without, type Form } from './attached-forms.js';
import type { Attachments } from './attached.js';
import { CERTIFICATE, ENTRY, envelopeOf, fittingKey, SIGNATURE, TIMESTAMP } from './relogging.js';

/** A change to what is attached. Null: the form has no such part. */
interface AttachmentChange {
  readonly name: string;
  readonly edit: (form: Form, all: Attachments) => Layer | Promise<Layer> | null;
}

const proofOf = ({ annotations }: Layer): string =>
  annotations[ENTRY] === undefined ? TIMESTAMP : ENTRY;
const editing = (layer: Layer, key: string, change: (text: string) => string): Layer => ({
  ...layer,
  annotations: { ...layer.annotations, [key]: change(layer.annotations[key] ?? '') },
});
const borrowing = (layer: Layer, from: Layer, key: string): Layer =>
  editing(layer, key, () => from.annotations[key] ?? '');
const signatureIn = (layer: Layer): string => envelopeOf(layer).signatures[0]?.sig ?? '';
const resigned = (layer: Layer, from: Layer): Layer => ({
  ...layer,
  content: layer.content.replace(signatureIn(layer), signatureIn(from)),
});

/** The same signature around another word. */
export const reworded = (form: Form, layer: Layer): Layer =>
  isImage(form)
    ? { ...layer, content: layer.content.replace('acme/app', 'acme/ape') }
    : rewritten(layer, (text) => text.replace('release.yml', 'deploy.yml'));

/** Every change is one of what is attached to the image. */
export const ATTACHMENT_CHANGES: readonly AttachmentChange[] = [
  {
    name: 'content',
    edit: (form, { good }) => reworded(form, good(form)),
  },
  {
    name: 'content of another',
    edit: (form, { good, earlier }) => ({ ...good(form), content: earlier(form).content }),
  },
  {
    name: 'signature of another',
    edit: (form, { good, earlier }) =>
      isImage(form)
        ? borrowing(good(form), earlier(form), SIGNATURE)
        : resigned(good(form), earlier(form)),
  },
  {
    name: 'certificate of another',
    edit: (form, { good, earlier }) => borrowing(good(form), earlier(form), CERTIFICATE),
  },
  { name: 'no certificate', edit: (form, { good }) => without(good(form), CERTIFICATE) },
  {
    name: 'proof of another',
    edit: (form, { good, later }) => borrowing(good(form), later(form), proofOf(good(form))),
  },
  { name: 'no proof', edit: (form, { good }) => without(good(form), ENTRY, TIMESTAMP) },
  {
    name: 'another time',
    edit: (form, { good }) =>
      proofOf(good(form)) === TIMESTAMP
        ? null
        : editing(good(form), ENTRY, (json) =>
            json.replace(/(?<="integratedTime":)\d+/, (time) => String(Number(time) + 1)),
          ),
  },
  {
    name: 'logged under a key that fits the signature',
    edit: (form, { good, relogged }) =>
      proofOf(good(form)) === TIMESTAMP ? null : relogged(form, fittingKey(good(form))),
  },
];
