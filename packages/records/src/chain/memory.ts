/** Answers that were given before, by what was asked. */
export interface Memory<T> {
  readonly recall: (key: string) => T | undefined;
  /** `weight`: about how many bytes it takes. */
  readonly keep: (key: string, value: T, weight: number) => void;
}

/** Remembers up to a weight, and forgets first what was asked for longest ago: a longer audit takes no more memory. */
export function createMemory<T>(limit: number): Memory<T> {
  const kept = new Map<string, { readonly value: T; readonly weight: number }>();
  let total = 0;
  const forget = (key: string): void => {
    total -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  };
  return {
    recall: (key) => {
      const entry = kept.get(key);
      if (entry === undefined) return undefined;
      kept.delete(key);
      kept.set(key, entry);
      return entry.value;
    },
    keep: (key, value, weight) => {
      forget(key);
      kept.set(key, { value, weight });
      total += weight;
      for (const oldest of kept.keys()) {
        if (total <= limit || kept.size === 1) break;
        forget(oldest);
      }
    },
  };
}
