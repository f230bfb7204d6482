import { describe, expect, test } from '@jest/globals';
import { ATTACHED } from '../testing/attached.js';
import { attachmentBundle, type Attachment } from './attachment.js';
import {
  annotated,
  borrowed,
  CERTIFICATE,
  edited,
  ENTRY,
  image,
  judged,
  judgedBundle,
  logged,
  other,
  otherImage,
  SAN,
  SIGNATURE,
  stamped,
  timed,
  timedImage,
  TIMESTAMP,
  UNLOGGED,
  whole,
} from '../testing/attachments.js';

const LATER = annotated(stamped, { [ENTRY]: ATTACHED.entry002 });

describe('what counts', () => {
  test.each<[string, Attachment, string, string]>([
    ['an attestation in a log, with a timestamp over the signature', logged, ATTACHED.root, 'tsa'],
    ['an attestation in a log', other, ATTACHED.root, 'log'],
    ['a timestamp over the signature, where the root has no log', timed, UNLOGGED, 'tsa'],
    ['a timestamp over the envelope, where the root has no log', stamped, UNLOGGED, 'tsa'],
    ['an entry intoto 0.0.1, and a timestamp over the envelope', whole, ATTACHED.root, 'tsa'],
    ['an entry intoto 0.0.1', annotated(whole, { [TIMESTAMP]: undefined }), ATTACHED.root, 'log'],
    ['an entry intoto 0.0.2', annotated(LATER, { [TIMESTAMP]: undefined }), ATTACHED.root, 'log'],
    ['an image in a log, with a timestamp', image, ATTACHED.root, 'tsa'],
    ['an image in a log', annotated(image, { [TIMESTAMP]: undefined }), ATTACHED.root, 'log'],
    ['a timestamped image, where the root has no log', timedImage, UNLOGGED, 'tsa'],
  ])('%s', (_name, attachment, root, time) => {
    expect(judged(attachment, root)).toBe(`release certified image ${time}`);
  });

  test('an image is what the text names', () => {
    const { repository, otherImage: digest } = ATTACHED;
    const about = `${repository}@sha256:${digest}`;
    expect(judged(otherImage)).toBe(`release certified ${about} log`);
  });
});

type Bad = readonly [name: string, attachment: Attachment, code: string];

const flip = (text: string): string => text.replace('com/builder', 'org/builder');
const payloadOf = (of: Attachment): string =>
  /"payload":"([^"]*)"/.exec(Buffer.from(of.content).toString())?.[1] ?? '';
/** The same envelope about another builder. */
const rebuilt = (of: Attachment): Attachment =>
  edited(of, null, (text) =>
    text.replace(
      payloadOf(of),
      Buffer.from(flip(Buffer.from(payloadOf(of), 'base64').toString())).toString('base64'),
    ),
  );
const entry = (of: Attachment, change: (json: string) => string): Attachment =>
  edited(of, ENTRY, change);
const body = (of: Attachment, change: (json: string) => string): Attachment =>
  entry(of, (json) =>
    json.replace(/(?<="body":")[^"]*/, (text) =>
      Buffer.from(change(Buffer.from(text, 'base64').toString())).toString('base64'),
    ),
  );
const promise = (of: Attachment): string =>
  /"SignedEntryTimestamp":"([^"]*)"/.exec(of.annotations[ENTRY] ?? '')?.[1] ?? '';

