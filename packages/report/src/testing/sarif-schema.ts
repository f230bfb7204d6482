import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const SCHEMA = '@microsoft/sarif-matcher-utils/lib/schemas/sarif-2.1.0-rtm.5.json';

const schema = JSON.parse(readFileSync(new URL(import.meta.resolve(SCHEMA)), 'utf8')) as {
  id?: string;
  $schema?: string;
};
// Draft 4 and draft 7 differ, in what this schema uses, in the name of `id` alone.
delete schema.id;
delete schema.$schema;

// The schema's pattern for languages is not a valid expression in Unicode mode.
const ajv = new Ajv({
  unicodeRegExp: false,
  strict: false,
  allErrors: true,
  formats: { uri: isUri, 'uri-reference': isReference, 'date-time': true },
});
const validate = ajv.compile(schema);

/** What is wrong with a log by the published schema of SARIF 2.1.0; empty when nothing is. */
export function sarifErrors(log: unknown): readonly string[] {
  validate(log);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

function isUri(text: string): boolean {
  return URL.canParse(text);
}

/** The characters of RFC 3986, and no colon in the first segment unless it ends a scheme. */
function isReference(text: string): boolean {
  const written = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#[\]]|%[0-9A-Fa-f]{2})*$/.test(text);
  return written && URL.canParse(text, 'file:///root/');
}
