/** Numbers in [0, 1) that follow from a seed (mulberry32). */
const random = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const shuffled = (items, next) => {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [all[at], all[other]] = [all[other], all[at]];
  }
  return all;
};

/** So many findings, as evenly over the checks as they allow: one of each in turn, in an order that follows from the seed. */
export const sampleOf = (findings, { seed, count }) => {
  const next = random(seed);
  const byCheck = Map.groupBy(findings, ({ check }) => check);
  const queues = [...byCheck]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, all]) => shuffled(all, next));
  const chosen = [];
  for (
    let turn = 0;
    chosen.length < count && queues.some((queue) => turn < queue.length);
    turn += 1
  ) {
    for (const queue of queues)
      if (turn < queue.length && chosen.length < count) chosen.push(queue[turn]);
  }
  return chosen;
};

/** The interval of Wilson for a share, at 95 %. */
export const wilson = (right, of) => {
  if (of === 0) return [0, 1];
  const z = 1.959964;
  const share = right / of;
  const scale = 1 + z ** 2 / of;
  const middle = share + z ** 2 / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return [(middle - spread) / scale, (middle + spread) / scale];
};
