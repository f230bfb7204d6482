import type { ChainRecord } from '@plumbline/records';
import type { Subject } from '@plumbline/trust';
import { judged, type Answer, type Reason } from './answer.js';
import type { Case } from './subject.js';

/** Whether the artifact, and each platform of an index, is a subject of the record of its build. */
export function judgeArtifact({ artifact, chain }: Case): Answer {
  const own = subjectsWith(chain.built, artifact.key);
  const missing = artifact.parts.filter(({ key }) => subjectsWith(chain.built, key).length === 0);
  const wrong: Reason[] = [
    ...(own.length === 0 ? [notThere(artifact)] : []),
    ...own.flatMap((subject) => contradictions(subject, artifact.digest)),
    ...missing.map(notThere),
  ];
  const parts = artifact.parts.length;
  const said =
    parts === 0
      ? `${artifact.key.slice(0, 19)} is a subject of the build record`
      : `index and ${String(parts)} platform ${parts === 1 ? 'manifest' : 'manifests'} are subjects of the build record`;
  const doubts =
    artifact.doubt === undefined ? [] : [{ message: artifact.doubt, hint: '--offline' }];
  return judged('artifact', said, { wrong, doubts });
}

const indexed = new WeakMap<ChainRecord, ReadonlyMap<string, readonly Subject[]>>();

/** The subjects of a record that have the digest `algorithm:hex`: the same algorithm, the whole value. */
export function subjectsWith(record: ChainRecord, key: string): readonly Subject[] {
  const index = indexed.get(record) ?? indexOf(record);
  indexed.set(record, index);
  return index.get(key) ?? [];
}

/** A record can be about a thousand artifacts, each of which asks it. */
function indexOf({ subjects }: ChainRecord): ReadonlyMap<string, readonly Subject[]> {
  const index = new Map<string, Subject[]>();
  for (const subject of subjects) {
    for (const [algorithm, hex] of Object.entries(subject.digest)) {
      const key = `${algorithm}:${hex}`;
      const known = index.get(key);
      if (known === undefined) index.set(key, [subject]);
      else known.push(subject);
    }
  }
  return index;
}

function notThere({ name, key }: { readonly name: string; readonly key: string }): Reason {
  return { message: `${name} is not among the subjects of the build record`, expected: key };
}

/** A subject that names further digests may contradict none that was computed. */
function contradictions(
  { digest }: Subject,
  computed: Readonly<Record<string, string>>,
): readonly Reason[] {
  return Object.entries(digest).flatMap(([algorithm, hex]) => {
    const own = computed[algorithm];
    if (own === undefined || own === hex) return [];
    return [
      {
        message: `the build record gives another ${algorithm} for it`,
        expected: own,
        actual: hex,
      },
    ];
  });
}
