import { describe, expect, test } from '@jest/globals';
import { ok, type Plain } from '@plumbline/core';
import {
  builtRecord,
  describeRecord,
  executedRecord,
  linksOf,
  triggerRecord,
  type ArtifactBuilt,
  type RecordParts,
} from '@plumbline/records';
import type { Descriptor, Manifest, NewRecord, Registry, StepResult } from '@plumbline/step';
import {
  generateKeyPair,
  keySigner,
  loadTrustedKeys,
  peekPayload,
  readPrivateKey,
  verifyBundle,
} from '@plumbline/trust';
import type { AttestInputs } from './gather.js';
import { run } from './run.js';
import { edited, exported, IMAGE_DIGEST } from './testing/tekton-run.js';
import { inputsOf } from './testing/inputs.js';
import { portsOf, type World } from './testing/ports.js';

const pair = generateKeyPair('unencrypted');

const INPUTS = inputsOf(pair.privateKey);

async function attest(change: Partial<AttestInputs> = {}, world: World = {}) {
  const files = { 'run.json': exported(), ...world.files };
  const ports = portsOf({ ...world, files });
  const result = await run({ ...INPUTS, ...change }, ports);
  return { result, ports, of: (store: string) => ports.written.get(store) ?? [] };
}

const codeOf = async (change: Partial<AttestInputs>, world: World = {}): Promise<unknown> => {
  const { result } = await attest(change, world);
  return result.ok ? 'none' : [result.error.kind, result.error.code];
};

function statements(records: readonly NewRecord[], kind: string): readonly Uint8Array[] {
  return records.flatMap(({ kind: of, bytes }) => {
    const payload = peekPayload(bytes);
    return of === kind && payload.ok ? [payload.value] : [];
  });
}

function built(records: readonly NewRecord[]): readonly RecordParts<ArtifactBuilt>[] {
  return statements(records, 'artifact-built').flatMap((bytes) => {
    const read = builtRecord.parse(bytes);
    if (!read.ok) throw new Error(read.error);
    return [read.value];
  });
}

const statusesOf = (result: Awaited<ReturnType<typeof run>>): Record<string, string> =>
  result.ok ? Object.fromEntries(result.value.checks.map(({ id, status }) => [id, status])) : {};

