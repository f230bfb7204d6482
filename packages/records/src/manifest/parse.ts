import {
  err,
  integer,
  list,
  object,
  ok,
  oneOf,
  optional,
  text,
  type Result,
  type ValueOf,
} from '@plumbline/core';
import { parseStatement, type Statement, type Subject } from '@plumbline/trust';
import { pathProblem } from '../statement/subject-path.js';
import { recordTime } from '../statement/time.js';
import { PIPELINE_PREDICATE, type Manifest, type ManifestFile } from './manifest.js';
import { pinnedSubjects, referenceShape, type ManifestReference } from './reference.js';

const SHA256 = text({ expected: 'a SHA-256', pattern: /^[0-9a-f]{64}$/ });
const COMMIT = text({ expected: 'a commit', pattern: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/ });

const PREDICATE = object({
  source: object({ uri: optional(text(), null), commit: optional(COMMIT, null) }),
  refClass: oneOf('branch', 'tag', 'any'),
  serial: integer(1),
  issuedAt: recordTime,
  expiresAt: recordTime,
  previous: optional(SHA256, null),
  policy: optional(object({ sha256: SHA256 }), null),
  generator: object({ name: oneOf('sign-pipeline'), version: text() }),
  references: list(referenceShape),
});

type Written = Statement<ValueOf<typeof PREDICATE>>;

/** Reads the statement of a manifest strictly, whoever has built it; the signature is verified before. */
export function parseManifest(statement: Uint8Array): Result<Manifest, string> {
  const written = parseStatement(statement, PREDICATE);
  if (!written.ok) return written;
  const problem = findProblem(written.value);
  return problem === null ? ok(toManifest(written.value)) : err(`manifest: ${problem}`);
}

function findProblem({ predicateType, subjects, predicate }: Written): string | null {
  if (predicateType !== PIPELINE_PREDICATE)
    return `expected a statement of type ${PIPELINE_PREDICATE}`;
  if (predicate.expiresAt <= predicate.issuedAt) return 'it expires before it is issued';
  return subjectProblem(subjects) ?? referenceProblem(predicate.references, subjects);
}

function subjectProblem(subjects: readonly Subject[]): string | null {
  const files = subjects.filter(isFile);
  if (files.length === 0) return 'it names no file';
  if (hasTwins(subjects.map(({ name, uri }) => name ?? uri))) return 'it names something twice';
  for (const { name, digest } of files) {
    const problem = name === null ? 'it has no path' : pathProblem(name);
    if (problem !== null) return `${JSON.stringify(name)}: ${problem}`;
    if (digest['sha256'] === undefined) return `${JSON.stringify(name)} has no SHA-256`;
  }
  return null;
}

/** What references hold by digest must be among the subjects, and nothing else. */
function referenceProblem(
  references: readonly ManifestReference[],
  subjects: readonly Subject[],
): string | null {
  if (hasTwins(references.map(({ id }) => id))) return 'it names a reference twice';
  const stated = pinnedSubjects(references).map(describe).sort();
  const listed = subjects
    .filter((subject) => !isFile(subject))
    .map(describe)
    .sort();
  const same = stated.length === listed.length && stated.every((one, at) => one === listed[at]);
  return same ? null : 'its references and its digests contradict each other';
}

function toManifest({ subjects, predicate }: Written): Manifest {
  const { issuedAt, expiresAt, policy, generator, ...rest } = predicate;
  const files = subjects.filter(isFile).map((subject): ManifestFile => ({
    path: subject.name ?? '',
    digest: subject.digest,
  }));
  return {
    ...rest,
    files,
    issuedAt: new Date(issuedAt),
    expiresAt: new Date(expiresAt),
    policySha256: policy?.sha256 ?? null,
    version: generator.version,
  };
}

function isFile({ uri }: Subject): boolean {
  return uri === null;
}

function describe({ name, uri, digest }: Subject): string {
  return JSON.stringify([name, uri, Object.entries(digest).sort()]);
}

function hasTwins(names: readonly (string | null)[]): boolean {
  return new Set(names).size !== names.length;
}
