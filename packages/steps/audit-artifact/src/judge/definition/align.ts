/** Two lists laid beside each other in order: pairs, and what has no counterpart. */
export interface Alignment<E, A> {
  readonly pairs: readonly (readonly [E, A])[];
  readonly missing: readonly E[];
  readonly extra: readonly A[];
}

/** Beyond this the lists are not laid beside each other: all of them differs. */
const MOST_CELLS = 1_000_000;

/** The longest common subsequence of what is expected and what is there: order counts, and nothing is paired twice. */
export function align<E, A>(
  expected: readonly E[],
  actual: readonly A[],
  isSame: (one: E, other: A) => boolean,
): Alignment<E, A> {
  const start = sameAtStart(expected, actual, isSame);
  const [wanted, found] = [expected.slice(start), actual.slice(start)];
  const head = pairsOf(expected, actual, start);
  if (wanted.length * found.length > MOST_CELLS)
    return { pairs: head, missing: wanted, extra: found };
  const rest = walk(wanted, found, { isSame, lengths: lengthsOf(wanted, found, isSame) });
  return { ...rest, pairs: [...head, ...rest.pairs] };
}

function sameAtStart<E, A>(
  expected: readonly E[],
  actual: readonly A[],
  isSame: (one: E, other: A) => boolean,
): number {
  let at = 0;
  while (at < expected.length && at < actual.length && isSame(expected[at] as E, actual[at] as A))
    at += 1;
  return at;
}

function pairsOf<E, A>(
  expected: readonly E[],
  actual: readonly A[],
  count: number,
): readonly (readonly [E, A])[] {
  return expected.slice(0, count).map((one, at) => [one, actual[at] as A] as const);
}

/** `lengths[i][j]`: how much the rests from i and from j have in common. */
function lengthsOf<E, A>(
  expected: readonly E[],
  actual: readonly A[],
  isSame: (one: E, other: A) => boolean,
): readonly Uint16Array[] {
  const lengths = Array.from(
    { length: expected.length + 1 },
    () => new Uint16Array(actual.length + 1),
  );
  for (let i = expected.length - 1; i >= 0; i -= 1) {
    for (let j = actual.length - 1; j >= 0; j -= 1) {
      const [row, below] = [lengths[i], lengths[i + 1]];
      if (row === undefined || below === undefined) continue;
      row[j] = isSame(expected[i] as E, actual[j] as A)
        ? 1 + (below[j + 1] ?? 0)
        : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function walk<E, A>(
  expected: readonly E[],
  actual: readonly A[],
  by: {
    readonly isSame: (one: E, other: A) => boolean;
    readonly lengths: readonly Uint16Array[];
  },
): Alignment<E, A> {
  const pairs: (readonly [E, A])[] = [];
  const missing: E[] = [];
  const extra: A[] = [];
  const common = (i: number, j: number): number => by.lengths[i]?.[j] ?? 0;
  let [i, j] = [0, 0];
  while (i < expected.length && j < actual.length) {
    const [wanted, found] = [expected[i] as E, actual[j] as A];
    if (by.isSame(wanted, found)) {
      pairs.push([wanted, found]);
      i += 1;
      j += 1;
    } else if (common(i + 1, j) >= common(i, j + 1)) {
      missing.push(wanted);
      i += 1;
    } else {
      extra.push(found);
      j += 1;
    }
  }
  return {
    pairs,
    missing: [...missing, ...expected.slice(i)],
    extra: [...extra, ...actual.slice(j)],
  };
}