describe('a run that was exported', () => {
  test('every record is signed by the key, and is of its kind', async () => {
    const { of } = await attest();
    const open = { notBefore: null, notAfter: null, revoked: false };
    const keys = loadTrustedKeys({ ci: { pem: pair.publicKey, ...open } });
    if (!keys.ok) throw new Error(keys.error.code);
    const records = of('dir:records');
    expect(records).toHaveLength(17);
    for (const { kind, bytes } of records) {
      expect(describeRecord(bytes)).toMatchObject({ value: { kind, signed: true } });
      const verified = verifyBundle(bytes, { keys: keys.value, now: new Date() });
      expect(verified).toMatchObject({ ok: true });
    }
  });

  test('the build record names the artifact and every other record, by digest and signer', async () => {
    const records = (await attest()).of('dir:records');
    const [record] = built(records);
    expect(record?.subjects).toMatchObject([
      { name: 'registry.example/acme/app', digest: { sha256: IMAGE_DIGEST } },
    ]);
    const definition = record?.predicate.buildDefinition;
    expect(definition?.internalParameters.plumbline).toMatchObject({
      status: 'succeeded',
      origins: [{ name: 'registry.example/acme/app', origin: 'declared' }],
      functions: { count: 14, observed: 'declared' },
    });
    const links = linksOf(definition?.resolvedDependencies ?? []);
    const others = records.filter(({ kind }) => !/^(?:artifact-built|image-signed)$/.test(kind));
    const named = others.map(({ bytes }) => {
      const described = describeRecord(bytes);
      return described.ok ? described.value.sha256 : '';
    });
    expect(links.map(({ sha256 }) => sha256)).toEqual(named);
    expect(new Set(links.map(({ signer }) => signer.key)).size).toBe(1);
  });

  test('functions form a chain: each names the one before, the first the trigger, tasks what they wait for', async () => {
    const records = (await attest()).of('dir:records');
    const digests = new Map<string, string>();
    const previous = new Map<string, readonly string[]>();
    const kinds = ['trigger-authorized', 'function-executed'];
    for (const bytes of kinds.flatMap((kind) => statements(records, kind))) {
      const read = executedRecord.parse(bytes);
      const described = describeRecord(bytes);
      const { scope = '', index = 0 } = read.ok ? read.value.predicate.function : {};
      const place = read.ok
        ? `${scope}/${String(index)}/${String(read.value.predicate.retry)}`
        : 'trigger';
      digests.set(described.ok ? described.value.sha256 : '', place);
      previous.set(place, read.ok ? read.value.predicate.previous : []);
    }
    const chain = [...previous].map(
      ([place, before]) => `${place} < ${before.map((each) => digests.get(each)).join(' ')}`,
    );
    expect(chain).toEqual([
      'trigger < ',
      'clone/1/0 < trigger',
      'clone/2/0 < clone/1/0',
      'build/1/0 < clone/2/0',
      'build/2/0 < build/1/0',
      'build/1/1 < build/2/0',
      'build/2/1 < build/1/1',
      'build/3/1 < build/2/1',
      'build/4/1 < build/3/1',
      'build/5/1 < build/4/1',
      'test[1]/1/0 < build/5/1',
      'test[1]/2/0 < test[1]/1/0',
      'test[2]/1/0 < build/5/1',
      'test[2]/2/0 < test[2]/1/0',
      'docs/1/0 < trigger',
    ]);
  });

  test('what the run tells of its trigger is no authorisation', async () => {
    const [bytes] = statements((await attest()).of('dir:records'), 'trigger-authorized');
    expect(triggerRecord.parse(bytes ?? new Uint8Array())).toMatchObject({
      value: { predicate: { decision: 'not-asked', verification: { by: 'nothing' } } },
    });
  });

  test('a run that failed has a record, and vouches for nothing', async () => {
    const failed = edited(
      '"status":"True","reason":"Completed"',
      '"status":"False","reason":"Failed"',
    );
    const { result, of } = await attest(
      { subjects: ['dist'] },
      {
        files: { 'run.json': failed, 'dist/app': Buffer.from('app') },
      },
    );
    const [record] = built(of('dir:records'));
    expect(result).toMatchObject({ ok: true });
    expect(record?.predicate.buildDefinition.internalParameters.plumbline.status).toBe('failed');
    expect(record?.subjects.map(({ name }) => name?.split(':')[0])).toEqual(['run']);
  });
});

