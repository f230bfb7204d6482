import {
  date,
  err,
  list,
  object,
  ok,
  oneOf,
  optional,
  readShape,
  readYaml,
  text,
  usageFault,
} from '@plumbline/core';
import type { Fault, JsonSchema, Result, ValueOf } from '@plumbline/core';
import { stepName, versionText } from './terms.js';

/** A version of a step that is no longer to be used, and why. */
export type Revocation = ValueOf<typeof revocation>;

export const revocation = object({
  name: stepName,
  version: versionText,
  reason: text(),
  since: date(),
  advisory: optional(text(), null),
  replacedBy: optional(versionText, null),
});

const REVOCATIONS = object({
  apiVersion: oneOf('plumbline.dev/revocations/v1'),
  kind: oneOf('Revocations'),
  revoked: list(revocation),
});

/** Reads a list of revocations (`revocations.yaml`), each version of a step once. */
export function parseRevocations(
  path: string,
  bytes: Uint8Array,
): Result<readonly Revocation[], Fault> {
  const read = readYaml(path, bytes, { aliases: 'refuse' });
  if (!read.ok) return err(refused(path, read.error[0]?.message ?? 'it is not YAML'));
  const root = read.value.documents[0]?.root ?? null;
  if (root === null || read.value.documents.length > 1)
    return err(refused(path, 'expected one document'));
  const value = readShape(REVOCATIONS, root, read.value.source);
  if (!value.ok) {
    const { message = '', location } = value.error[0] ?? {};
    return err({ ...refused(path, message), ...(location === undefined ? {} : { location }) });
  }
  const names = value.value.revoked.map(identityOf);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined
    ? ok(value.value.revoked)
    : err(refused(path, `${twice} is there twice`));
}

/** How messages name a version of a step. */
export function identityOf({ name, version }: Pick<Revocation, 'name' | 'version'>): string {
  return `${name} ${version}`;
}

function refused(path: string, why: string): Fault {
  return usageFault(
    'CATALOG_REVOCATIONS',
    `${path}: ${why}`,
    'see docs/releases.md, a step is revoked',
  );
}

/** JSON Schema (2020-12) of `revocations.yaml`. */
export function revocationsSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://plumbline.dev/schema/revocations-v1.json',
    title: 'Versions of steps of a catalog that are no longer to be used',
    ...REVOCATIONS.schema,
  };
}
