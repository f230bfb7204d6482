import { describe, expect, test } from '@jest/globals';
import { parseStatement, anyPredicate } from '@plumbline/trust';
import { buildManifest, type ManifestTerms } from './build.js';
import { fileDigests } from './file-digests.js';
import {
  CHECKOUT,
  COMMIT,
  FILES,
  IMAGE,
  measured,
  node,
  NODE_IMAGE,
  TERMS,
} from './manifest.fixture.js';
import { parseManifest } from './parse.js';

function build(from = measured(), terms: ManifestTerms = TERMS): Uint8Array {
  const built = buildManifest(from, terms);
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
}

interface Written {
  _type: string;
  subject: { name?: string; uri?: string; digest: Record<string, string> }[];
  predicateType: string;
  predicate: Record<string, unknown> & { references: Record<string, unknown>[] };
}

function edited(edit: (statement: Written) => void): Uint8Array {
  const statement = JSON.parse(Buffer.from(build()).toString()) as Written;
  edit(statement);
  return Buffer.from(JSON.stringify(statement));
}

test('a manifest reads back as it was built', () => {
  const manifest = parseManifest(build());
  expect(manifest).toMatchObject({ ok: true, value: TERMS });
  if (!manifest.ok) return;
  expect(manifest.value.files).toEqual(
    Object.entries(FILES).map(([path, text]) => ({ path, digest: fileDigests(Buffer.from(text)) })),
  );
  expect(manifest.value.references.map(({ id, status }) => [id, status])).toEqual([
    ['action:actions/Checkout@v4', 'locked'],
    ['task:deploy', 'in-cluster'],
    [`image:ghcr.io/acme/node:24@sha256:${IMAGE}`, 'pinned'],
  ]);
});

test('equal input gives equal bytes, whatever its order', () => {
  const { closure, digests } = measured();
  const shuffled = { closure, digests: new Map([...digests].reverse()) };
  expect(Buffer.from(build(shuffled)).equals(build())).toBe(true);
});

test('a first manifest without commit and policy', () => {
  const bare = {
    ...TERMS,
    source: { uri: null, commit: null },
    previous: null,
    policySha256: null,
  };
  expect(parseManifest(build(measured(), bare))).toMatchObject({ ok: true, value: bare });
});

test('file digests are those of sha256sum and git hash-object', () => {
  expect(fileDigests(Buffer.from('hi\n'))).toEqual({
    gitBlob: '45b983be36b73c0788dc9cbcb76cbb80fc7bb057',
    sha256: '98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4',
  });
});

test('functions and images that are held become subjects with package URLs', () => {
  const sub = node({
    ...CHECKOUT,
    id: 'x',
    ref: `acme/ci/.github/workflows/b.yml@${COMMIT}`,
    kind: 'reusable-workflow',
  });
  const docker = node({
    ...NODE_IMAGE,
    id: 'y',
    ref: `docker://localhost:5000/Tool@sha256:${IMAGE}`,
  });
  const twin = node({ ...CHECKOUT, id: 'z', ref: `actions/checkout@${COMMIT}` });
  const statement = parseStatement(
    build(measured(FILES, [CHECKOUT, sub, NODE_IMAGE, docker, twin])),
    anyPredicate,
  );
  if (!statement.ok) throw new Error(statement.error);
  expect(statement.value.subjects.map(({ name, uri }) => uri ?? name)).toEqual([
    '.github/workflows/ci.yml',
    `pkg:github/acme/ci@${COMMIT}#.github/workflows/b.yml`,
    `pkg:github/actions/checkout@${COMMIT}`,
    `pkg:oci/node@sha256%3A${IMAGE}?repository_url=ghcr.io/acme/node`,
    `pkg:oci/tool@sha256%3A${IMAGE}?repository_url=localhost:5000/Tool`,
    'tasks/build.yaml',
  ]);
});