describe('subjects', () => {
  const files = { 'dist/a': Buffer.from('a'), 'dist/b': Buffer.from('b') };
  const sums = Buffer.from(`${'ab'.repeat(32)}  one\n${'cd'.repeat(64)} *two\n`);
  const image = (digest: string): string => `registry.example/acme/app:1@sha256:${digest}`;

  test.each<[string, string, readonly string[]]>([
    ['a folder', 'dist', ['dist/a declared', 'dist/b declared']],
    ['a list of checksums', '@SUMS', ['one declared', 'two declared']],
    ['an image', image('ee'.repeat(32)), ['registry.example/acme/app declared']],
  ])('%s', async (_name, subject, expected) => {
    const { of } = await attest({ subjects: [subject] }, { files: { ...files, SUMS: sums } });
    const [record] = built(of('dir:records'));
    const origins = record?.predicate.buildDefinition.internalParameters.plumbline.origins ?? [];
    expect(origins.map(({ name, origin }) => `${name} ${origin}`)).toEqual(expected);
  });

  test('one name with two contents is told apart', async () => {
    const { of } = await attest({ subjects: [image('ee'.repeat(32)), image('ff'.repeat(32))] });
    expect(built(of('dir:records'))[0]?.subjects).toHaveLength(2);
  });

  test('more than 1,024 are split, and each part says so', async () => {
    const many = Array.from({ length: 1025 }, (_, at) => `${'ab'.repeat(32)}  file-${String(at)}`);
    const { of } = await attest(
      { subjects: ['@SUMS'] },
      { files: { SUMS: Buffer.from(many.join('\n')) } },
    );
    const parts = built(of('dir:records')).map(({ subjects, predicate }) => [
      subjects.length,
      predicate.buildDefinition.internalParameters.plumbline.part,
    ]);
    expect(parts).toEqual([
      [1024, { number: 1, of: 2 }],
      [1, { number: 2, of: 2 }],
    ]);
  });

  test.each<[string, Partial<AttestInputs>, World, string]>([
    ['no file', { subjects: ['nowhere'] }, {}, 'SUBJECT_NONE'],
    ['a short digest', { subjects: ['registry.example/acme/app@sha256:ab'] }, {}, 'SUBJECT_FORM'],
    [
      'an image without a registry',
      { subjects: [`app@sha256:${IMAGE_DIGEST}`] },
      {},
      'SUBJECT_FORM',
    ],
    ['no checksums', { subjects: ['@SUMS'] }, { files: { SUMS: Buffer.from('\n') } }, 'CHECKSUMS'],
    [
      'one odd line',
      { subjects: ['@SUMS'] },
      { files: { SUMS: Buffer.concat([sums, Buffer.from('x  three\n')]) } },
      'CHECKSUMS',
    ],
    [
      'nothing made and nothing named',
      {},
      { files: { 'run.json': edited('IMAGE_DIGEST', 'OTHER') } },
      'SUBJECTS_NONE',
    ],
    ['no run', { target: '.' }, {}, 'RUN_NONE'],
    ['no folder to keep records in', { store: [] }, {}, 'STORE_NONE'],
    ['a registry alone', { store: ['oci'] }, {}, 'STORE_NONE'],
    ['an SBOM that is none', { sbom: 'run.json' }, {}, 'SBOM_FORM'],
  ])('%s is wrong usage', async (_name, inputs, world, code) => {
    expect(await codeOf(inputs, world)).toEqual(['usage', code]);
  });
});