/** What is wrong with an entry whatever it is of. */
const badEntries = (of: Attachment): readonly Bad[] => [
  [
    'the promise for another',
    entry(of, (j) => j.replace(promise(of), promise(other))),
    'LOG_PROOF',
  ],
  [
    'another time',
    entry(of, (j) => j.replace(/(?<="integratedTime":)\d+/, (time) => String(Number(time) + 1))),
    'LOG_PROOF',
  ],
  ['another place', entry(of, (j) => j.replace(/"logIndex":\d+/, '"logIndex":7')), 'LOG_PROOF'],
  [
    'a log of another name',
    entry(of, (j) => j.replace(/"logID":"[^"]*"/, `"logID":"${'ab'.repeat(32)}"`)),
    'LOG_UNKNOWN',
  ],
  ['another digest', body(of, (j) => j.replace(/"value":"../, '"value":"00')), 'LOG_PROOF'],
  ['another kind', body(of, (j) => j.replace('"kind":"', '$&x')), 'LOG_PROOF'],
  ['no promise', entry(of, (j) => j.replace(promise(of), '')), 'unreadable'],
  ['a key twice', entry(of, (j) => j.replace('{', '{"Payload":{},')), 'unreadable'],
  ['a key too many', entry(of, (j) => j.replace('{', '{"more":1,')), 'unreadable'],
  ['no JSON', entry(of, () => 'x'), 'unreadable'],
  ['no body', entry(of, (j) => j.replace(/"body":"[^"]*"/, '"body":"AAAA"')), 'unreadable'],
];

/** What is wrong with a certificate whatever it has signed. */
const badCertificates = (of: Attachment): readonly Bad[] => [
  ['that of another', borrowed(of, otherImage, CERTIFICATE), 'SIGNATURE_INVALID'],
  ['twice', edited(of, CERTIFICATE, (pem) => pem.repeat(2)), 'unreadable'],
  ['none', annotated(of, { [CERTIFICATE]: undefined }), 'KEY_UNKNOWN'],
  ['no PEM', annotated(of, { [CERTIFICATE]: 'x' }), 'unreadable'],
];

const bare = (of: Attachment): Attachment => annotated(of, { [TIMESTAMP]: undefined });

describe.each<[string, Attachment, readonly Bad[]]>([
  [
    'an attestation',
    bare(logged),
    [
      ['another payload', rebuilt(bare(logged)), 'LOG_MISMATCH'],
      ['the envelope of another', { ...bare(logged), content: other.content }, 'LOG_MISMATCH'],
      ['the entry of another', borrowed(other, logged, ENTRY), 'LOG_MISMATCH'],
      ['the entry of an image', borrowed(bare(logged), image, ENTRY), 'LOG_MISMATCH'],
    ],
  ],
  [
    'an attestation that is in the log as intoto 0.0.1',
    bare(whole),
    [
      ['another payload', rebuilt(bare(whole)), 'LOG_MISMATCH'],
      ['a space', edited(bare(whole), null, (text) => `${text} `), 'LOG_MISMATCH'],
      ['the entry at another', borrowed(stamped, whole, ENTRY), 'LOG_MISMATCH'],
      [
        'certificate and envelope of another',
        borrowed({ ...bare(whole), content: stamped.content }, stamped, CERTIFICATE),
        'LOG_MISMATCH',
      ],
    ],
  ],
  [
    'an attestation that is in the log as intoto 0.0.2',
    bare(LATER),
    [
      ['another payload', rebuilt(bare(LATER)), 'LOG_MISMATCH'],
      ['the entry at another', borrowed(bare(whole), LATER, ENTRY), 'LOG_MISMATCH'],
    ],
  ],
  [
    'an image',
    bare(image),
    [
      [
        'another digest in the text',
        edited(bare(image), null, (t) => t.replace(ATTACHED.image, ATTACHED.otherImage)),
        'LOG_MISMATCH',
      ],
      [
        'another name in the text',
        edited(bare(image), null, (t) => t.replace('acme/app', 'acme/ape')),
        'LOG_MISMATCH',
      ],
      ['the text of another', { ...bare(image), content: otherImage.content }, 'LOG_MISMATCH'],
      ['the signature of another', borrowed(bare(image), otherImage, SIGNATURE), 'LOG_MISMATCH'],
      ['the entry of another', borrowed(otherImage, image, ENTRY), 'LOG_MISMATCH'],
      ['the entry of an attestation', borrowed(bare(image), LATER, ENTRY), 'LOG_MISMATCH'],
      ['no signature', annotated(bare(image), { [SIGNATURE]: undefined }), 'unreadable'],
      ['an empty signature', annotated(bare(image), { [SIGNATURE]: '' }), 'BUNDLE_MALFORMED'],
      ['an envelope for the text', { ...bare(image), content: logged.content }, 'LOG_MISMATCH'],
      ['a text for the envelope', { ...bare(logged), content: image.content }, 'unreadable'],
    ],
  ],
])('what does not count: %s', (_name, good, own) => {
  test('the good one does', () => {
    expect(judged(good)).toBe('release certified image log');
  });

  test.each([
    ...own,
    ...badEntries(good),
    ...badCertificates(good),
    ['no entry', annotated(good, { [ENTRY]: undefined }), 'LOG_MISSING'] as const,
  ])('%s', (_bad, attachment, code) => {
    expect(judged(attachment)).toBe(code);
  });

  test('by another workflow than the policy names', () => {
    expect(judged(good, ATTACHED.root, `${SAN}.1`)).toBe('IDENTITY_UNKNOWN');
  });

  test.each([
    ['a timestamp of another', borrowed(good, timed, TIMESTAMP), 'TIMESTAMP_INVALID'],
    ['a timestamp that is none', annotated(good, { [TIMESTAMP]: '{}' }), 'unreadable'],
  ])('%s beside the log', (_bad, attachment, code) => {
    expect(judged(attachment)).toBe(code);
  });
});

describe.each([
  ['over the signature', timed],
  ['over the envelope', stamped],
  ['of an image', timedImage],
])('where the root has no log, a timestamp %s', (_name, good) => {
  test.each<Bad>([
    ['no time', annotated(good, { [TIMESTAMP]: undefined }), 'TIME_MISSING'],
    ['that of another', borrowed(good, whole, TIMESTAMP), 'TIMESTAMP_INVALID'],
    ['the certificate of another', borrowed(good, otherImage, CERTIFICATE), 'SIGNATURE_INVALID'],
  ])('%s', (_bad, attachment, code) => {
    expect(judged(attachment, UNLOGGED)).toBe(code);
  });

  test('where the root has one it is not enough', () => {
    expect(judged(good)).toBe('LOG_MISSING');
  });
});

test.each([
  ['a space behind the envelope', edited(stamped, null, (text) => `${text} `)],
  ['the signature of another image', borrowed(timedImage, image, SIGNATURE)],
])('%s is not what was timestamped', (_name, attachment) => {
  expect(judged(attachment, UNLOGGED)).toBe('TIMESTAMP_INVALID');
});

describe('the form of an attachment', () => {
  const form = (of: Attachment): Record<string, unknown> =>
    JSON.parse(Buffer.from(attachmentBundle(of) ?? []).toString()) as Record<string, unknown>;
  const asBundle = (of: Attachment): Record<string, unknown> => {
    const { attached, ...rest } = form(of);
    expect(attached).toBeDefined();
    const dsseEnvelope = JSON.parse(Buffer.from(of.content).toString()) as unknown;
    return {
      ...rest,
      mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
      dsseEnvelope,
    };
  };

  test.each<[string, Record<string, unknown>, string]>([
    [
      'an entry of an envelope that is not there to the byte',
      asBundle(bare(whole)),
      'LOG_ENTRY_KIND',
    ],
    [
      'as a bundle',
      { ...form(image), mediaType: asBundle(whole)['mediaType'] },
      'BUNDLE_MALFORMED',
    ],
    [
      'of a bundle',
      { ...asBundle(whole), mediaType: form(image)['mediaType'] },
      'BUNDLE_MALFORMED',
    ],
    [
      'twice',
      { ...form(image), dsseEnvelope: asBundle(whole)['dsseEnvelope'] },
      'BUNDLE_MALFORMED',
    ],
    ['with more', { ...form(image), more: 1 }, 'BUNDLE_MALFORMED'],
  ])('%s', (_name, bundle, code) => {
    expect(judgedBundle(Buffer.from(JSON.stringify(bundle)))).toBe(code);
  });

  test('a timestamp over an envelope that is not there to the byte', () => {
    const bundle = Buffer.from(JSON.stringify(asBundle(stamped)));
    expect(judgedBundle(bundle, UNLOGGED)).toBe('TIMESTAMP_INVALID');
  });
});
