import type { DigestSet, Subject } from '@plumbline/trust';
import { judged, type Answer, type Reason } from './answer.js';
import type { Case } from './subject.js';

/** Whether the artifact, and each platform of an index, is a subject of the record of its build. */
export function judgeArtifact({ artifact, chain }: Case): Answer {
  const { subjects } = chain.built;
  const own = subjects.filter(({ digest }) => hasDigest(digest, artifact.key));
  const missing = artifact.parts.filter(
    ({ key }) => !subjects.some(({ digest }) => hasDigest(digest, key)),
  );
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
  return judged('artifact', said, { wrong });
}

/** Whether a digest set holds `algorithm:hex`: the same algorithm, the whole value. */
export function hasDigest(digest: DigestSet, key: string): boolean {
  return Object.entries(digest).some(([algorithm, hex]) => `${algorithm}:${hex}` === key);
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
