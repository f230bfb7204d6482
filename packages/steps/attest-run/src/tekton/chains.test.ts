import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { builtRecord } from '@plumbline/records';
import { builtInPolicy, type Policy } from '@plumbline/step';
import { generateKeyPair, peekPayload, verifyBundle, loadTrustedKeys } from '@plumbline/trust';
import { run } from '../run.js';
import { inputsOf } from '../testing/inputs.js';
import { portsOf } from '../testing/ports.js';

/** What a real Tekton Chains 0.22 left on a run, by `scripts/cluster/record-chains.mjs`. */
const RECORDED = join(dirname(fileURLToPath(import.meta.url)), '../../src/testing/fixtures/chains');
const recorded = (name: string): string => readFileSync(join(RECORDED, `${name}.json`), 'utf8');
const chainsPem = readFileSync(join(RECORDED, 'chains.pub'), 'utf8');
const pair = generateKeyPair('unencrypted');

const INPUTS = inputsOf(pair.privateKey, { offline: true });

const KEY = { pem: chainsPem, notBefore: null, notAfter: null, revoked: false };

function trusting(custody: Policy['audit']['custody'], key = KEY): Policy {
  return {
    ...builtInPolicy,
    trust: { ...builtInPolicy.trust, keys: { chains: key } },
    audit: { ...builtInPolicy.audit, custody },
  };
}

const SERVICE = trusting({ chains: 'service' });

async function attest(text: string, policy = SERVICE) {
  const ports = portsOf({ files: { 'run.json': Buffer.from(text) }, policy });
  const result = await run(INPUTS, ports);
  if (!result.ok) throw new Error(result.error.message);
  const records = ports.written.get('dir:records') ?? [];
  const built = records.flatMap(({ kind, bytes }) => {
    const payload = peekPayload(bytes);
    const read = kind === 'artifact-built' && payload.ok ? builtRecord.parse(payload.value) : null;
    return read?.ok === true ? [read.value.predicate] : [];
  });
  const { plumbline } = built[0]?.buildDefinition.internalParameters ?? {};
  const { checks, notes, display } = result.value;
  return {
    origins: Object.fromEntries(
      (plumbline?.origins ?? []).map(({ name, origin }) => [name, origin]),
    ),
    check: checks.find(({ id }) => id === 'attest/platform')?.status ?? null,
    carried: records.filter(({ kind }) => kind === 'chains-provenance').map(({ bytes }) => bytes),
    functions: display?.lines.find((line) => line.startsWith('function records')),
    notes: notes.filter((note) => note.startsWith('Chains ')),
  };
}

const MADE = { 'registry.example/acme/app': 'platform', 'pkg:generic/app-true.tar.gz': 'platform' };
const CLAIMED = {
  'registry.example/acme/app': 'declared',
  'pkg:generic/app-true.tar.gz': 'declared',
};

interface TaskRun {
  readonly kind: string;
  readonly spec: { params?: { name: string; value: string }[] };
  readonly status: {
    readonly taskSpec?: { readonly steps: { script?: string; args?: string[] }[] };
  };
}

