import {
  boolean,
  integer,
  list,
  object,
  oneOf,
  optional,
  text,
  type ValueOf,
} from '@plumbline/core';
import { digestSet } from '@plumbline/trust';

const functionShape = object({
  /** `*` stands for what only the run tells, here and in `names`. */
  name: text(),
  role: oneOf('step', 'sidecar'),
  kind: oneOf('action', 'image', 'script', 'unknown'),
  uri: optional(text(), null),
  digest: optional(digestSet, null),
  command: optional(digestSet, null),
  /** What `command` would be of, with the variables of Tekton that stand in it. */
  template: optional(text(), null),
  /** Whether a condition of its own lets it be skipped. */
  conditional: boolean(),
  mayFail: boolean(),
});

const partShape = object({
  id: text(),
  /** The job that calls the workflow of this one. */
  within: optional(text(), null),
  names: list(text()),
  /** How often it runs; no `most`: only the run tells. */
  least: integer(),
  most: optional(integer(), null),
  retries: optional(integer(), null),
  after: list(text()),
  conditional: boolean(),
  mayFail: boolean(),
  /** What it uses from elsewhere, whose functions are not told. */
  untold: optional(text(), null),
  /** What variables in templates may stand for; no `value`: the empty text. */
  values: optional(list(object({ name: text(), value: optional(text(), null) })), null),
  /** The params that its pipeline gives to it. */
  given: optional(
    list(
      object({
        name: text(),
        /** With the variables of Tekton that stand in it; left out where only the run tells. */
        value: optional(text(), null),
        /** Whether it is the empty text, which no field holds. */
        empty: optional(boolean(), null),
      }),
    ),
    null,
  ),
  functions: list(functionShape),
});

/** The shape of a definition in the record of a verified pipeline. */
export const definitionShape = object({
  /** The file that holds it, one of the subjects. */
  path: text(),
  /** `Pipeline/NAME` of a resource of Tekton. */
  resource: optional(text(), null),
  /** Why its functions cannot be told. */
  untold: optional(text(), null),
  parts: list(partShape),
});

/** The functions that a definition names: the jobs of a workflow, or the tasks of a pipeline. */
export type VerifiedDefinition = ValueOf<typeof definitionShape>;
export type VerifiedPart = VerifiedDefinition['parts'][number];
export type VerifiedFunction = VerifiedPart['functions'][number];
