import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitResults, pathInWorkspace, writeResults } from './tekton-results.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'plumbline-results-'));
const places = (results: ReadonlyMap<string, string>) => ({
  keys: null,
  reports: null,
  labels: null,
  taskRun: new Map<string, string>(),
  results,
});

describe('results', () => {
  const declared = ['verdict', 'own', 'more', 'record-ARTIFACT_OUTPUTS'];

  test('what was not said is empty, and the hint is not made up', () => {
    const { values, leftOut } = fitResults(declared, { verdict: 'pass', other: 'x' });
    expect([...values]).toEqual([
      ['verdict', 'pass'],
      ['own', ''],
      ['more', ''],
    ]);
    expect(leftOut).toEqual([]);
  });

  test('what does not fit is empty, and named; what comes after it may fit', () => {
    const texts = { verdict: 'pass', own: 'x'.repeat(3000), more: 'y' };
    const { values, leftOut } = fitResults(declared, texts);
    expect(leftOut).toEqual(['own']);
    expect([...values.values()]).toEqual(['pass', '', 'y']);
  });

  test.each(['["a"]', ' {"a":1}', '"a"', 'null'])('%s would be read as something else', (own) => {
    const { values, leftOut } = fitResults(declared, { own });
    expect([values.get('own'), leftOut]).toEqual(['', ['own']]);
  });

  test.each(['a ["b"]', '7', '2026-11-21T00:00:00Z', 'nullable'])('%s is a text', (own) => {
    expect(fitResults(declared, { own }).values.get('own')).toBe(own);
  });

  test('together they stay below what Tekton takes, as it passes them on', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2000 }), { maxLength: 12 }), (texts) => {
        const named = texts.map((text, index) => [`own-${index}`, text] as const);
        const { values } = fitResults(
          named.map(([name]) => name),
          Object.fromEntries(named),
        );
        const sent = [...values].map(([key, value]) => ({ key, value, type: 1 }));
        expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThan(3100);
      }),
    );
  });

  test('are files that did not exist', () => {
    const at = folder();
    const good = places(new Map([['verdict', join(at, 'verdict')]]));
    expect(writeResults(new Map([['verdict', 'pass']]), good).ok).toBe(true);
    expect(readFileSync(join(at, 'verdict'), 'utf8')).toBe('pass');
    expect(writeResults(new Map([['verdict', 'fail']]), good).ok).toBe(false);
  });

  test('no verdict is written where another result cannot be', () => {
    const at = folder();
    const values = new Map([
      ['verdict', 'pass'],
      ['own', ''],
    ]);
    const verdict = join(at, 'verdict');
    const broken = places(
      new Map([
        ['verdict', verdict],
        ['own', at],
      ]),
    );
    expect([writeResults(values, broken).ok, existsSync(verdict)]).toEqual([false, false]);
  });

  test('are never written through a link, nor where no place was named', () => {
    const at = folder();
    writeFileSync(join(at, 'other'), 'mine');
    symlinkSync(join(at, 'other'), join(at, 'verdict'));
    const linked = places(new Map([['verdict', join(at, 'verdict')]]));
    expect(writeResults(new Map([['verdict', 'pass']]), linked).ok).toBe(false);
    expect(readFileSync(join(at, 'other'), 'utf8')).toBe('mine');
    expect(writeResults(new Map([['verdict', 'pass']]), places(new Map())).ok).toBe(false);
  });
});

test.each([
  ['/reports/sha256/a.json', 'sha256/a.json'],
  ['/other/a.json', '/other/a.json'],
  ['pass', 'pass'],
  ['', ''],
])('the path %s in the workspace', (path, expected) => {
  expect(pathInWorkspace(path, { ...places(new Map()), reports: '/reports' })).toBe(expected);
});
