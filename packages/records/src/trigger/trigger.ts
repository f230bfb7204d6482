import { list, object, oneOf, optional, text, type ValueOf } from '@plumbline/core';
import { digestSet, type Subject } from '@plumbline/trust';
import { runShape } from '../run/run.js';
import { recordFormat } from '../statement/format.js';
import { recordTime } from '../statement/time.js';

/** The predicate type of the record of a trigger. */
export const TRIGGER_PREDICATE = 'https://plumbline.dev/attestation/trigger-authorization/v1';

const triggerShape = object({
  provider: oneOf('github', 'gitlab', 'bitbucket', 'gitea', 'tekton', 'other'),
  event: object({
    name: text(),
    action: optional(text(), null),
    deliveryId: optional(text(), null),
  }),
  /** `id` is what rules speak of: a login can change hands. */
  actor: optional(object({ id: optional(text(), null), login: optional(text(), null) }), null),
  ref: optional(text(), null),
  verification: object({
    by: oneOf('hmac', 'oidc', 'api', 'nothing'),
    key: optional(text(), null),
  }),
  decision: oneOf('allowed', 'denied', 'not-asked'),
  rule: optional(text(), null),
  reasons: list(text()),
  policy: optional(object({ uri: text(), digest: optional(digestSet, null) }), null),
  decidedAt: recordTime,
  decidedBy: object({ id: text(), version: text() }),
  run: optional(runShape, null),
});

/** Who or what started a run, how that is known, and which rule allowed it. */
export type TriggerAuthorization = ValueOf<typeof triggerShape>;

export const triggerRecord = recordFormat(TRIGGER_PREDICATE, triggerShape);

/** What an event is known by. */
export interface EventContent {
  /** SHA-256 of its bytes; null where they were not seen. */
  readonly sha256: string | null;
  /** `delivery`: the body as it was sent. `runner`: the file that a runner wrote of it. */
  readonly form: 'delivery' | 'runner';
  readonly source: { readonly uri: string; readonly commit: string } | null;
}

/** The subjects of such a record: the event, and the commit that is to be built. */
export function triggerSubjects({ sha256, form, source }: EventContent): readonly Subject[] {
  return [
    ...(sha256 === null ? [] : [{ name: `event:${form}`, uri: null, digest: { sha256 } }]),
    ...(source === null
      ? []
      : [{ name: source.uri, uri: source.uri, digest: { gitCommit: source.commit } }]),
  ];
}
