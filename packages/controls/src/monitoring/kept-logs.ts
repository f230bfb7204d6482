import {
  isFalse,
  isTrue,
  nodeAt,
  objectsOf,
  scalarAt,
  type ClusterObject,
} from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 6.2.1: what nobody kept nobody can look up after an attack. */
export const keptLogs: Control = {
  id: '6.2.1',
  slug: 'kept-logs',
  title: 'Logs and run records are kept',
  level: 1,
  assessment: 'automated',
  rationale:
    'The log of a run is gone with its pod, its record with the object, and the pruner deletes both. Without Results, or another store, nobody can tell after a week what a stolen credential was used for.',
  audit:
    '`kubectl get tektonconfig config -o yaml`: `spec.result.disabled` is `false` and `logs_api` is `true`, or logs go to a store of the cluster. On GitHub the days of retention are in the settings.',
  remediation: 'Set `spec.result: { disabled: false, logs_api: true }` with a store for logs.',
  impact: 'A database and a store for the logs.',
  references: ['OWASP CICD-SEC-10', 'CIS SSC 2.1.3', 'Tekton Results'],
  legs: { G: { needs: ['settings'] }, T: { judge, needs: ['cluster'] } },
};

/** Kinds of the operator that say what is kept, each with the path to it. */
const RESULTS = new Map<string, readonly string[]>([
  ['TektonConfig', ['spec', 'result']],
  ['TektonResult', ['spec']],
]);

function judge(subject: Subject): Judgement {
  const objects = objectsOf(subject).filter(
    ({ group, kind }) => group === 'operator.tekton.dev' && RESULTS.has(kind),
  );
  const short = objectsOf(subject).flatMap((object) => shortRetention(object));
  if (objects.length + short.length === 0) return 'not-offered';
  return [...objects.flatMap((object) => judgeResults(object)), ...short];
}

const RETENTION = 'tekton-results-config-results-retention-policy';
/** Days after which an attack is still looked into. */
const DAYS = 30;

/** Records that Results itself removes early (Tekton Results, "Retention Policy Agent"). */
function shortRetention(object: ClusterObject): readonly Violation[] {
  const paths =
    object.kind === 'ConfigMap' && object.name === RETENTION
      ? [['data']]
      : ['TektonConfig', 'TektonResult'].includes(object.kind)
        ? [
            ['spec', 'result', 'options', 'configMaps', RETENTION, 'data'],
            ['spec', 'options', 'configMaps', RETENTION, 'data'],
          ]
        : [];
  return paths.flatMap((path) => {
    const data = nodeAt(object.node, ...path);
    const days = scalarAt(data, 'maxRetention') ?? scalarAt(data, 'defaultRetention');
    const kept = daysIn(days?.text ?? '');
    if (days === null || kept === null || kept >= DAYS) return [];
    return [
      {
        at: placeIn(object, days),
        address: object.address,
        subject: 'maxRetention',
        severity: 'medium' as const,
        message: `Whoever misused a run is forgotten after ${days.text.trim()} days: Results removes the records.`,
        hint: 'maxRetention: "90"',
      },
    ];
  });
}

/** Days, or a duration of Go. */
function daysIn(text: string): number | null {
  const [, count, unit] = /^\s*(\d+)(h|m|s)?\s*$/.exec(text) ?? [];
  if (count === undefined) return null;
  return Number(count) / ({ h: 24, m: 1440, s: 86_400 }[unit ?? ''] ?? 1);
}

function judgeResults(object: ClusterObject): readonly Violation[] {
  const results = nodeAt(object.node, ...(RESULTS.get(object.kind) ?? []));
  const off = scalarAt(results, 'disabled');
  const logs = scalarAt(results, 'logs_api');
  const rest = { address: object.address, severity: 'medium' } as const;
  if (off !== null && isTrue(off)) {
    if (isTrue(scalarAt(object.node, 'spec', 'pruner', 'disabled'))) return [];
    return [
      {
        ...rest,
        at: placeIn(object, off),
        subject: 'disabled',
        message:
          'Whoever misused a run is forgotten with it: the pruner deletes runs and nothing keeps their records.',
        hint: 'disabled: false',
      },
    ];
  }
  if (logs === null || !isFalse(logs) || scalarAt(results, 'loki_stack_name') !== null) return [];
  return [
    {
      ...rest,
      at: placeIn(object, logs),
      subject: 'logs_api',
      message: 'What a misused run did is gone with its pod: records are kept, logs are not.',
      hint: 'logs_api: true',
    },
  ];
}
