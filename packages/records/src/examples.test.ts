import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseManifest } from './manifest/parse.js';
import { describeRecord } from './store/describe.js';

/** The JSON example of a page of the documentation. */
function example(page: string): Uint8Array {
  const path = join(import.meta.dirname, '../../../docs/records', page);
  return Buffer.from(/```json\n([^]*?)```/.exec(readFileSync(path, 'utf8'))?.[1] ?? '');
}

test('the manifest in the documentation is one', () => {
  expect(parseManifest(example('pipeline-manifest.md'))).toMatchObject({ ok: true });
});

test('the record in the documentation is one', () => {
  expect(describeRecord(example('pipeline-verified.md'))).toMatchObject({
    value: { kind: 'pipeline-verified', signed: false },
  });
});
