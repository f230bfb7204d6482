import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fit, textWidth } from './measure.js';

test('the end of a name is kept, which tells it from others that begin alike', () => {
  expect(fit('functions of build-and-test (linux, node-3) (8)', 12, 174)).toMatch(
    /^functions.*….*node-3\) \(8\)$/,
  );
  expect(fit('short', 12, 174)).toBe('short');
});

test('what is cut fits, and has nothing twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 20, max: 200 }), (text, room) => {
      const cut = fit(text, 12, room);
      if (cut === text) return;
      expect(textWidth(cut, 12)).toBeLessThanOrEqual(room + 1e-6);
      expect([...cut].length).toBeLessThanOrEqual([...text].length);
    }),
  );
});