describe('an image', () => {
  const platform = (name: string, digit: string): Descriptor => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${digit.repeat(64)}`,
    size: 1,
    artifactType: null,
    annotations: {},
    platform: name,
  });
  const registryOf = (manifests: readonly Descriptor[] | null): Registry => {
    const { registry } = portsOf({});
    const index: Manifest = {
      digest: `sha256:${IMAGE_DIGEST}`,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      bytes: new Uint8Array(),
      artifactType: null,
      annotations: {},
      manifests: manifests ?? [],
      config: null,
      layers: [],
      subject: null,
    };
    return { ...registry, manifest: () => Promise.resolve(ok(manifests === null ? null : index)) };
  };
  const platforms = [platform('linux/amd64', 'a'), platform('linux/arm64', 'b')];

  test('is attested with each platform, and signed for cosign', async () => {
    const registry = registryOf([...platforms, platform('unknown/unknown', 'c')]);
    const { result, of } = await attest({}, { more: { registry } });
    const records = of('dir:records');
    expect(built(records)[0]?.subjects.map(({ name }) => name)).toEqual([
      'registry.example/acme/app',
      'registry.example/acme/app?platform=linux/amd64',
      'registry.example/acme/app?platform=linux/arm64',
    ]);
    expect(records.filter(({ kind }) => kind === 'image-signed')).toHaveLength(3);
    expect(statusesOf(result)).toMatchObject({ 'attest/subjects': 'pass' });
  });

  test.each([
    ['is not in the registry', registryOf(null)],
    ['is in a registry that cannot be asked', portsOf({}).registry],
  ])('that %s leaves the verdict open, and is recorded', async (_name, registry) => {
    const { result, of } = await attest({}, { more: { registry } });
    expect(statusesOf(result)).toMatchObject({ 'attest/subjects': 'error' });
    expect(built(of('dir:records'))[0]?.subjects).toHaveLength(1);
  });

  test('is not asked for offline', async () => {
    const { result } = await attest({ offline: true }, { more: { registry: registryOf(null) } });
    expect(statusesOf(result)).toMatchObject({ 'attest/subjects': 'pass' });
  });
});

test('an SBOM is carried with the same subjects', async () => {
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'library', name: 'zlib' }],
  };
  const { of } = await attest(
    { sbom: 'sbom.json' },
    { files: { 'sbom.json': Buffer.from(JSON.stringify(sbom)) } },
  );
  const [bytes] = statements(of('dir:records'), 'artifact-contents');
  const statement = JSON.parse(Buffer.from(bytes ?? []).toString()) as Record<string, Plain>;
  expect(statement).toMatchObject({
    predicateType: 'https://cyclonedx.org/bom',
    subject: [{ digest: { sha256: IMAGE_DIGEST } }],
    predicate: sbom,
  });
});

describe('stores', () => {
  test('the disk comes first, and one that fails is named and loses nothing', async () => {
    const { result, of } = await attest(
      { store: ['oci:registry.example/x'] },
      {
        hasFolder: true,
        broken: ['oci:registry.example/x'],
      },
    );
    expect(of('dir:standard')).toHaveLength(17);
    expect(statusesOf(result)).toMatchObject({ 'attest/stored': 'error', 'attest/links': 'pass' });
  });

  test('outputs lead to the build record', async () => {
    const { result, of } = await attest();
    const { outputs } = result.ok ? result.value : ({} as StepResult);
    const record = of('dir:records').find(({ kind }) => kind === 'artifact-built');
    expect(outputs).toMatchObject({ 'provenance-sha256': record?.sha256, records: '17' });
    expect(outputs['bundle']).toMatch(/^records\/run-[0-9a-f]{16}\.jsonl$/);
  });
});

describe('records of gates in the stores', () => {
  const gate = async (change: (text: string) => string): Promise<NewRecord> => {
    const records = (await attest()).of('dir:records');
    const [statement] = statements(records, 'trigger-authorized');
    const text = Buffer.from(statement ?? []).toString();
    const key = readPrivateKey(Buffer.from(generateKeyPair('unencrypted').privateKey), null);
    if (!key.ok) throw new Error(key.error.code);
    const signed = await keySigner(key.value).sign(Buffer.from(change(text)));
    if (!signed.ok) throw new Error(signed.error.code);
    return { kind: 'trigger-authorized', bytes: signed.value };
  };
  const guarded = (text: string): string => text.replace('"not-asked"', '"allowed"');

  test('one of this run is named, and takes the place of our own', async () => {
    const found = await gate(guarded);
    const { result, of } = await attest({}, { stored: [found] });
    const triggers = statements(of('dir:records'), 'trigger-authorized');
    expect(triggers).toHaveLength(1);
    expect(Buffer.from(triggers[0] ?? []).toString()).toContain('"allowed"');
    expect(statusesOf(result)).toMatchObject({ 'attest/links': 'pass' });
  });

  test('one that leaves unsaid what a Task does not know is taken', async () => {
    const found = await gate((text) =>
      guarded(text)
        .replace(/"definition":\{"digest":\{[^}]*\},"uri":"[^"]*"\},/, '')
        .replace(/,"source":\{[^}]*\}/, ''),
    );
    const { result } = await attest({}, { stored: [found] });
    expect(statusesOf(result)).toMatchObject({ 'attest/links': 'pass' });
  });

  test.each<[string, (text: string) => string]>([
    [
      'of another commit',
      (text) => text.replaceAll(/"commit":"[0-9a-f]+"/g, `"commit":"${'0'.repeat(40)}"`),
    ],
    ['of a later attempt', (text) => text.replace('"attempt":1', '"attempt":2')],
    [
      'of another definition',
      (text) => text.replace('tekton:ci/pipelines/build', 'tekton:ci/pipelines/other'),
    ],
  ])('one %s is not taken, and that is said', async (_name, change) => {
    const { result, of } = await attest({}, { stored: [await gate(change)] });
    expect(statusesOf(result)).toMatchObject({ 'attest/links': 'error' });
    expect(
      Buffer.from(statements(of('dir:records'), 'trigger-authorized')[0] ?? []).toString(),
    ).toContain('not-asked');
  });

  test('with link: none the stores are not asked', async () => {
    const { result, of } = await attest({ link: 'none' }, { stored: [await gate(guarded)] });
    expect(statusesOf(result)).toMatchObject({ 'attest/links': 'unknown' });
    expect(statements(of('dir:records'), 'trigger-authorized')).toHaveLength(1);
  });
});
