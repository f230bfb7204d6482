import {
  builtRecord,
  linkDescriptor,
  portions,
  runSubject,
  type ArtifactBuilt,
  type RecordLink,
} from '@plumbline/records';
import type { Subject } from '@plumbline/trust';
import type { Artifact, ObservedRun } from '../observed.js';
import { draft, type Draft } from './draft.js';

/** What a build record is made of. */
export interface Build {
  readonly observed: ObservedRun;
  readonly artifacts: readonly Artifact[];
  /** The records of the run: of its trigger, pipeline, configuration and functions. */
  readonly links: readonly RecordLink[];
}

/**
 * The build records: one for every 1,024 artifacts. A run that did not succeed vouches for nothing, and has the run itself
 * as its subject.
 */
export function builtDrafts(build: Build): readonly Draft[] {
  const { observed, artifacts } = build;
  const counts = observed.status === 'succeeded' || observed.status === 'running';
  const made = counts ? artifacts : [];
  if (made.length === 0) return [record(build, { artifacts: [], part: null })];
  const parts = portions(made);
  return parts.map((portion, index) =>
    record(build, {
      artifacts: portion,
      part: parts.length === 1 ? null : { number: index + 1, of: parts.length },
    }),
  );
}

interface Portion {
  readonly artifacts: readonly Artifact[];
  readonly part: { readonly number: number; readonly of: number } | null;
}

function record({ observed, links }: Build, { artifacts, part }: Portion): Draft {
  const { run, startedAt, finishedAt } = observed;
  const predicate: ArtifactBuilt = {
    buildDefinition: {
      buildType: observed.buildType,
      externalParameters: observed.externalParameters,
      internalParameters: {
        ...observed.internalParameters,
        plumbline: {
          status: observed.status,
          origins: artifacts.map(({ name, origin }) => ({ name, origin })),
          functions: {
            count: links.filter(({ kind }) => kind === 'function-executed').length,
            observed: observed.observed,
          },
          part,
          run,
        },
      },
      resolvedDependencies: [...observed.materials, ...links.map(linkDescriptor)],
    },
    runDetails: {
      builder: { id: observed.builderId },
      metadata: { invocationId: run.invocation, startedOn: startedAt, finishedOn: finishedAt },
    },
  };
  const subjects = artifacts.length === 0 ? [runSubject(run)] : artifacts.map(subjectOf);
  return draft('artifact-built', builtRecord.build({ subjects, predicate }));
}

/** An artifact as the subject of a record. */
export function subjectOf({ name, uri, digest }: Artifact): Subject {
  return { name, uri, digest };
}
