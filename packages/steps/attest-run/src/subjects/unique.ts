import type { Artifact } from '../observed.js';

/** Each thing once; of what the platform and the user both name, the platform's word counts. */
export function withUniqueNames(artifacts: readonly Artifact[]): readonly Artifact[] {
  const byContent = new Map<string, Artifact>();
  const ranked = [...artifacts].sort((one, other) => rank(one) - rank(other));
  for (const each of ranked) {
    const content = JSON.stringify([each.name, digestText(each)]);
    if (!byContent.has(content)) byContent.set(content, each);
  }
  const unique = [...byContent.values()];
  return unique.map((each) => {
    const isAlone = unique.filter(({ name }) => name === each.name).length === 1;
    return isAlone ? each : { ...each, name: `${each.name}@${digestText(each)}` };
  });
}

function rank({ origin }: Artifact): number {
  return origin === 'platform' ? 0 : 1;
}

function digestText({ digest }: Artifact): string {
  return Object.entries(digest)
    .map(([algorithm, hex]) => `${algorithm}:${hex}`)
    .join(',');
}
