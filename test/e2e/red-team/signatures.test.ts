// Signatures that do not count: bundles of others, older and other statements, subjects and digests that say less, payload
// types, two signatures, forms of base64 and of ECDSA, hints, revoked and expired keys, keys from the target, times, and
// Tekton's annotations (items 37 to 39, 41, 42, 44, 49). Bundles with a certificate, log entries or timestamps (items 35, 36
// and 40) cannot be decided by this version; what makes one of them bad is tested where they are read. Tekton bundles,
// image indexes, registries and scan reports (items 45 to 48) wait for those who read them.
import { createPrivateKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { files, IMAGE, TASK, WORKFLOW } from '../../support/pipeline-files.js';
import { createStage, objectors, type Stage } from './stage.js';

const MANIFEST = '.plumbline/pipeline.sigstore.json';

interface Subject {
  name?: string;
  uri?: string;
  digest: Record<string, string>;
}
interface Statement {
  _type: string;
  predicateType: string;
  subject: Subject[];
  predicate: Record<string, unknown>;
}
interface Bundle {
  mediaType: string;
  verificationMaterial: Record<string, unknown>;
  dsseEnvelope: { payload: string; payloadType: string; signatures: Record<string, unknown>[] };
}

const bundleOf = ({ folder }: Stage): Bundle =>
  JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Bundle;
const keep = ({ folder }: Stage, bundle: unknown): void => {
  const text = typeof bundle === 'string' ? bundle : JSON.stringify(bundle);
  writeFileSync(join(folder, MANIFEST), text);
};
const edited = (stage: Stage, edit: (bundle: Bundle) => unknown): void => {
  const bundle = bundleOf(stage);
  edit(bundle);
  keep(stage, bundle);
};
const pae = (type: string, payload: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`DSSEv1 ${String(type.length)} ${type} ${String(payload.length)} `),
    payload,
  ]);

interface Form {
  readonly type?: string;
  readonly message?: (payload: Buffer) => Buffer;
  readonly dsaEncoding?: 'der' | 'ieee-p1363';
  readonly key?: string;
}

/** Signs a payload with the key that is trusted: what only its owner, or somebody who tricked him, can do. */
function signed(stage: Stage, payload: Buffer, form: Form = {}): void {
  const type = form.type ?? 'application/vnd.in-toto+json';
  const pem = form.key ?? readFileSync(stage.key.privatePath, 'utf8');
  const key = { key: createPrivateKey(pem), dsaEncoding: form.dsaEncoding ?? 'der' };
  const message = form.message?.(payload) ?? pae(type, payload);
  edited(stage, ({ dsseEnvelope }) => {
    dsseEnvelope.payload = payload.toString('base64');
    dsseEnvelope.payloadType = type;
    dsseEnvelope.signatures = [{ sig: signBytes('sha256', message, key).toString('base64') }];
  });
}

const payloadOf = (stage: Stage): Buffer =>
  Buffer.from(bundleOf(stage).dsseEnvelope.payload, 'base64');
const stated =
  (edit: (statement: Statement) => unknown) =>
  (stage: Stage): void => {
    const statement = JSON.parse(payloadOf(stage).toString()) as Statement;
    edit(statement);
    signed(stage, Buffer.from(JSON.stringify(statement)));
  };
const inBundle = (edit: (bundle: Bundle) => unknown) => (stage: Stage) => edited(stage, edit);
const inText = (edit: (text: string) => string) => (stage: Stage) =>
  keep(stage, edit(JSON.stringify(bundleOf(stage))));
const withSignature = (edit: (signature: Buffer) => Buffer) =>
  inBundle(({ dsseEnvelope: { signatures } }) => {
    const signature = Buffer.from(String(signatures[0]?.['sig']), 'base64');
    signatures[0] = { sig: edit(signature).toString('base64') };
  });
const first = ({ subject }: Statement): Subject => {
  const found = subject.find(({ name }) => name === WORKFLOW);
  if (found === undefined) throw new Error('no such subject');
  return found;
};
const material = (more: Record<string, unknown>) =>
  inBundle((bundle) => Object.assign(bundle.verificationMaterial, more));

type Case = readonly [
  name: string,
  attack: (stage: Stage) => unknown,
  by?: string | undefined,
  exit?: 1 | 2,
];

async function expectRefused([, attack, by = 'manifest/signature', exit = 1]: Case): Promise<void> {
  const stage = createStage();
  try {
    await stage.sign();
    expect((await stage.verify()).exit).toBe(0);
    await attack(stage);
    const seen = await stage.verify();
    expect([seen.exit, objectors(seen)]).toEqual([exit, expect.arrayContaining([by])]);
  } finally {
    stage.dispose();
  }
}

