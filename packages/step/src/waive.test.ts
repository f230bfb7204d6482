import { describe, expect, test } from '@jest/globals';
import type { Check } from '@plumbline/core';
import { applyWaivers } from './waive.js';

const waiver = {
  what: 'ref/pinned',
  where: '.github/workflows/*.yml',
  why: 'moves in Q1',
  who: '@dana',
  until: '2027-03-31',
};

function failing(id: string, ...paths: string[]): Check {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  return {
    id,
    slug: id.replaceAll('/', '-'),
    title: id,
    level: 1,
    status: 'fail',
    counted: true,
    needs: [],
    findings: paths.map((path) => ({
      message: path,
      severity: 'high',
      confidence: 'high',
      locations: [{ path, ...place }],
      fingerprint: path,
    })),
  };
}

const asOf = (time: string, isOwn = true) => ({ now: new Date(time), isOwn: () => isOwn });

describe('applyWaivers', () => {
  test.each([
    [
      'in force',
      failing('ref/pinned', '.github/workflows/a.yml'),
      '2027-01-01T00:00:00Z',
      'waived',
    ],
    ['by slug', failing('ref/pinned', '.github/workflows/a.yml'), '2027-03-31T23:59:59Z', 'waived'],
    ['over', failing('ref/pinned', '.github/workflows/a.yml'), '2027-04-01T00:00:00Z', 'fail'],
    ['other file', failing('ref/pinned', 'tekton/a.yml'), '2027-01-01T00:00:00Z', 'fail'],
    [
      'one of two files',
      failing('ref/pinned', '.github/workflows/a.yml', 'tekton/a.yml'),
      '2027-01-01T00:00:00Z',
      'fail',
    ],
    [
      'other check',
      failing('ref/missing', '.github/workflows/a.yml'),
      '2027-01-01T00:00:00Z',
      'fail',
    ],
  ])('%s', (name, check, now, status) => {
    const what = name === 'by slug' ? 'ref-pinned' : 'ref/pinned';
    expect(applyWaivers([check], [{ ...waiver, what }], asOf(now)).checks[0]?.status).toBe(status);
  });

  test('a check of the manifest is never waived', () => {
    const check = failing('manifest/changed', '.github/workflows/a.yml');
    const waivers = [{ ...waiver, what: 'manifest/changed' }];
    expect(applyWaivers([check], waivers, asOf('2027-01-01T00:00:00Z')).checks[0]?.status).toBe(
      'fail',
    );
  });

  test.each([
    ['2027-01-01T00:00:00Z', 0],
    ['2027-03-20T00:00:00Z', 1],
    ['2027-04-02T00:00:00Z', 1],
  ])('at %s: %d notes', (now, notes) => {
    const check = failing('ref/pinned', '.github/workflows/a.yml');
    expect(applyWaivers([check], [waiver], asOf(now)).notes).toHaveLength(notes);
  });

  test('a waiver that matches nothing is said', () => {
    expect(applyWaivers([], [waiver], asOf('2027-01-01T00:00:00Z')).notes).toHaveLength(1);
  });

  test('what another step checks is left to that', () => {
    const now = asOf('2027-04-02T00:00:00Z', false);
    expect(applyWaivers([], [waiver], now).notes).toEqual([]);
  });
});