describe('what Tekton Chains has signed', () => {
  test.each(['slsa-v2alpha3', 'slsa-v2alpha4', 'slsa-v2alpha4-tekton'])(
    'of an artifact counts as seen by the platform: %s',
    async (name) => {
      const { origins, check, carried, notes } = await attest(recorded(name));
      expect({ origins, check, notes }).toEqual({
        origins: MADE,
        check: 'pass',
        notes: [expect.stringMatching(/^Chains on TaskRun build-x7k2p-clone: .*subject/)],
      });
      // The clone made nothing, and Chains writes a statement without a subject, which in-toto does not know.
      expect(carried).toHaveLength(2);
      const keys = loadTrustedKeys({ chains: KEY });
      if (!keys.ok) throw new Error(keys.error.message);
      for (const bundle of carried)
        expect(verifyBundle(bundle, { keys: keys.value, now: new Date() })).toMatchObject({
          ok: true,
          value: { signer: 'chains' },
        });
    },
  );

  test('of whole TaskRuns makes their functions more than a claim', async () => {
    expect((await attest(recorded('slsa-v2alpha4-tekton'))).functions).toMatch(
      /^function records 3 \(3 as Tekton Chains/,
    );
    expect((await attest(recorded('slsa-v2alpha4'))).functions).toMatch(
      /^function records 3 \(as the export says\)/,
    );
  });

  test('in a format that names no run proves nothing of this one', async () => {
    const { origins, check, carried, notes } = await attest(recorded('slsa-v1'));
    expect({ origins, check, carried }).toEqual({
      origins: CLAIMED,
      check: 'unknown',
      carried: [],
    });
    expect(notes.join()).toContain('does not name the run');
  });

  test.each<[string, Policy, string]>([
    ['nobody trusts it', builtInPolicy, 'does not count'],
    ['its key lies somewhere', trusting({}), 'does not call a service'],
    [
      'its key is another',
      trusting({ chains: 'service' }, { ...KEY, pem: pair.publicKey }),
      'does not count',
    ],
    [
      'its key is revoked',
      trusting({ chains: 'service' }, { ...KEY, revoked: true }),
      'does not count',
    ],
  ])('counts for nothing where %s', async (_name, policy, why) => {
    const { origins, check, carried, notes } = await attest(recorded('slsa-v2alpha4'), policy);
    expect({ origins, check, carried }).toEqual({
      origins: CLAIMED,
      check: 'unknown',
      carried: [],
    });
    expect(notes.join()).toContain(why);
  });

  test('counts for nothing where it is not signed, or on an object of another run', async () => {
    const unsigned = recorded('slsa-v2alpha4').replaceAll(
      /"chains.tekton.dev\/signature-[^"]+": "[^"]+"/g,
      '"x": ""',
    );
    expect(await attest(unsigned)).toMatchObject({ origins: CLAIMED, check: 'unknown' });
    expect((await attest(unsigned)).notes.join()).toContain('is not signed');

    const text = recorded('slsa-v2alpha4');
    const uids = [...text.matchAll(/"chains.tekton.dev\/signature-(?:pipeline|task)run-([^"]+)"/g)];
    const moved = uids.reduce(
      (all, [, uid = '']) => all.replaceAll(uid, uid.replace(/^./, '0')),
      text,
    );
    expect(await attest(moved)).toMatchObject({ origins: CLAIMED, check: 'unknown', carried: [] });
    expect((await attest(moved)).notes.join()).toContain('of another run');
  });

  test('contradicts an export that was changed', async () => {
    const text = recorded('slsa-v2alpha4-tekton');
    const fewer = JSON.parse(text) as { items: { status: { steps?: unknown[] } }[] };
    fewer.items.forEach(({ status }) => status.steps?.splice(1));
    const { check, functions } = await attest(JSON.stringify(fewer));
    expect(check).toBe('error');
    expect(functions).toMatch(/^function records 2 \(1 as Tekton Chains/);

    const other = text.replaceAll('4b'.repeat(32), '4c'.repeat(32));
    expect((await attest(other)).origins).toMatchObject({
      'registry.example/acme/app': 'declared',
    });
  });

  test.each<[string, (run: TaskRun) => void]>([
    [
      'a script',
      ({ status }) => status.taskSpec?.steps.forEach((step) => (step.script = 'curl x')),
    ],
    ['arguments', ({ status }) => status.taskSpec?.steps.forEach((step) => (step.args = ['-x']))],
    ['params', ({ spec }) => (spec.params = [{ name: 'url', value: 'other' }])],
  ])('contradicts an export where somebody changed %s', async (_what, change) => {
    const { items } = JSON.parse(recorded('slsa-v2alpha4-tekton')) as { items: TaskRun[] };
    items.filter(({ kind }) => kind === 'TaskRun').forEach(change);
    const { check, functions } = await attest(JSON.stringify({ kind: 'List', items }));
    expect([check, functions]).toEqual(['error', 'function records 3 (as the export says)']);
  });
});
