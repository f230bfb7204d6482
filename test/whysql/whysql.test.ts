import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutedFunction, RunIdentity } from '@plumbline/records';
import { describeRuns, useSetting } from '../runner/setting.js';
import { startTimestamps, type Timestamps } from '../stack/timestamps.js';
import { plumbline } from '../support/command.js';
import { cosignSays } from './cosign.js';
import { releaseIt, whatIsMissing, type Released } from './release.js';
import { resign, type Rewriting, type Statement } from './resign.js';
import {
  BUILD,
  CONFIGURATION,
  FUNCTION,
  inPayload,
  PIPELINE,
  storeAt,
  type Store,
} from './store.js';
import { inDays, missingTimestamps, signersOf, startingIn, writePolicies } from './timed.js';

/** What of a pipeline record lists the functions. */
interface Listed {
  definitions?: readonly { readonly parts: readonly { functions: readonly unknown[] }[] }[];
}

interface Check {
  readonly id: string;
  readonly status: string;
  readonly counted: boolean;
}

const missing = whatIsMissing();
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeAll = missing === null ? describeRuns : describe.skip;

describeAll('whySQL, from its signed pipeline to an audit of its digest', () => {
  const setting = useSetting();
  let released: Released | null = null;

  beforeAll(async () => {
    released = await releaseIt(setting());
  }, 240_000);
  afterAll(() => {
    released?.registry.close();
    if (released) rmSync(released.folder, { recursive: true });
  });

  function must(): Released {
    if (released === null) throw new Error('released before tests run');
    return released;
  }

  const records = (): string => join(must().folder, 'records');

  interface Asked {
    readonly digest?: string;
    readonly policy?: string;
    readonly strict?: boolean;
    readonly asOf?: string;
  }

  /** The audit of somebody who has the digest, the keys and a copy of the store; offline. */
  function audit(
    store: string,
    { digest = must().digest, policy = 'policy.yaml', strict = false, asOf }: Asked = {},
  ) {
    const args = ['audit-artifact', digest, '--store', `dir:${store}`, '--offline'];
    const { status, stdout } = plumbline(must().folder, [
      ...[...args, '--format', 'json', '--policy', policy],
      ...(strict ? ['--strict'] : []),
      ...(asOf === undefined ? [] : ['--as-of', asOf]),
    ]);
    const { checks = [] } = JSON.parse(stdout) as { checks?: readonly Check[] };
    const counted = checks.filter((check) => check.counted);
    const ids = (wanted: string) =>
      counted.filter((each) => each.status === wanted).map(({ id }) => id);
    return { status, failed: ids('fail'), undecided: ids('error') };
  }

  test('is released, and leaves every record', () => {
    const { run, digest, folder } = must();
    expect(run).toMatchObject({
      status: 0,
      jobs: { gate: 'success', image: 'success', attest: 'success' },
    });
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(readdirSync(join(folder, 'records', 'sha256')).length).toBeGreaterThan(4);
  });

  test('passes an audit of its digest alone, offline', () => {
    expect(audit(records())).toEqual(PASSES);
  });

  /** A copy of the store, changed. */
  function copied(change: (store: Store) => void): string {
    const copy = mkdtempSync(join(must().folder, 'copy-'));
    cpSync(records(), copy, { recursive: true });
    change(storeAt(copy));
    return copy;
  }

  /** What somebody without any key can do; cosign is asked what it says of the record that was changed. */
  describe('fails where', () => {
    const edit = (type: string, change: (text: string) => string) => (store: Store) => {
      store.edit(type, change);
    };
    const drop = (type: string) => (store: Store) => {
      store.drop(type);
    };
    const type = (text: string) => text.replace('application/vnd.in-toto+json', 'text/plain');
    test.each<[string, (store: Store) => void, string, string | null]>([
      ['a statement was changed', edit(BUILD, inPayload('main', 'evil')), 'audit/build', BUILD],
      [
        'a subject was changed',
        edit(BUILD, inPayload(/(?<="sha256":")../, '00')),
        'audit/build',
        BUILD,
      ],
      ['a statement is of another type', edit(BUILD, type), 'audit/build', BUILD],
      ['the build record is gone', drop(BUILD), 'audit/build', null],
      ['a function record is gone', drop(FUNCTION), 'audit/functions', null],
      [
        'a function record was changed',
        edit(FUNCTION, inPayload('"retry":0', '"retry":1')),
        'audit/functions',
        null,
      ],
      ['the record of the pipeline is gone', drop(PIPELINE), 'audit/pipeline', null],
      [
        'the record of the configuration was changed',
        edit(CONFIGURATION, inPayload('"PASSED"', '"WARNED"')),
        'audit/configuration',
        null,
      ],
    ])('%s', (_name, change, failed, judged) => {
      const copy = copied(change);
      expect(audit(copy)).toMatchObject({ status: 1, failed: [failed] });
      if (judged !== null) cosignSays('refused', storeAt(copy).path(judged), must());
    });
  });

  test('fails for another digest, and for keys that did not sign; so says cosign', () => {
    const { gate, folder } = must();
    const other = `sha256:${'0'.repeat(64)}`;
    expect(audit(records(), { digest: other })).toMatchObject({
      status: 1,
      failed: ['audit/build'],
    });
    const swapped = { policy: 'swapped.yaml' };
    expect(audit(records(), swapped)).toMatchObject({
      failed: expect.arrayContaining(['audit/build']),
    });
    const built = storeAt(join(folder, 'records')).path(BUILD);
    cosignSays('accepted', built, must());
    cosignSays('refused', built, { ...must(), digest: other });
    cosignSays('refused', built, { ...must(), builder: gate });
  });

  test('does not mind junk beside the records, unless it is told to', () => {
    const junk = copied((store) => {
      store.add(BUILD, inPayload('refs/heads/main', 'refs/heads/evil'));
    });
    expect(audit(junk)).toEqual(PASSES);
    expect(audit(junk, { strict: true })).toMatchObject({ status: 1, failed: ['audit/junk'] });
  });

  /** A copy of the store, signed again by those who may, with digests and counts that fit. */
  async function rewritten(change: Rewriting, signers = signersOf(must())): Promise<string> {
    const copy = copied(() => undefined);
    await resign(copy, signers, change);
    return copy;
  }

  /** What those who hold the keys can do. Each signature is good, so cosign accepts what the audit does not. */
  describe('signed again by those who may', () => {
    const named = (name: string) => (one: Statement<ExecutedFunction>) =>
      one.predicate.function.name === name;
    const of = (scope: string) => (one: Statement<ExecutedFunction>) =>
      one.predicate.function.scope === scope;
    const changed = (
      one: Statement<ExecutedFunction>,
      change: Partial<ExecutedFunction['function']>,
    ): Statement<ExecutedFunction> =>
      Object.assign(one, {
        predicate: { ...one.predicate, function: { ...one.predicate.function, ...change } },
      });
    const elsewhere = <T extends Statement<{ readonly run?: unknown }>>(one: T): T => {
      const run = one.predicate.run as RunIdentity;
      const invocation = run.invocation.replace('/runs/1/', '/runs/9/');
      return Object.assign(one, {
        predicate: { ...one.predicate, run: { ...run, id: '9', invocation } },
      });
    };
    const onlyOf = (type: string) => (gate: Statement) =>
      gate.predicateType.includes(type) ? elsewhere(gate) : gate;

    test('without a change it passes', async () => {
      const again = await rewritten({});
      expect(audit(again)).toEqual(PASSES);
      cosignSays('accepted', storeAt(again).path(BUILD), must());
    });

    test.each<[string, Rewriting, readonly string[]]>([
      [
        'a function was dropped, and the count corrected',
        { functions: (all) => all.filter((one) => !named('Build')(one)) },
        ['audit/definition'],
      ],
      [
        'the last one of a job was',
        { functions: (all) => all.filter((one) => !named('Push')(one)) },
        ['audit/definition'],
      ],
      [
        'a whole job was',
        { functions: (all) => all.filter((one) => !of('image')(one)) },
        ['audit/definition'],
      ],
      [
        'a function has another name and content',
        {
          functions: (all) =>
            all.map((one) =>
              named('Build')(one) ? changed(one, { command: { sha256: '00'.repeat(32) } }) : one,
            ),
        },
        ['audit/definition'],
      ],
      [
        'a function more has a record',
        {
          functions: (all) =>
            all.flatMap((one) =>
              named('Push')(one)
                ? [one, changed(structuredClone(one), { name: 'Sneak', index: 9 })]
                : [one],
            ),
        },
        ['audit/definition', 'audit/functions'],
      ],
      [
        'a function is of another run',
        { functions: (all) => all.map((one) => (named('Build')(one) ? elsewhere(one) : one)) },
        ['audit/run'],
      ],
      [
        'the trigger is that of another run',
        { gates: onlyOf('trigger-authorization') },
        ['audit/run'],
      ],
      [
        'the verification is that of another run',
        { gates: onlyOf('verification_summary') },
        ['audit/run'],
      ],
    ])('fails where %s', async (_name, change, failed) => {
      const again = await rewritten(change);
      expect(audit(again)).toMatchObject({ status: 1, failed });
      cosignSays('accepted', storeAt(again).path(BUILD), must());
    });

    test('fails where the builder signs a shorter list for the gate', async () => {
      const { builder } = signersOf(must());
      const list = (gate: Statement): Statement => {
        const ours = gate.predicate['plumbline'] as Listed | undefined;
        for (const part of ours?.definitions?.[0]?.parts ?? [])
          part.functions = part.functions.filter((one) => !JSON.stringify(one).includes('"Build"'));
        return gate;
      };
      const again = await rewritten(
        { gates: list, functions: (all) => all.filter((one) => !named('Build')(one)) },
        { gate: builder, builder },
      );
      const { status, failed } = audit(again);
      expect([status, failed]).toEqual([1, expect.arrayContaining(['audit/pipeline'])]);
    });

    test('a record of the pipeline without the list decides nothing', async () => {
      const again = await rewritten({
        gates: (gate) => {
          delete (gate.predicate['plumbline'] as Listed | undefined)?.definitions;
          return gate;
        },
      });
      expect(audit(again)).toEqual({ status: 2, failed: [], undecided: ['audit/definition'] });
    });
  });

  const describeTimed = missingTimestamps === null ? describe : describe.skip;
  if (missingTimestamps !== null) console.warn(`skipped: ${missingTimestamps}`);

  /** Signed again with the timestamps of a real authority, and audited by a policy that demands times. */
  describeTimed('with trusted times', () => {
    let timestamps: Timestamps | null = null;
    let good = '';

    beforeAll(async () => {
      timestamps = await startTimestamps();
      writePolicies(timestamps, must());
      good = await timed(1);
    });
    afterAll(() => timestamps?.close());

    /** The chain, signed now, of functions that start so many days from now. */
    function timed(days: number): Promise<string> {
      const signers = signersOf(must(), timestamps ?? undefined);
      return rewritten({ functions: startingIn(days) }, signers);
    }

    test('gates that signed before the first function pass, and others do not', async () => {
      expect(audit(good, { policy: 'timed.yaml' })).toEqual(PASSES);
      expect(audit(await timed(-1), { policy: 'timed.yaml' })).toMatchObject({
        status: 1,
        failed: ['audit/order'],
      });
    });

    test('a build that is too old fails', () => {
      const old = { policy: 'timed.yaml', asOf: inDays(60) };
      expect(audit(good, old)).toMatchObject({ status: 1, failed: ['audit/build'] });
    });

    test('a key that is revoked from a date on counts before it', () => {
      expect(audit(good, { policy: 'later.yaml' })).toEqual(PASSES);
      const failed = ['audit/revocation'];
      expect(audit(good, { policy: 'revoked.yaml' })).toMatchObject({ status: 1, failed });
    });

    test('the time of another signature is none', async () => {
      const copy = storeAt(await timed(1));
      const other = readFileSync(copy.path(PIPELINE), 'utf8');
      const stamp = /"signedTimestamp":"[^"]+"/;
      copy.edit(CONFIGURATION, (text) => text.replace(stamp, stamp.exec(other)?.[0] ?? ''));
      expect(audit(copy.folder, { policy: 'timed.yaml' })).toMatchObject({
        status: 1,
        failed: ['audit/configuration'],
      });
    });
  });
});

const PASSES = { status: 0, failed: [], undecided: [] };
