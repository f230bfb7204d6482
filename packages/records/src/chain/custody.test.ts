import { describe, expect, test } from '@jest/globals';
import type { Custody } from '@plumbline/step';
import type { Claims } from '@plumbline/trust';
import { custodyOf, LEVEL_OF, provenCustody } from './custody.js';
import type { RecordSigner } from './record.js';

const CALLER = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.0.0';
const ATTEST =
  'https://github.com/plumbline/plumbline/.github/workflows/attest.yml@refs/tags/v1.0.0';

const claims = (signer: string, runner = 'github-hosted'): Claims => ({
  buildSignerUri: signer,
  buildConfigUri: CALLER,
  runnerEnvironment: runner,
});

function signer(name: string, of: Claims | null): RecordSigner {
  const identity = {
    key: null,
    issuer: 'https://token.actions.githubusercontent.com',
    identity: ATTEST,
  };
  if (of === null) return { name, identity, certificate: null };
  const certificate = {
    issuer: identity.issuer,
    san: ATTEST,
    claims: of,
    notBefore: new Date(0),
    notAfter: new Date(0),
    fingerprint: '',
    root: 'public-good',
  };
  return { name, identity, certificate };
}

describe('what a certificate proves of who could sign', () => {
  test.each<[string, Claims, Custody | null, number | null]>([
    ['a reusable workflow, called by another', claims(ATTEST), 'isolated', 3],
    ['the workflow that runs', claims(CALLER), 'workflow', 2],
    ['a runner of one’s own', claims(ATTEST, 'self-hosted'), 'job', 1],
    ['a runner that is not told', { ...claims(ATTEST), runnerEnvironment: '' }, 'job', 1],
    ['no workflow at all', {}, null, null],
    ['a workflow that does not tell of its caller', { buildSignerUri: ATTEST }, null, null],
  ])('%s', (_name, of, custody, level) => {
    const proven = provenCustody(of);
    expect([proven, proven === null ? null : LEVEL_OF[proven]]).toEqual([custody, level]);
  });
});

describe('what the policy says beside it', () => {
  const isolated = signer('builder', claims(ATTEST));
  test.each<[string, RecordSigner, Readonly<Record<string, Custody>>, Custody]>([
    ['nothing', isolated, {}, 'isolated'],
    ['less: that counts', isolated, { builder: 'workflow' }, 'workflow'],
    ['more: that does not', signer('builder', claims(CALLER)), { builder: 'service' }, 'workflow'],
    ['of another signer', isolated, { other: 'job' }, 'isolated'],
    ['of a key: that is all there is', signer('ci', null), { ci: 'service' }, 'service'],
    ['nothing of a key', signer('ci', null), {}, 'job'],
    ['nothing of a name that objects have', signer('constructor', null), {}, 'job'],
    ['of a person’s certificate', signer('me', {}), { me: 'isolated' }, 'isolated'],
    ['nothing of a person’s certificate', signer('me', {}), {}, 'job'],
  ])('%s', (_name, who, said, custody) => {
    expect(custodyOf(who, said)).toBe(custody);
  });
});