const rows = (cases: readonly Case[]): [string, Case][] => cases.map((one) => [one[0], one]);

describe('a bundle in another form', () => {
  test.each(
    rows([
      ['cut off', inText((text) => text.slice(0, -9))],
      ['empty', inText(() => '')],
      ['a field twice', inText((text) => text.replace('{', '{"mediaType":"x",'))],
      ['text behind it', inText((text) => `${text}{}`)],
      ['a byte order mark', inText((text) => `\ufeff${text}`)],
      ['an unknown field', inBundle((bundle) => Object.assign(bundle, { note: 1 }))],
      ['__proto__', inText((text) => text.replace('{', '{"__proto__":{},'))],
      ['100,000 levels', inText(() => '['.repeat(100_000))],
      [
        'a version that nobody knows',
        inBundle(
          (bundle) => (bundle.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.9'),
        ),
        undefined,
        2,
      ],
      [
        'a signature of a message',
        inBundle((bundle) => {
          Object.assign(bundle, {
            dsseEnvelope: undefined,
            messageSignature: {
              messageDigest: { algorithm: 'SHA2_256', digest: '' },
              signature: '',
            },
          });
        }),
      ],
      [
        'base64url',
        inBundle(
          ({ dsseEnvelope }) => (dsseEnvelope.payload = `${dsseEnvelope.payload.slice(0, -4)}_-_-`),
        ),
      ],
      ['base64 with a line break', inBundle(({ dsseEnvelope }) => (dsseEnvelope.payload += '\n'))],
      [
        'two signatures',
        inBundle(({ dsseEnvelope: { signatures } }) => signatures.push(signatures[0] ?? {})),
      ],
      ['no signature', inBundle(({ dsseEnvelope }) => (dsseEnvelope.signatures = []))],
      ['a certificate', material({ certificate: { rawBytes: 'AAAA' } })],
      [
        'a certificate alone',
        inBundle((bundle) => (bundle.verificationMaterial = { certificate: { rawBytes: 'AAAA' } })),
      ],
      ['a chain of certificates', material({ x509CertificateChain: { certificates: [] } })],
      ['log entries', material({ tlogEntries: [{ logIndex: '1' }] })],
      [
        'timestamps',
        material({
          timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: 'AAAA' }] },
        }),
      ],
    ]),
  )('%s', (_, of) => expectRefused(of));
});