describe('what cannot be signed', () => {
  const unreadable = {
    path: 'x.yml',
    message: 'syntax',
    location: { path: 'x.yml', line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
  const { closure, digests } = measured();
  test.each([
    [
      'an unreadable file',
      { closure: { ...closure, unreadable: [unreadable] }, digests },
      TERMS,
      'MANIFEST_UNREADABLE',
    ],
    ['a file without digest', { closure, digests: new Map() }, TERMS, 'MANIFEST_UNREADABLE'],
    ['no file', measured({}, []), TERMS, 'MANIFEST_EMPTY'],
    ['a path in another normal form', measured({ 'cafe\u0301.yml': '' }), TERMS, 'MANIFEST_PATH'],
    ['a path that leaves the root', measured({ '../x.yml': '' }), TERMS, 'MANIFEST_PATH'],
    ['serial 0', measured(), { ...TERMS, serial: 0 }, 'MANIFEST_SERIAL'],
    ['half a serial', measured(), { ...TERMS, serial: 1.5 }, 'MANIFEST_SERIAL'],
    ['expiry at issue', measured(), { ...TERMS, expiresAt: TERMS.issuedAt }, 'MANIFEST_EXPIRY'],
  ])('%s', (...[, from, terms, code]) => {
    expect(buildManifest(from, terms)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('statements that are no manifest', () => {
  const first = (written: Written) => written.subject[0] ?? { digest: {} };
  test.each<[string, (written: Written) => void]>([
    ['another predicate type', (w) => (w.predicateType = 'https://slsa.dev/provenance/v1')],
    ['unknown field', (w) => (w.predicate['note'] = 1)],
    ['no serial', (w) => delete w.predicate['serial']],
    ['serial as text', (w) => (w.predicate['serial'] = '3')],
    ['serial 0', (w) => (w.predicate['serial'] = 0)],
    ['serial beyond 2^53', (w) => (w.predicate['serial'] = 2 ** 53)],
    ['no expiry', (w) => delete w.predicate['expiresAt']],
    ['expiry before issue', (w) => (w.predicate['expiresAt'] = '2026-01-01T00:00:00Z')],
    ['local time', (w) => (w.predicate['expiresAt'] = '2027-02-19T12:00:00+01:00')],
    ['a day that does not exist', (w) => (w.predicate['expiresAt'] = '2027-02-30T12:00:00Z')],
    ['unknown ref class', (w) => (w.predicate['refClass'] = 'tags')],
    ['previous in upper case', (w) => (w.predicate['previous'] = 'AB'.repeat(32))],
    ['no file', (w) => (w.subject = w.subject.filter(({ uri }) => uri !== undefined))],
    ['absolute path', (w) => (first(w).name = '/etc/passwd')],
    ['path with ..', (w) => (first(w).name = 'a/../../b')],
    ['path with backslash', (w) => (first(w).name = 'a\\b')],
    ['path not in NFC', (w) => (first(w).name = 'cafe\u0301.yml')],
    ['path with a direction mark', (w) => (first(w).name = 'a\u202eb.yml')],
    ['a file twice', (w) => w.subject.push(first(w))],
    ['digest as sha1 only', (w) => (first(w).digest = { sha1: 'ab'.repeat(20) })],
    ['git id only', (w) => (first(w).digest = { gitBlob: 'ab'.repeat(20) })],
    ['a reference twice', (w) => w.predicate.references.push(w.predicate.references[0] ?? {})],
    [
      'a reference with another digest than its subject',
      (w) =>
        (w.predicate.references[0] = {
          ...w.predicate.references[0],
          digest: { gitCommit: 'ab'.repeat(20) },
        }),
    ],
    ['a held reference left out', (w) => w.predicate.references.shift()],
    [
      'a subject that no reference states',
      (w) => w.subject.push({ name: 'pkg:x', uri: 'pkg:x', digest: { sha256: IMAGE } }),
    ],
  ])('%s', (_name, edit) => {
    expect(parseManifest(edited(edit))).toMatchObject({ ok: false });
  });

  test('the same statement without an edit is one', () => {
    expect(parseManifest(edited(() => undefined))).toMatchObject({ ok: true });
  });
});
