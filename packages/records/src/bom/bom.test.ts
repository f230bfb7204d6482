import { describe, expect, test } from '@jest/globals';
import { describeRecord } from '../store/describe.js';
import { IMAGE } from '../testing/samples.js';
import { buildBom, readBom } from './bom.js';

const SPDX = {
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'app',
  documentNamespace: 'https://example.com/app-1',
  dataLicense: 'CC0-1.0',
  packages: [{ name: 'zlib', SPDXID: 'SPDXRef-zlib' }],
};
const CYCLONEDX = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name: 'zlib', properties: [{ name: 'size', value: '1.5' }] }],
};

const read = (document: unknown) => readBom('sbom.json', Buffer.from(JSON.stringify(document)));

test.each([
  ['SPDX', '2.3', SPDX],
  ['CycloneDX', '1.6', CYCLONEDX],
])('%s is carried whole', (format, version, document) => {
  const bom = read(document);
  expect(bom).toMatchObject({ ok: true, value: { format, version, size: 1 } });
  if (!bom.ok) return;
  const statement = buildBom([IMAGE], bom.value);
  expect(describeRecord(statement)).toMatchObject({ value: { kind: 'artifact-contents' } });
  expect(JSON.parse(Buffer.from(statement).toString())).toMatchObject({ predicate: document });
});

describe('what is no list of contents', () => {
  test.each<[string, unknown]>([
    ['another JSON', { hello: 1 }],
    ['a list', []],
    ['SPDX 3', { ...SPDX, spdxVersion: 'SPDX-3.0' }],
    ['SPDX without a namespace', { ...SPDX, documentNamespace: undefined }],
    ['a package without a name', { ...SPDX, packages: [{ SPDXID: 'SPDXRef-x' }] }],
    ['nothing listed', { ...SPDX, packages: [] }],
    ['CycloneDX of another kind', { ...CYCLONEDX, bomFormat: 'Cyclone' }],
    ['CycloneDX 2', { ...CYCLONEDX, specVersion: '2.0' }],
    ['a component without a type', { ...CYCLONEDX, components: [{ name: 'x' }] }],
  ])('%s', (_name, document) => {
    expect(read(document)).toMatchObject({ ok: false });
  });

  test.each([
    ['no JSON', '<bom/>'],
    ['a key twice', JSON.stringify(CYCLONEDX).replace('{', '{"bomFormat":"x",')],
    [
      'a number that readers differ on',
      JSON.stringify(CYCLONEDX).replace('"1.5"', '9007199254740993'),
    ],
  ])('%s', (_name, text) => {
    expect(readBom('sbom.json', Buffer.from(text))).toMatchObject({ ok: false });
  });
});
