import { describe, expect, test } from '@jest/globals';
import { controls } from '../benchmark.js';
import { scopeOf } from './scope.js';

const ids = (level: 1 | 2, ...names: readonly string[]): readonly string[] => {
  const scope = scopeOf(level, names);
  return scope.ok ? scope.value.controls.map(({ id }) => id) : [scope.error.code];
};

describe('scope', () => {
  test('a level holds those below it', () => {
    expect(ids(2)).toHaveLength(126);
    expect(ids(1)).toEqual(controls.filter(({ level }) => level === 1).map(({ id }) => id));
  });

  test.each([
    ['an id', ['2.1.1'], ['2.1.1']],
    ['a slug', ['pin-refs'], ['1.1.1']],
    ['a slug of level 2', ['sbom'], ['7.2.2']],
    ['a group', ['1.2'], ['1.2.1', '1.2.2']],
    [
      'several, once each, in order',
      ['pin-images', '1.2', 'pin-refs'],
      ['1.1.1', '1.2.1', '1.2.2'],
    ],
    ['an unknown name', ['pin-ref'], ['CONTROL_UNKNOWN']],
    ['an empty name', [''], ['CONTROL_UNKNOWN']],
    ['a section that is none', ['9'], ['CONTROL_UNKNOWN']],
  ])('%s', (_name, names, expected) => {
    expect(ids(1, ...names)).toEqual(expected);
  });

  test('a section holds its controls of the level', () => {
    expect(ids(1, '5')).toContain('5.1.1');
    expect(ids(1, '5')).not.toContain('5.1.4');
    expect(ids(2, '5')).toContain('5.1.4');
  });

  test('the nearest name is told', () => {
    const scope = scopeOf(1, ['pin-ref']);
    expect(scope).toMatchObject({ error: { hint: '--controls pin-refs' } });
  });
});
