import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
ajv.addSchema([read('report-v1.json'), read('fault-v1.json')]);

/** What is wrong with the value by a schema of this package; empty when nothing is. */
export function schemaErrors(
  name: 'report-v1.json' | 'fault-v1.json',
  value: unknown,
): readonly string[] {
  ajv.validate(`https://plumbline.dev/schema/${name}`, value);
  return (ajv.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

function read(name: string): object {
  return JSON.parse(
    readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'),
  ) as object;
}
