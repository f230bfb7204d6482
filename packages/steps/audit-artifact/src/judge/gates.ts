import { globMatch } from '@plumbline/core';
import {
  configurationRecord,
  partsOf,
  triggerRecord,
  verifiedRecord,
  type ChainRecord,
  type TriggerAuthorization,
} from '@plumbline/records';
import type { AuditPolicy } from '@plumbline/step';
import type { Answer, Reason } from './answer.js';
import { judgeGate, type GateRecord } from './gate.js';
import type { Case } from './subject.js';
import { signedBy } from './words.js';

/** Whether what started the run was allowed, and by a rule, actor, event and ref that the policy still accepts. */
export function judgeTrigger({ chain, policy }: Case): Answer {
  return judgeGate(
    {
      id: 'trigger',
      kind: 'trigger-authorized',
      format: triggerRecord,
      need: policy.trigger,
      problems: ({ predicate }) => triggerProblems(predicate, policy.trigger),
      said: ({ predicate, linked }) => {
        const { event, ref, actor, rule } = predicate;
        const by = actor === null ? '' : ` by user id ${actor.id ?? 'unknown'}`;
        const who = linked.record === null ? '' : `, ${signedBy(linked.record)}`;
        const on = ref === null ? '' : ` to ${ref.replace('refs/heads/', 'branch ')}`;
        return `${event.name}${on}${by}${rule === null ? '' : `, allowed by rule ${rule}`}${who}`;
      },
    },
    chain.triggers,
  );
}

/**
 * The records of what has guarded the run. What its builder tells of a trigger that nobody judged guards nothing, where no guard
 * is demanded and nothing is asked of it.
 */
export function guardRecords({ chain, policy }: Case): readonly ChainRecord[] {
  const { triggers, pipelines, configurations } = chain;
  const isGuard = (record: ChainRecord): boolean => {
    const read = partsOf(record, triggerRecord);
    const isTold = read.ok && isUnguarded(read.value.predicate, policy.trigger);
    return !(isTold && asksNothing(policy.trigger));
  };
  return [
    ...triggers.flatMap(({ record }) => record ?? []).filter(isGuard),
    ...[...pipelines, ...configurations].flatMap(({ record }) => record ?? []),
  ];
}

/** Where no guard is demanded, a record that none was asked says nothing against the trigger. */
function isUnguarded(
  { decision }: TriggerAuthorization,
  { require }: AuditPolicy['trigger'],
): boolean {
  return require === 'optional' && decision === 'not-asked';
}

function triggerProblems(
  predicate: TriggerAuthorization,
  policy: AuditPolicy['trigger'],
): readonly Reason[] {
  const { decision, event, actor, ref, rule, verification } = predicate;
  const isOpen = isUnguarded(predicate, policy);
  return [
    ...(decision === 'allowed' || isOpen
      ? []
      : [{ message: 'the trigger was not allowed', expected: 'allowed', actual: decision }]),
    ...(verification.by === 'nothing' && !(isOpen && asksNothing(policy))
      ? [{ message: 'nothing proves the event: whoever writes the job could have written it' }]
      : []),
    ...listed('event', event.name, policy.events),
    ...listed('actor', actor?.id ?? null, policy.actors),
    ...listed('ref', ref, policy.refs),
    ...listed('rule', rule, policy.rules),
  ];
}

function asksNothing({ events, actors, refs, rules }: AuditPolicy['trigger']): boolean {
  return [events, actors, refs, rules].every((accepted) => accepted === null);
}

function listed(
  what: string,
  value: string | null,
  accepted: readonly string[] | null,
): readonly Reason[] {
  if (accepted === null) return [];
  if (value !== null && accepted.some((pattern) => globMatch(pattern, value))) return [];
  return [
    {
      message: `the ${what} of the trigger is not one that the policy accepts`,
      expected: accepted.join(' or '),
      actual: value ?? 'unknown',
      hint: `audit.trigger.${what}s in the policy`,
    },
  ];
}

/** Whether the definition was verified in full before it ran, and is the one that ran. */
export function judgePipeline({ chain, policy }: Case): Answer {
  return judgeGate(
    {
      id: 'pipeline',
      kind: 'pipeline-verified',
      format: verifiedRecord,
      need: policy.pipeline,
      problems: ({ predicate, linked }) => [
        ...(predicate.verificationResult === 'PASSED'
          ? []
          : [
              {
                message: `the pipeline was not verified: ${predicate.plumbline.reasons.join(', ')}`,
                expected: 'PASSED',
                actual: predicate.verificationResult,
              },
            ]),
        ...expiry(predicate.plumbline.validUntil, linked.record?.signedAt ?? null),
      ],
      said: ({ subjects, linked }) =>
        `${subjects.length === 1 ? 'the file was the signed one' : `${String(subjects.length)} files were the signed ones`}${signer(linked)}`,
    },
    chain.pipelines,
  );
}

function expiry(validUntil: string | null, signedAt: Date | null): readonly Reason[] {
  if (validUntil === null || signedAt === null || signedAt <= new Date(validUntil)) return [];
  return [
    {
      message: 'the signature of the pipeline had expired when it was verified',
      expected: `before ${validUntil}`,
      actual: signedAt.toISOString(),
    },
  ];
}

/** Whether the benchmark passed on the definition, in full and at the level that the policy asks for. */
export function judgeConfiguration({ chain, policy }: Case): Answer {
  const { level } = policy.configuration;
  return judgeGate(
    {
      id: 'configuration',
      kind: 'configuration-result',
      format: configurationRecord,
      need: policy.configuration,
      problems: ({ predicate: { result, failedTests, plumbline } }) => [
        ...(result === 'PASSED'
          ? []
          : [
              {
                message: `the configuration did not pass: ${[...failedTests.slice(0, 5), ...plumbline.reasons].join(', ')}`,
                expected: 'PASSED',
                actual: result,
              },
            ]),
        ...(plumbline.level >= level
          ? []
          : [
              {
                message: 'the configuration was judged at a lower level than the policy asks for',
                expected: `level ${String(level)}`,
                actual: `level ${String(plumbline.level)}`,
              },
            ]),
      ],
      said: ({ predicate: { plumbline }, linked }) =>
        `level ${String(plumbline.level)} passed; ${String(plumbline.waived)} waived${signer(linked)}`,
    },
    chain.configurations,
  );
}

function signer({ record }: GateRecord<unknown>['linked']): string {
  return record === null ? '' : `, ${signedBy(record)}`;
}
