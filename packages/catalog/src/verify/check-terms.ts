import {
  answer,
  err,
  notAsked,
  ok,
  type Check,
  type Objection,
  type Result,
} from '@plumbline/core';
import { formatTime } from '@plumbline/records';
import { identityOf, type Revocation } from '../model/revocations.js';
import type { Latest } from '../release/latest-statement.js';
import { LATEST_FILE, STATEMENT_FILE } from '../release/layout.js';
import { openLatestStatement, type Opened } from '../release/open-signed.js';
import { QUESTIONS } from './questions.js';
import { objection, type Release } from './subject.js';

/** Clocks differ; more than this is no clock skew. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** Whether the catalog counts at this time. */
export function checkExpired({ signed, trust }: Release): Check {
  return answer(QUESTIONS.expired, outside(signed.value, trust.now, STATEMENT_FILE));
}

/** Whether the catalog is one that the user has left behind; without a number nobody knows. */
export function checkRollback({ signed }: Release, minSerial: number | null): Check {
  if (minSerial === null) return notAsked(QUESTIONS.rollback, ['--min-serial NUMBER']);
  const { serial } = signed.value;
  if (serial >= minSerial) return answer(QUESTIONS.rollback, []);
  const more = { expected: `serial ${String(minSerial)} or later`, actual: String(serial) };
  return answer(QUESTIONS.rollback, [
    objection(STATEMENT_FILE, 'an older catalog was put in the place of a newer one', more),
  ]);
}

/** What is known of the latest catalog; an error where nothing of these days is known. */
export interface LatestFound {
  readonly check: Check;
  /** What is revoked, by the statement if it counts. */
  readonly latest: Latest | null;
}

/** Whether this catalog is the latest: a newer one kept back by somebody shows within a week. */
export function checkLatest(release: Release): LatestFound {
  const opened = openLatest(release);
  if (!opened.ok)
    return {
      check: answer(QUESTIONS.latest, [opened.error.objection], opened.error.status),
      latest: null,
    };
  const latest = opened.value.value;
  const late = outside(latest, release.trust.now, LATEST_FILE);
  const other = isOfThis(latest, release) ? [] : [superseded(latest, release)];
  if (other.length > 0) return { check: answer(QUESTIONS.latest, other), latest };
  return { check: answer(QUESTIONS.latest, late, 'error'), latest };
}

interface NoLatest {
  readonly status: 'fail' | 'error';
  readonly objection: Objection;
}

function openLatest(release: Release): Result<Opened<Latest>, NoLatest> {
  const bytes = release.there.get(LATEST_FILE) === true ? release.tree.read(LATEST_FILE) : null;
  if (bytes === null || !bytes.ok) {
    const hint = 'fetch the newest one from the place of the release';
    return err({
      status: 'error',
      objection: objection(LATEST_FILE, 'there is no statement which catalog is the latest', {
        hint,
      }),
    });
  }
  const opened = openLatestStatement(bytes.value, release.trust);
  if (opened.ok) return ok(opened.value);
  const status = opened.error.kind === 'fail' ? 'fail' : 'error';
  return err({
    status,
    objection: objection(LATEST_FILE, `${opened.error.message} (${opened.error.code})`),
  });
}

function isOfThis(latest: Latest, { signed, catalogSha256 }: Release): boolean {
  const { name, version, serial } = signed.value;
  return (
    latest.catalogSha256 === catalogSha256 &&
    latest.serial === serial &&
    latest.name === name &&
    latest.version === version
  );
}

function superseded({ name, version, serial }: Latest, { signed }: Release): Objection {
  const { value } = signed;
  return objection(LATEST_FILE, 'the latest catalog is another one', {
    expected: `${name} ${version}, serial ${String(serial)}`,
    actual: `${value.name} ${value.version}, serial ${String(value.serial)}`,
    hint: `take the release ${version}`,
  });
}

/** Whether a step of this catalog is revoked, by itself or by the latest statement. */
export function checkRevoked({ catalog }: Release, latest: Latest | null): Check {
  const revoked = [...catalog.revoked, ...(latest?.revoked ?? [])];
  const steps = new Set(catalog.steps.map(identityOf));
  const found = new Map(
    revoked.filter((each) => steps.has(identityOf(each))).map((each) => [identityOf(each), each]),
  );
  return answer(QUESTIONS.revoked, [...found.values()].map(revocationOf));
}

function revocationOf(revoked: Revocation): Objection {
  const { reason, advisory, replacedBy } = revoked;
  const hint = replacedBy === null ? {} : { hint: `take ${revoked.name} ${replacedBy}` };
  return objection(
    'catalog.json',
    `${identityOf(revoked)} is revoked: ${[reason, advisory].filter(Boolean).join(', ')}`,
    hint,
  );
}

function outside(
  of: { readonly issuedAt: Date; readonly expiresAt: Date },
  now: Date,
  path: string,
): readonly Objection[] {
  if (now >= of.expiresAt) {
    const more = { expected: `before ${formatTime(of.expiresAt)}`, actual: formatTime(now) };
    return [
      objection(path, `${path} has expired`, {
        ...more,
        hint: 'fetch the newest one from the place of the release',
      }),
    ];
  }
  if (of.issuedAt.getTime() - now.getTime() <= CLOCK_SKEW_MS) return [];
  return [
    objection(path, `${path} is of the future`, {
      expected: `from ${formatTime(of.issuedAt)}`,
      actual: formatTime(now),
    }),
  ];
}
