import fc from 'fast-check';

/** Any character: the unit `binary` of fast-check first makes a table of all of them, which takes a second. */
const character = fc
  .integer({ min: 0, max: 0x10ffff })
  .map((point) => String.fromCodePoint(point), pointOf);

/** Any text at all. */
export const anyText: fc.Arbitrary<string> = fc.string({ unit: character });

function pointOf(written: unknown): number {
  const [point, ...more] = [...String(written)].map((one) => one.codePointAt(0) ?? -1);
  if (point === undefined || more.length > 0) throw new Error('not one character');
  return point;
}
