import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { anyPredicate, parseStatement } from '@plumbline/trust';
import { describeRecord } from '../store/describe.js';
import { RUN } from '../testing/samples.js';
import { buildPipelineVerified, verifiedRecord, type PipelineVerification } from './build.js';

const PASS: PipelineVerification = {
  subjects: [{ name: 'ci.yml', uri: null, digest: { sha256: 'ab'.repeat(32) } }],
  resourceUri: 'git+https://github.com/acme/app@refs/heads/main',
  policy: { uri: 'git+https://github.com/acme/app#.plumbline.yaml', sha256: 'cd'.repeat(32) },
  inputs: [{ uri: '.plumbline/pipeline.sigstore.json', sha256: 'ef'.repeat(32) }],
  version: '0.1.0',
  timeVerified: new Date('2026-11-21T12:00:00.5Z'),
  validUntil: new Date('2027-02-19T12:00:00Z'),
  verdict: 'pass',
  conditions: { mode: 'enforce', scope: 'full', source: 'commit', serial: 'decided' },
  definitions: null,
  waived: 0,
  run: null,
};
function predicate(verification: PipelineVerification): Record<string, unknown> {
  const bytes = buildPipelineVerified(verification);
  expect(parseStatement(bytes, anyPredicate)).toMatchObject({ ok: true });
  const statement = JSON.parse(Buffer.from(bytes).toString()) as { predicate: object };
  return { ...statement.predicate };
}

test('a passed verification', () => {
  expect(predicate(PASS)).toEqual({
    verifier: {
      id: 'https://plumbline.dev/verifier/verify-pipeline',
      version: { plumbline: '0.1.0' },
    },
    timeVerified: '2026-11-21T12:00:00Z',
    resourceUri: PASS.resourceUri,
    policy: { uri: PASS.policy.uri, digest: { sha256: PASS.policy.sha256 } },
    inputAttestations: [
      { uri: '.plumbline/pipeline.sigstore.json', digest: { sha256: 'ef'.repeat(32) } },
    ],
    verificationResult: 'PASSED',
    verifiedLevels: ['PLUMBLINE_PIPELINE_SIGNED'],
    plumbline: {
      mode: 'enforce',
      scope: 'full',
      source: 'commit',
      serial: 'decided',
      waived: 0,
      reasons: [],
      validUntil: '2027-02-19T12:00:00Z',
    },
  });
});

test('what the definition names is read as it was written', () => {
  const build = {
    ...{ id: 'build', within: null, names: ['build'], least: 1, most: null, retries: null },
    ...{ after: [], conditional: true, mayFail: false, untold: null },
    values: [{ name: 'params.x', value: null }],
    given: [{ name: 'x', value: 'all', empty: null }],
    functions: [
      {
        ...{ name: 'Run make', role: 'step' as const, kind: 'script' as const, uri: null },
        ...{ digest: null, command: null, template: 'make $(params.x)' },
        ...{ conditional: false, mayFail: true },
      },
    ],
  };
  const definitions = [
    { path: 'ci.yml', resource: null, untold: null, parts: [build] },
    { path: 'task.yaml', resource: 'Task/x', untold: 'it has too many functions', parts: [] },
  ];
  const read = verifiedRecord.parse(buildPipelineVerified({ ...PASS, definitions }));
  expect(read).toMatchObject({ value: { predicate: { plumbline: { definitions } } } });
});

describe('only a full, enforced check of a commit passes', () => {
  const { conditions } = PASS;
  test.each<[string, Partial<PipelineVerification>]>([
    ['verdict-fail', { verdict: 'fail' }],
    ['verdict-undecidable', { verdict: 'undecidable' }],
    ['mode-audit', { conditions: { ...conditions, mode: 'audit' } }],
    ['scope-partial', { conditions: { ...conditions, scope: 'partial' } }],
    ['source-folder', { conditions: { ...conditions, source: 'folder' } }],
    ['serial-undecided', { conditions: { ...conditions, serial: 'undecided' } }],
  ])('%s', (reason, change) => {
    expect(predicate({ ...PASS, ...change })).toMatchObject({
      verificationResult: 'FAILED',
      verifiedLevels: [],
      plumbline: { reasons: [reason] },
    });
  });
});

test('the run is there inside a run alone', () => {
  const read = verifiedRecord.parse(buildPipelineVerified({ ...PASS, run: RUN }));
  expect(read).toMatchObject({ ok: true, value: { predicate: { run: RUN } } });
  expect(predicate(PASS)).not.toHaveProperty('run');
});

test('a built-in policy has no digest', () => {
  const policy = { uri: 'https://plumbline.dev/policy/built-in', sha256: null };
  expect(predicate({ ...PASS, policy })['policy']).toEqual({ uri: policy.uri });
});

test("the bare statement is a record of its kind, another verifier's is not", () => {
  const bytes = Buffer.from(buildPipelineVerified(PASS));
  expect(describeRecord(bytes)).toEqual({
    ok: true,
    value: { kind: 'pipeline-verified', signed: false, sha256: sha256Hex(bytes) },
  });
  const foreign = Buffer.from(
    bytes.toString().replace('plumbline.dev/verifier', 'example.com/verifier'),
  );
  expect(describeRecord(foreign)).toMatchObject({ ok: false });
});
