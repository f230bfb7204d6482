import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports } from '@plumbline/step';
import type { Artifact } from '../observed.js';
import { imageArtifact } from './image.js';
import { parseChecksums, parseSubject, type SubjectRequest } from './parse.js';
import { withUniqueNames } from './unique.js';

/** The artifacts that the user named, by digest; a name that stands for two contents is told apart by its digest. */
export function resolveSubjects(
  texts: readonly string[],
  ports: Ports,
): Result<readonly Artifact[], Fault> {
  const artifacts: Artifact[] = [];
  for (const text of texts) {
    const request = parseSubject(text);
    if (!request.ok) return request;
    const resolved = resolve(request.value, ports);
    if (!resolved.ok) return resolved;
    artifacts.push(...resolved.value);
  }
  return ok(withUniqueNames(artifacts));
}

function resolve(request: SubjectRequest, ports: Ports): Result<readonly Artifact[], Fault> {
  switch (request.kind) {
    case 'image':
      return ok([imageArtifact(request.name, request.sha256, 'declared')]);
    case 'checksums': {
      const bytes = ports.readFile(request.path);
      const sums = bytes.ok ? parseChecksums(request.path, bytes.value) : bytes;
      return sums.ok ? ok(sums.value.map(({ name, digest }) => declared(name, digest))) : sums;
    }
    case 'files': {
      const files = ports.digestFiles(request.pattern);
      if (!files.ok) return files;
      return files.value.length === 0
        ? err(noFile(request.pattern))
        : ok(files.value.map(({ path, sha256 }) => declared(path, { sha256 })));
    }
    default:
      return request satisfies never;
  }
}

function declared(name: string, digest: Artifact['digest']): Artifact {
  return { name, uri: null, digest, origin: 'declared' };
}

function noFile(pattern: string): Fault {
  return usageFault('SUBJECT_NONE', `no file is named by the subject ${JSON.stringify(pattern)}`);
}
