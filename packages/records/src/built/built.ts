import { integer, list, object, oneOf, optional, text, type ValueOf } from '@plumbline/core';
import { digestSet } from '@plumbline/trust';
import { descriptorShape } from '../link/descriptor.js';
import { runShape } from '../run/run.js';
import { recordFormat } from '../statement/format.js';
import { recordTime } from '../statement/time.js';
import { originShape } from './origin.js';

/** SLSA provenance v1. */
export const PROVENANCE_PREDICATE = 'https://slsa.dev/provenance/v1';
/** The build type of actions/attest: others read our records of GitHub runs as they read those. */
export const GITHUB_BUILD_TYPE = 'https://actions.github.io/buildtypes/workflow/v1';
/** docs/records/artifact-built.md */
export const TEKTON_BUILD_TYPE = 'https://plumbline.dev/buildtypes/tekton/v1';

const param = object({
  name: text(),
  type: oneOf('string', 'array', 'object'),
  /** Arrays and objects as canonical JSON; left out where it is empty, long or secret. */
  value: optional(text(), null),
});

/** What only our own readers look at. */
const extension = object({
  status: oneOf('succeeded', 'failed', 'cancelled', 'running'),
  /** Where each subject is known from, by its name. */
  origins: list(object({ name: text(), origin: originShape })),
  /** How many records of functions there are in all, and whether the platform has told of every one. */
  functions: object({ count: integer(0), observed: oneOf('platform', 'declared') }),
  /** More subjects than one record may hold are split over several. */
  part: optional(object({ number: integer(1), of: integer(2) }), null),
  run: runShape,
});

const builtShape = object({
  buildDefinition: object({
    buildType: oneOf(GITHUB_BUILD_TYPE, TEKTON_BUILD_TYPE),
    externalParameters: object({
      workflow: optional(object({ ref: text(), repository: text(), path: text() }), null),
      definition: optional(object({ uri: text(), digest: optional(digestSet, null) }), null),
      params: optional(list(param), null),
    }),
    internalParameters: object({
      github: optional(
        object({
          event_name: text(),
          repository_id: text(),
          repository_owner_id: text(),
          runner_environment: text(),
        }),
        null,
      ),
      tekton: optional(
        object({
          kind: oneOf('TaskRun', 'PipelineRun'),
          namespace: text(),
          name: text(),
          uid: text(),
          serviceAccount: optional(text(), null),
          /** Of `spec` as canonical JSON. */
          spec: digestSet,
        }),
        null,
      ),
      plumbline: extension,
    }),
    resolvedDependencies: list(descriptorShape),
  }),
  runDetails: object({
    builder: object({ id: text() }),
    metadata: object({
      invocationId: text(),
      startedOn: optional(recordTime, null),
      finishedOn: optional(recordTime, null),
    }),
  }),
});

/** How artifacts were built, and all records of that run (SLSA provenance v1). */
export type ArtifactBuilt = ValueOf<typeof builtShape>;

export const builtRecord = recordFormat(PROVENANCE_PREDICATE, builtShape);