describe('a signature of something else', () => {
  test.each(
    rows([
      [
        'the payload changed',
        inBundle(
          ({ dsseEnvelope }) =>
            (dsseEnvelope.payload = Buffer.from(
              Buffer.from(dsseEnvelope.payload, 'base64')
                .toString()
                .replace('"serial":1', '"serial":2'),
            ).toString('base64')),
        ),
      ],
      [
        'over the payload alone',
        (stage) => signed(stage, payloadOf(stage), { message: (payload) => payload }),
      ],
      [
        'another payload type, signed',
        (stage) => signed(stage, payloadOf(stage), { type: 'application/json' }),
      ],
      [
        'another payload type, not signed',
        inBundle(({ dsseEnvelope }) => (dsseEnvelope.payloadType = 'text/plain')),
      ],
      ['no statement', (stage) => signed(stage, Buffer.from('{"a":1}'))],
      [
        'a statement twice',
        (stage) => signed(stage, Buffer.concat([payloadOf(stage), payloadOf(stage)])),
      ],
      [
        'a field of the statement twice',
        (stage) =>
          signed(
            stage,
            Buffer.from(payloadOf(stage).toString().replace('{', '{"predicateType":"x",')),
          ),
      ],
      [
        'another predicate type',
        stated((statement) => (statement.predicateType = 'https://slsa.dev/provenance/v1')),
      ],
      [
        'another type of statement',
        stated((statement) => (statement._type = 'https://in-toto.io/Statement/v2')),
      ],
      ['an unknown field', stated((statement) => (statement.predicate['allow'] = true))],
      ['no subject', stated((statement) => (statement.subject = []))],
      ['an empty digest', stated((statement) => (first(statement).digest = {}))],
      [
        'a digest of SHA-1 alone',
        stated(
          (statement) =>
            (first(statement).digest = { gitBlob: first(statement).digest['gitBlob'] ?? '' }),
        ),
      ],
      [
        'a digest of MD5',
        stated((statement) => (first(statement).digest = { md5: 'ab'.repeat(16) })),
      ],
      [
        'a digest in upper case',
        stated(
          (statement) =>
            (first(statement).digest['sha256'] =
              first(statement).digest['sha256']?.toUpperCase() ?? ''),
        ),
      ],
      ['a subject twice', stated(({ subject }) => subject.push(...subject.slice(0, 1)))],
      ['a subject that leads out', stated((statement) => (first(statement).name = '../ci.yml'))],
      ['an absolute subject', stated((statement) => (first(statement).name = '/ci.yml'))],
      [
        'a subject with a backslash',
        stated((statement) => (first(statement).name = '.github\\workflows\\ci.yml')),
      ],
      [
        'a subject of another name with the digest',
        stated((statement) => (first(statement).name = 'other.yml')),
        'manifest/extra',
      ],
      [
        'a subject with percent escapes',
        stated((statement) => (first(statement).name = '%2egithub/workflows/ci.yml')),
        'manifest/extra',
      ],
      [
        'one subject less',
        stated(
          (statement) =>
            (statement.subject = statement.subject.filter(({ name }) => name !== TASK)),
        ),
        'manifest/extra',
      ],
      [
        'one subject more',
        stated(({ subject }) =>
          subject.push({ name: 'more.yml', digest: { sha256: 'ab'.repeat(32) } }),
        ),
        'manifest/missing',
      ],
      ['a reference less', stated(({ predicate }) => (predicate['references'] = []))],
      ['no time of expiry', stated(({ predicate }) => delete predicate['expiresAt'])],
      [
        'expired',
        stated(({ predicate }) =>
          Object.assign(predicate, {
            issuedAt: '2020-01-01T00:00:00Z',
            expiresAt: '2020-02-01T00:00:00Z',
          }),
        ),
        'manifest/expired',
      ],
      [
        'from the future',
        stated(({ predicate }) =>
          Object.assign(predicate, {
            issuedAt: '2998-01-01T00:00:00Z',
            expiresAt: '2999-01-01T00:00:00Z',
          }),
        ),
        'manifest/expired',
      ],
      [
        'expired before it was issued',
        stated(({ predicate }) => Object.assign(predicate, { expiresAt: '2020-01-01T00:00:00Z' })),
      ],
      [
        'a date that does not exist',
        stated(({ predicate }) => Object.assign(predicate, { expiresAt: '2999-02-30T00:00:00Z' })),
      ],
      ['a serial of 0', stated(({ predicate }) => (predicate['serial'] = 0))],
      ['a serial that is no whole number', stated(({ predicate }) => (predicate['serial'] = 1.5))],
    ]),
  )('%s', (_, of) => expectRefused(of));
});

describe('a key that does not count', () => {
  const rsa = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  test.each(
    rows([
      [
        'another one',
        (stage) =>
          signed(stage, payloadOf(stage), { key: readFileSync(stage.other.privatePath, 'utf8') }),
      ],
      [
        'another one, named',
        (stage) => {
          edited(
            stage,
            (bundle) =>
              (bundle.verificationMaterial = {
                publicKey: { hint: Buffer.from(stage.other.fingerprint, 'hex').toString('base64') },
              }),
          );
        },
      ],
      [
        'another one, without a name',
        (stage) => {
          signed(stage, payloadOf(stage), { key: readFileSync(stage.other.privatePath, 'utf8') });
          edited(stage, (bundle) => (bundle.verificationMaterial = { publicKey: {} }));
        },
      ],
      ['one of RSA', (stage) => signed(stage, payloadOf(stage), { key: rsa.privateKey })],
      ['one inside of the bundle', material({ publicKey: { hint: 'x', rawBytes: 'AAAA' } })],
      ['no key named', inBundle((bundle) => (bundle.verificationMaterial = {}))],
      [
        'the form IEEE P1363',
        (stage) => signed(stage, payloadOf(stage), { dsaEncoding: 'ieee-p1363' }),
      ],
      ['a signature of zeros', withSignature(({ length }) => Buffer.alloc(length))],
      ['r and s of 0', withSignature(() => Buffer.from('3006020100020100', 'hex'))],
      ['r and s of 1', withSignature(() => Buffer.from('3006020101020101', 'hex'))],
      [
        'more behind the signature',
        withSignature((signature) => Buffer.concat([signature, Buffer.from([0])])),
      ],
    ]),
  )('%s', (_, of) => expectRefused(of));

  test('one that lies beside the pipeline: it is not taken from there', async () => {
    const stage = createStage();
    await stage.sign();
    expect((await stage.verify()).exit).toBe(0);
    for (const name of ['plumbline.pub', 'cosign.pub', '.plumbline/key.pub']) {
      stage.write({ [name]: stage.key.publicPem });
    }
    const { status } = stage.untrusting();
    expect(status).toBe(2);
    stage.dispose();
  });
});

