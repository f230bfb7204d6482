import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { controls, sections } from './benchmark.js';
import { isDecided } from './control.js';

const frozen = readFileSync(join(import.meta.dirname, '../slugs'), 'utf8')
  .trimEnd()
  .split('\n');

describe('the benchmark', () => {
  test('has exactly the controls of the frozen list', () => {
    const listed = controls.map(
      ({ id, slug, level, legs, title }) =>
        `${id} ${slug} ${level} ${Object.keys(legs).sort().join('')} ${title}`,
    );
    expect(listed).toEqual(frozen);
  });

  test('numbers every control by its section', () => {
    for (const section of sections) {
      for (const { id } of section.controls)
        expect(id).toMatch(new RegExp(`^${section.number}\\.`));
    }
  });

  test('explains every control that it decides', () => {
    for (const control of controls) {
      if (!Object.values(control.legs).some((leg) => isDecided(leg))) continue;
      expect(control).toMatchObject({
        rationale: expect.any(String),
        audit: expect.any(String),
        remediation: expect.any(String),
        impact: expect.any(String),
      });
    }
  });
});
