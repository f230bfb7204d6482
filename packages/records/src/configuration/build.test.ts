import { describe, expect, test } from '@jest/globals';
import { sha256Hex, type Check } from '@plumbline/core';
import { anyPredicate, parseStatement } from '@plumbline/trust';
import { describeRecord } from '../store/describe.js';
import { buildConfigurationResult, type ConfigurationResult } from './build.js';

const check = (id: string, status: Check['status']): Check => ({
  id,
  slug: id,
  title: id,
  level: 1,
  status,
  counted: true,
  needs: [],
  findings: [],
});

const PASS: ConfigurationResult = {
  subjects: [{ name: 'ci.yml', uri: null, digest: { sha256: 'ab'.repeat(32) } }],
  policy: { uri: 'file:.plumbline.yaml', sha256: 'cd'.repeat(32) },
  version: '0.1.0',
  time: new Date('2026-11-21T12:00:00.5Z'),
  verdict: 'pass',
  checks: [
    check('1.1.1/G', 'pass'),
    check('1.2.1/G', 'waived'),
    check('5.4.3/G', 'unknown'),
    check('1.1.1/T', 'not-applicable'),
  ],
  conditions: { mode: 'enforce', level: 1, scope: 'full', base: null },
  run: null,
};

function predicate(result: ConfigurationResult): Record<string, unknown> {
  const bytes = buildConfigurationResult(result);
  expect(parseStatement(bytes, anyPredicate)).toMatchObject({ ok: true });
  const statement = JSON.parse(Buffer.from(bytes).toString()) as { predicate: object };
  return { ...statement.predicate };
}

test('a passed benchmark', () => {
  expect(predicate(PASS)).toEqual({
    result: 'PASSED',
    configuration: [{ uri: PASS.policy.uri, digest: { sha256: PASS.policy.sha256 } }],
    passedTests: ['1.1.1/G'],
    warnedTests: ['1.2.1/G'],
    failedTests: [],
    plumbline: {
      mode: 'enforce',
      level: 1,
      scope: 'full',
      version: '0.1.0',
      time: '2026-11-21T12:00:00Z',
      notAsked: ['5.4.3/G'],
      waived: 0,
      reasons: [],
    },
  });
});

describe('only everything, enforced and held against nothing, is PASSED', () => {
  const { conditions } = PASS;
  test.each<[string, string, Partial<ConfigurationResult>]>([
    ['verdict-fail', 'FAILED', { verdict: 'fail' }],
    ['verdict-undecidable', 'FAILED', { verdict: 'undecidable' }],
    ['mode-audit', 'WARNED', { conditions: { ...conditions, mode: 'audit' } }],
    ['scope-partial', 'WARNED', { conditions: { ...conditions, scope: 'partial' } }],
    ['base-compared', 'WARNED', { conditions: { ...conditions, base: 'ab'.repeat(20) } }],
  ])('%s', (reason, word, change) => {
    const found = predicate({ ...PASS, ...change });
    expect(found).toMatchObject({ result: word, plumbline: { reasons: [reason] } });
  });
});

test("the bare statement is a record of its kind, another tool's is not", () => {
  const bytes = Buffer.from(buildConfigurationResult(PASS));
  expect(describeRecord(bytes)).toEqual({
    ok: true,
    value: { kind: 'configuration-result', signed: false, sha256: sha256Hex(bytes) },
  });
  const foreign = Buffer.from(bytes.toString().replace('"plumbline":{', '"other":{'));
  expect(describeRecord(foreign)).toMatchObject({ ok: false });
});
