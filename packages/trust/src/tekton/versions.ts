import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Era } from './tables.js';

/** A version of Tekton Pipelines as users name it. */
export interface TektonVersion {
  readonly major: number;
  readonly minor: number;
}

/** The first version that sets defaults before it verifies (TEP-0091 says otherwise), and so the oldest that is known here. */
const OLDEST: TektonVersion = { major: 0, minor: 59 };
/** The first with a Kubernetes library (apimachinery 0.34) that leaves out an empty creationTimestamp. */
const WITHOUT_NULL: TektonVersion = { major: 1, minor: 10 };

/** Reads `1.9`, `v1.9` or `v1.9.2`. */
export function parseTektonVersion(text: string): Result<TektonVersion, Fault> {
  const match = /^v?(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})(?:\.[0-9]{1,3})?$/.exec(text);
  if (match === null) {
    const message = `${JSON.stringify(text)} is no version of Tekton Pipelines; expected one like 1.9`;
    return err(usageFault('TEKTON_VERSION', message, '--tekton-version 1.9'));
  }
  const version = { major: Number(match[1]), minor: Number(match[2]) };
  if (isBefore(version, OLDEST)) {
    const message = `Tekton ${text} verifies before it sets defaults; signatures are made for 0.59 and later`;
    return err(usageFault('TEKTON_VERSION', message, '--tekton-version 1.9'));
  }
  return ok(version);
}

/** Which form of the payload this version computes. */
export function eraOf(version: TektonVersion): Era {
  return isBefore(version, WITHOUT_NULL) ? 'ct-null' : 'ct-omit';
}

/** The versions that compute this form, in the words of messages. */
export function tektonVersionsOf(era: Era): string {
  return era === 'ct-null' ? 'Tekton up to 1.9' : 'Tekton 1.10 and later';
}

/** What to tell before an upgrade, of signatures that one form alone fits. */
export function upgradeWarning(era: Era): string {
  return era === 'ct-null'
    ? 'signatures are for Tekton up to 1.9. On 1.10 every one of them fails: publish the second variant first (--tekton-version 1.10)'
    : 'signatures are for Tekton 1.10 and later. Up to 1.9 every one of them fails: clusters that are not upgraded yet need the other variant (--tekton-version 1.9)';
}

export function isBefore(version: TektonVersion, other: TektonVersion): boolean {
  return (
    version.major < other.major || (version.major === other.major && version.minor < other.minor)
  );
}