describe('a manifest that was good', () => {
  const POLICY = 'verify:\n  minSerial: 2\n';
  const OTHER = { [WORKFLOW]: 'on: push\njobs: {}\n' };
  const GOOD = { [WORKFLOW]: files[WORKFLOW] ?? '' };

  test('of another pipeline', async () => {
    const stage = createStage(OTHER);
    await stage.sign();
    expect((await stage.verify()).exit).toBe(0);
    stage.write(GOOD);
    expect(objectors(await stage.verify())).toContain('manifest/changed');
    stage.dispose();
  });

  test('and has come back with its files', async () => {
    const stage = createStage();
    await stage.sign();
    const old = readFileSync(join(stage.folder, MANIFEST));
    stage.write(OTHER);
    await stage.sign();
    stage.write({ '.plumbline.yaml': POLICY });
    expect(await stage.verify()).toMatchObject({
      exit: 0,
      checks: { 'manifest/rollback': 'pass' },
    });
    stage.write({ ...GOOD, [MANIFEST]: old });
    const seen = await stage.verify();
    expect([seen.exit, objectors(seen)]).toEqual([1, ['manifest/rollback']]);
    stage.dispose();
  });
});

describe('annotations of Tekton', () => {
  const SIGNABLE = `apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: build\n  labels: {a: b}\nspec:\n  params:\n    - {name: p, type: string, default: "x"}\n  steps:\n    - name: build\n      image: ${IMAGE}\n      script: make\n`;
  const lined = (from: string, to: string) => (text: string) => {
    if (!text.includes(from)) throw new Error(`no ${from}`);
    return text.replace(from, to);
  };
  const annotation = (text: string): string => /tekton\.dev\/signature: .*/.exec(text)?.[0] ?? '';
  test.each<[string, (text: string) => string, string]>([
    ['a comment', lined('    - name: build', '    # note\n    - name: build'), 'pass'],
    [
      'what kubectl keeps of an older state',
      lined(
        'annotations:',
        'annotations:\n    kubectl.kubernetes.io/last-applied-configuration: "{}"',
      ),
      'pass',
    ],
    ['the script', lined('script: make', 'script: curl'), 'fail'],
    ['a label', lined('{a: b}', '{a: c}'), 'fail'],
    ['a namespace', lined('  labels', '  namespace: n\n  labels'), 'error'],
    ['another annotation', lined('annotations:', 'annotations:\n    a: b'), 'fail'],
    ['the API version', lined('tekton.dev/v1\n', 'tekton.dev/v1beta1\n'), 'fail'],
    [
      'the annotation in another case',
      lined('tekton.dev/signature', 'Tekton.dev/signature'),
      'not-applicable',
    ],
    [
      'an empty annotation',
      (text) => text.replace(annotation(text), 'tekton.dev/signature: ""'),
      'fail',
    ],
    ['a field in another case', lined('      script', '      Image: evil\n      script'), 'error'],
    ['a field that nobody knows', lined('      script', '      run: evil\n      script'), 'error'],
    [
      'a field twice',
      lined('      script: make', '      script: make\n      script: curl'),
      'unreadable',
    ],
    ['an ambiguous scalar', lined('default: "x"', 'default: yes'), 'fail'],
    ['a default that goes without saying', lined('type: string, ', ''), 'pass'],
    ['text behind a separator', (text) => `${text}--- {}\n`, 'error'],
    [
      'a second document of the same name',
      (text) => `${text}---\n${text.replace('script: make', 'script: curl')}`,
      'fail',
    ],
    [
      'the signature in a list of objects',
      (text) =>
        `apiVersion: v1\nkind: List\nitems:\n${text.replace('script: make', 'script: curl').replace(/^/gm, '    ').replace('    apiVersion', '  - apiVersion')}`,
      'error',
    ],
  ])('%s', async (_, change, expected) => {
    const stage = createStage({ [TASK]: SIGNABLE });
    await stage.sign('--annotate');
    await stage.sign();
    expect(await stage.verify()).toMatchObject({
      exit: 0,
      checks: { 'resource/signature': 'pass' },
    });
    const path = join(stage.folder, TASK);
    stage.write({ [TASK]: change(readFileSync(path, 'utf8')) });
    await stage.sign();
    const seen = await stage.verify();
    const isRead = seen.checks['file/unreadable'] === 'pass';
    const isRefused = objectors(seen).length > 0;
    stage.dispose();
    // Without a signature that Tekton would look at, the manifest alone speaks for the file, as for any other.
    expect(isRead ? seen.checks['resource/signature'] : 'unreadable').toBe(expected);
    expect(isRefused).toBe(expected !== 'pass' && expected !== 'not-applicable');
  });
});
