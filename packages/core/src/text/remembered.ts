/** Characters of texts whose answers are kept: more than the pipelines of a large repository have. */
const MOST = 16_000_000;

/** What an answer takes beside its text, in characters. */
const OVERHEAD = 200;

/**
 * A pure function of a text that keeps its answers: the same lines stand in many files of a target, and many ask for them.
 * Forgets all when there is too much, so that a long life costs no memory.
 */
export function remembered<T extends object | string | boolean | null>(
  compute: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  let size = 0;
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const answer = compute(text);
    size += text.length + OVERHEAD;
    if (size > MOST) {
      known.clear();
      size = text.length + OVERHEAD;
    }
    known.set(text, answer);
    return answer;
  };
}

/** The same of an object that never changes, such as what was read from a text that is remembered; kept while it lives. */
export function rememberedOf<K extends object, T extends object | string | boolean | null>(
  compute: (key: K) => T,
): (key: K) => T {
  const known = new WeakMap<K, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const answer = compute(key);
    known.set(key, answer);
    return answer;
  };
}
