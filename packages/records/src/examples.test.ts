import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { auditedRecord } from './audited/audited.js';
import { builtRecord } from './built/built.js';
import { configurationRecord } from './configuration/build.js';
import { executedRecord } from './executed/executed.js';
import { parseManifest } from './manifest/parse.js';
import { describeRecord } from './store/describe.js';
import { triggerRecord } from './trigger/trigger.js';
import { verifiedRecord } from './verified/build.js';

type Parse = (statement: Uint8Array) => unknown;

/** The JSON example of a page of the documentation. */
function example(page: string): Uint8Array {
  const path = join(import.meta.dirname, '../../../docs/records', page);
  return Buffer.from(/```json\n([^]*?)```/.exec(readFileSync(path, 'utf8'))?.[1] ?? '');
}

test('the manifest in the documentation is one', () => {
  expect(parseManifest(example('pipeline-manifest.md'))).toMatchObject({ ok: true });
});

test.each([
  ['trigger-authorized', triggerRecord],
  ['pipeline-verified', verifiedRecord],
  ['configuration-result', configurationRecord],
  ['function-executed', executedRecord],
  ['artifact-built', builtRecord],
  ['artifact-verified', auditedRecord],
])('the record %s in the documentation is one', (kind, format: { parse: Parse }) => {
  const bytes = example(`${kind}.md`);
  expect(format.parse(bytes)).toMatchObject({ ok: true });
  expect(describeRecord(bytes)).toMatchObject({ value: { kind, signed: false } });
});
