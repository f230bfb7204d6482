import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { controls, sections } from './benchmark.js';

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

  test.each(controls.map((control) => [control.id, control] as const))(
    '%s is explained',
    (_id, { rationale, audit, remediation, impact }) => {
      for (const text of [rationale, audit, remediation, impact]) expect(text).toMatch(/\S/);
    },
  );
});
