import {
  answer,
  type Check,
  fileLocation,
  notApplicable,
  notAsked,
  type Objection,
  sha256Hex,
} from '@plumbline/core';
import {
  compareManifest,
  judgeTerms,
  parseManifest,
  PIPELINE_PREDICATE,
  type Manifest,
  type MeasuredClosure,
} from '@plumbline/records';
import type { VerifyPolicy } from '@plumbline/step';
import { verifyBundle, type Trust, type VerifiedStatement } from '@plumbline/trust';
import { contentChecks } from './content-checks.js';
import { questions } from './questions.js';
import { lowestSerial, type SeenManifest } from './seen.js';
import { termChecks } from './term-checks.js';

/** A manifest as it was found, and what it is judged by. */
export interface ManifestCase {
  readonly path: string;
  /** Null: there is none. */
  readonly bytes: Uint8Array | null;
  readonly trust: Trust;
  readonly measured: MeasuredClosure;
  readonly policy: VerifyPolicy;
  /** What the stores remember. */
  readonly seen: readonly SeenManifest[];
  readonly now: Date;
  /** Full ref of the run; null outside one. */
  readonly ref: string | null;
}

/** A manifest whose signature counts, in short. */
export interface ManifestSummary {
  readonly path: string;
  /** Of the bundle. */
  readonly sha256: string;
  /** Of what was signed: what `verify.deny` should name, since a bundle can be rewritten without the key. */
  readonly statementSha256: string;
  readonly serial: number;
  readonly signedBy: string;
  readonly issued: string;
  readonly expires: string;
}

export interface ManifestJudgement {
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
  /** Null unless the signature is that of a trusted signer. */
  readonly summary: ManifestSummary | null;
  readonly trust: Trust;
  /** The manifest itself, if its signature counts. */
  readonly bundle: Uint8Array | null;
  /** Whether anything tells the lowest serial that counts. */
  readonly isSerialDecided: boolean;
}

const NOTICE_DAYS = 14;
const DAY = 86_400_000;

/** Judges the signed manifest: signature first; nothing else of it is believed before. */
export function judgeManifest(of: ManifestCase): ManifestJudgement {
  const signed = authenticate(of);
  if (!('manifest' in signed)) {
    const checks = [signed.check, ...unjudged()];
    return {
      checks,
      notes: [],
      summary: null,
      bundle: null,
      trust: of.trust,
      isSerialDecided: false,
    };
  }
  const { manifest, verified, bundleSha256 } = signed;
  const statementSha256 = sha256Hex(verified.bytes);
  const minSerial = lowestSerial({ manifest, statementSha256 }, of.seen, of.policy.minSerial);
  const problems = judgeTerms(manifest, {
    now: of.now,
    digests: [statementSha256, bundleSha256],
    minSerial,
    denied: of.policy.deny,
    ref: of.ref,
  });
  return {
    checks: [
      answer(questions.signature, []),
      ...contentChecks(compareManifest(manifest, of.measured), of.measured.closure),
      ...termChecks(problems, { ...of, minSerial }),
    ],
    notes: expiryNotes(manifest, of.now),
    summary: {
      path: of.path,
      sha256: bundleSha256,
      statementSha256,
      serial: manifest.serial,
      signedBy: verified.signer,
      issued: manifest.issuedAt.toISOString(),
      expires: manifest.expiresAt.toISOString(),
    },
    bundle: of.bytes,
    trust: of.trust,
    isSerialDecided: minSerial !== null,
  };
}

type Authenticated =
  | {
      readonly manifest: Manifest;
      readonly verified: VerifiedStatement;
      readonly bundleSha256: string;
    }
  | { readonly check: Check };

function authenticate(of: ManifestCase): Authenticated {
  if (!namesSigners(of.trust))
    return { check: answer(questions.signature, [noSigner(of.path)], 'error') };
  if (of.bytes === null) return { check: answer(questions.signature, [absent(of.path)]) };
  const verified = verifyBundle(of.bytes, {
    ...of.trust,
    now: of.now,
    predicateType: PIPELINE_PREDICATE,
  });
  if (!verified.ok) {
    const { message, code, kind } = verified.error;
    const objection = objectionTo(of.path, `${message} (${code})`);
    return { check: answer(questions.signature, [objection], kind === 'fail' ? 'fail' : 'error') };
  }
  const manifest = parseManifest(verified.value.bytes);
  if (!manifest.ok) {
    return { check: answer(questions.signature, [objectionTo(of.path, manifest.error)]) };
  }
  return {
    manifest: manifest.value,
    verified: verified.value,
    bundleSha256: sha256Hex(of.bytes),
  };
}

/** Whether anybody's signature could count. */
export function namesSigners({ keys, identities }: Trust): boolean {
  return Object.keys(keys).length + Object.keys(identities).length > 0;
}

/** Without a signature that counts the rest of the manifest says nothing. */
function unjudged(): readonly Check[] {
  const needs = ['a manifest with a signature that counts'];
  const { missing, extra, changed, expired, rollback, revoked, refClass } = questions;
  return [
    ...[missing, extra, changed, expired, rollback].map((question) => notAsked(question, needs)),
    ...[revoked, refClass].map(notApplicable),
  ];
}

function noSigner(path: string): Objection {
  return {
    message: 'no signer is trusted yet, so no signature can count',
    subject: path,
    locations: [],
    hint: 'plumbline sign-pipeline --key KEY, then name its public half under trust: in .plumbline.yaml',
  };
}

function absent(path: string): Objection {
  return {
    message: `there is no signed manifest at ${path}`,
    subject: path,
    locations: [],
    hint: 'plumbline sign-pipeline --key KEY',
  };
}

function objectionTo(path: string, message: string): Objection {
  return { message: `${path}: ${message}`, subject: path, locations: [fileLocation(path)] };
}

function expiryNotes({ serial, expiresAt }: Manifest, now: Date): readonly string[] {
  const days = Math.floor((expiresAt.getTime() - now.getTime()) / DAY);
  const until = expiresAt.toISOString().slice(0, 10);
  const line = `manifest serial ${String(serial)}, valid until ${until}`;
  return [
    days >= 0 && days <= NOTICE_DAYS ? `${line}: sign again within ${String(days)} days` : line,
  ];
}
