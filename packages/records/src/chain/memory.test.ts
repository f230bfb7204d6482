import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemory } from './memory.js';

const LIMIT = 10;
const KEYS = ['a', 'b', 'c', 'd', 'e'];
const STEP = fc.record({
  key: fc.constantFrom(...KEYS),
  weight: fc.integer({ min: 1, max: 6 }),
  isAsked: fc.boolean(),
});

test('what was kept last and fits is remembered, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(STEP), (steps) => {
      const memory = createMemory<number>(LIMIT);
      let latest: readonly { readonly key: string; readonly weight: number }[] = [];
      for (const { key, weight, isAsked } of steps) {
        const known = latest.find((each) => each.key === key);
        const others = latest.filter((each) => each.key !== key);
        if (isAsked && known !== undefined) latest = [known, ...others];
        if (isAsked) {
          expect(memory.recall(key)).toBe(known?.weight);
          continue;
        }
        memory.keep(key, weight, weight);
        latest = fitting([{ key, weight }, ...others]);
      }
      for (const key of KEYS) {
        expect(memory.recall(key)).toBe(latest.find((each) => each.key === key)?.weight);
      }
    }),
  );
});

/** What was asked for last, as far as it fits; one is always kept. */
function fitting<T extends { readonly weight: number }>(latest: readonly T[]): readonly T[] {
  const total = latest.reduce((sum, { weight }) => sum + weight, 0);
  return total <= LIMIT || latest.length === 1 ? latest : fitting(latest.slice(0, -1));
}
