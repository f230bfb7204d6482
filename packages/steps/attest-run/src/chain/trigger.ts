import {
  formatTime,
  triggerRecord,
  triggerSubjects,
  type TriggerAuthorization,
} from '@plumbline/records';
import { version } from '@plumbline/step';
import type { ObservedRun, ToldTrigger } from '../observed.js';
import { draft, type Draft } from './draft.js';

/** What a run that no gate has authorised tells of its trigger; null where it tells nothing that a record could be about. */
export function triggerDraft({ run, trigger }: ObservedRun, now: Date): Draft | null {
  if (trigger === null) return null;
  const { source } = run;
  const subjects = triggerSubjects({
    sha256: trigger.eventSha256,
    form: 'runner',
    source: source === null ? null : { uri: source.uri, commit: source.commit },
  });
  if (subjects.length === 0) return null;
  const predicate: TriggerAuthorization = {
    provider: trigger.provider,
    event: { name: trigger.event, action: null, deliveryId: trigger.deliveryId },
    actor: trigger.actor,
    ref: trigger.ref,
    verification: { by: trigger.by, key: null },
    decision: 'not-asked',
    rule: null,
    reasons: [reasonOf(trigger)],
    policy: null,
    decidedAt: formatTime(now),
    decidedBy: { id: 'https://plumbline.dev/attest-run', version },
    run,
  };
  return draft('trigger-authorized', triggerRecord.build({ subjects, predicate }));
}

function reasonOf({ by }: ToldTrigger): string {
  return by === 'nothing'
    ? 'no gate authorised it; the run alone tells of it'
    : 'no gate authorised it; the platform tells of it';
}
