import { describe, expect, test } from '@jest/globals';
import { definedFunction, definedPart } from '../../testing/chain.js';
import { AFTER, answerTo, ran, told, whole, type Told } from '../../testing/definition.js';
import { policyOf } from '../../testing/world.js';

const STEPS = ['checkout', 'compile', 'scan', 'package'];
const ACTION = { kind: 'action', uri: 'pkg:github/acme/act@v1', command: null } as const;
const build = definedPart('build');
const lint = definedPart('lint', { functions: [definedFunction('lint')] });
const ship = definedPart('ship', { after: ['build'], functions: [definedFunction('push')] });

describe('what ran is what the definition names', () => {
  const called = definedPart('gate', {
    names: ['gate', 'gate / *'],
    untold: 'plumbline/plumbline/.github/workflows/gate.yml@abc',
    functions: [],
  });
  const attest = definedPart('attest', {
    after: ['build'],
    functions: [definedFunction('one'), definedFunction('attest'), definedFunction('two')],
  });
  const deploy = definedPart('deploy', { after: ['attest'] });
  const matrix = definedPart('build', { names: ['build', 'build (*)'], least: 2, most: 2 });
  const open = { ...matrix, least: 1, most: 256 };
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => ran(`build (${String(at)})`, STEPS)).flat();
  const caller = definedPart('ci', { functions: [] });
  const inner = definedPart('ci/test', {
    within: 'ci',
    names: ['ci / test'],
    functions: [definedFunction('test')],
  });
  const mayFail = { ...build, mayFail: true };
  const guarded = { ...ship, conditional: true };
  const failing = { status: { compile: 'failed', scan: 'skipped', package: 'skipped' } } as const;

  test.each<[string, Told]>([
    ['one job', { parts: [build], functions: ran('build', STEPS) }],
    [
      'jobs in order',
      { parts: [build, ship], functions: [...ran('build', STEPS), ...ran('ship', ['push'])] },
    ],
    [
      'a step that its condition skips',
      {
        parts: [
          {
            ...build,
            functions: STEPS.map((name) => definedFunction(name, { conditional: true })),
          },
        ],
        functions: ran('build', STEPS, { status: { scan: 'skipped' } }),
      },
    ],
    [
      'a job that its condition skips',
      { parts: [build, guarded], functions: [...ran('build', STEPS), whole('ship', 'skipped')] },
    ],
    [
      'what waits for a job that was skipped',
      {
        parts: [build, guarded, { ...lint, after: ['ship'] }],
        functions: [...ran('build', STEPS), whole('ship', 'skipped'), whole('lint', 'skipped')],
        after: { ...AFTER, lint: ['ship'] },
      },
    ],
    [
      'steps behind a failure, in a job that may fail',
      { parts: [mayFail], functions: ran('build', STEPS, failing) },
    ],
    [
      'a job that may fail and came to no step',
      { parts: [mayFail], functions: [whole('build', 'failed')] },
    ],
    ['a matrix of a known size', { parts: [matrix], functions: many(2) }],
    ['a matrix of an unknown size', { parts: [open], functions: many(5) }],
    [
      'a retry',
      {
        parts: [{ ...build, retries: 1 }],
        functions: [...ran('build', STEPS, failing), ...ran('build', STEPS, { retry: 1 })],
      },
    ],
    [
      'a retry of what never began',
      {
        parts: [{ ...build, retries: null }],
        functions: [whole('build', 'failed'), ...ran('build', STEPS, { retry: 1 })],
      },
    ],
    [
      'the job of a called workflow',
      { parts: [caller, inner], functions: ran('ci / test', ['test']) },
    ],
    [
      'a called workflow that was skipped',
      { parts: [{ ...caller, conditional: true }, inner], functions: [whole('ci', 'skipped')] },
    ],
    [
      'a workflow of elsewhere that may be called',
      {
        parts: [called, { ...build, after: ['gate'] }],
        functions: [...ran('gate / x', ['any']), ...ran('build', STEPS)],
        after: { build: ['gate / x'] },
      },
    ],
    [
      'the job that records, and what waits for it',
      {
        parts: [build, attest, deploy],
        functions: [
          ...ran('build', STEPS),
          ...ran('attest', ['one', 'attest'], { status: { attest: 'open' } }),
        ],
        after: { attest: ['build'] },
        status: 'running',
      },
    ],
  ])('%s', async (_name, of) => {
    expect(await answerTo(told(of))).toEqual({ status: 'pass', messages: [] });
  });

  test.each<[string, Told, string | RegExp]>([
    [
      'a function was left out, and the count corrected',
      { parts: [build], functions: ran('build', ['checkout', 'compile', 'package']) },
      '"scan" of build is in the definition and has no record',
    ],
    [
      'the last one was',
      { parts: [build], functions: ran('build', STEPS.slice(0, 3)) },
      '"package" of build is in the definition and has no record',
    ],
    [
      'a whole job was',
      { parts: [build, lint], functions: ran('build', STEPS) },
      'lint is in the definition and has no record',
    ],
    [
      'one more has a record',
      { parts: [build], functions: ran('build', [...STEPS, 'sneak']) },
      '"sneak" of build has a record and is not in the definition, or not at this place',
    ],
    [
      'another job has',
      { parts: [build], functions: [...ran('build', STEPS), ...ran('sneak', ['x'])] },
      'sneak ran and the definition does not name it',
    ],
    [
      'another one stands in its place',
      { parts: [build], functions: ran('build', ['checkout', 'compile', 'nothing', 'package']) },
      '"scan" of build is in the definition and has no record',
    ],
    [
      'the order is another',
      { parts: [build], functions: ran('build', ['checkout', 'scan', 'compile', 'package']) },
      /of build is in the definition and has no record$/,
    ],
    [
      'a function poses as one of the platform',
      {
        parts: [build],
        functions: ran('build', [...STEPS, 'sneak']).map((one) =>
          one.function.name === 'sneak'
            ? { ...one, function: { ...one.function, role: 'platform' as const } }
            : one,
        ),
      },
      /^"sneak" of build has a record/,
    ],
    [
      'an Action ran at another commit than the definition holds',
      {
        parts: [
          {
            ...build,
            functions: [
              definedFunction('use', { ...ACTION, digest: { gitCommit: 'aa'.repeat(20) } }),
            ],
          },
        ],
        functions: ran('build', ['use']).map((one) => ({
          ...one,
          function: { ...one.function, ...ACTION, digest: { gitCommit: 'bb'.repeat(20) } },
        })),
      },
      /^"use" of build ran at commit bbbb/,
    ],
    [
      'a job does not follow the one that it waits for',
      {
        parts: [build, ship],
        functions: [...ran('build', STEPS), ...ran('ship', ['push'])],
        after: {},
      },
      'ship does not follow build, for which it waits',
    ],
    [
      'a function was skipped without a condition',
      { parts: [build], functions: ran('build', STEPS, { status: { scan: 'skipped' } }) },
      '"scan" of build was skipped, and the definition has no condition for it',
    ],
    [
      'a job was',
      { parts: [build, ship], functions: [...ran('build', STEPS), whole('ship', 'skipped')] },
      'ship was skipped, and the definition has no condition for it',
    ],
    [
      'a job passes for one that never began',
      { parts: [build], functions: [whole('build', 'succeeded')] },
      '"scan" of build is in the definition and has no record',
    ],
    [
      'a failure did not stop the run',
      { parts: [build], functions: ran('build', STEPS, failing) },
      '"compile" of build failed, and the definition does not let the run go on',
    ],
    [
      'a job that came to no step did not stop it',
      { parts: [build], functions: [whole('build', 'failed')] },
      'build failed, and the definition does not let the run go on',
    ],
    [
      'a matrix is too small',
      { parts: [matrix], functions: many(1) },
      'build ran 1 times; the definition says 2',
    ],
    [
      'a matrix is too large',
      { parts: [matrix], functions: many(3) },
      'build ran 3 times; the definition says 2',
    ],
    [
      'of one job of a matrix a function was left out',
      { parts: [matrix], functions: many(2).slice(0, -1) },
      '"package" of build (1) is in the definition and has no record',
    ],
    [
      'it was tried too often',
      {
        parts: [{ ...build, retries: 0 }],
        functions: [...ran('build', STEPS, failing), ...ran('build', STEPS, { retry: 1 })],
      },
      'build was tried 2 times; the definition says 1',
    ],
    [
      'a try was left out',
      { parts: [{ ...build, retries: 3 }], functions: ran('build', STEPS, { retry: 1 }) },
      'a try of build before try 2 has no record',
    ],
    [
      'a job of a called workflow was left out',
      { parts: [caller, inner, build], functions: ran('build', STEPS) },
      'ci/test is in the definition and has no record',
    ],
    [
      'a called workflow both ran and was skipped',
      {
        parts: [{ ...caller, conditional: true }, inner],
        functions: [whole('ci', 'skipped'), ...ran('ci / test', ['test'])],
      },
      'ci has records of having run and of not having run',
    ],
    [
      'a called workflow was left out',
      { parts: [called, build], functions: ran('build', STEPS) },
      'gate is in the definition and has no record',
    ],
    [
      'something had not ended, though the run had',
      { parts: [build], functions: ran('build', STEPS, { status: { package: 'open' } }) },
      'build had not ended, though the run had',
    ],
    [
      'a function was left out before one that has not ended',
      {
        parts: [build],
        functions: ran('build', ['checkout', 'package'], { status: { package: 'open' } }),
        status: 'running',
      },
      '"scan" of build is in the definition and has no record',
    ],
    [
      'a job ran though the one that it waits for had not ended',
      {
        parts: [build, attest],
        functions: [
          ...ran('build', STEPS.slice(0, 2), { status: { compile: 'open' } }),
          ...ran('attest', ['one', 'attest', 'two']),
        ],
        after: { attest: ['build'] },
        status: 'running',
      },
      'attest ran though build, for which it waits, had not ended',
    ],
  ])('fails where %s', async (_name, of, message) => {
    const { status, messages } = await answerTo(told(of));
    expect(status).toBe('fail');
    expect(messages).toContainEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test.each<[string, Told, string]>([
    [
      'a workflow of elsewhere that nobody vouches for',
      {
        parts: [{ ...called, untold: 'acme/ci/.github/workflows/x.yml@abc' }],
        functions: ran('gate / x', ['any']),
      },
      'what gate runs is of elsewhere',
    ],
    [
      'an image of another digest',
      {
        parts: [
          {
            ...build,
            functions: [definedFunction('use', { digest: { sha256: 'aa'.repeat(32) } })],
          },
        ],
        functions: ran('build', ['use']).map((one) => ({
          ...one,
          function: { ...one.function, digest: { sha256: 'bb'.repeat(32) } },
        })),
      },
      '"use" of build ran the image sha256:bbbb',
    ],
    [
      'a job beside the one that records',
      {
        parts: [build, lint, attest],
        functions: [
          ...ran('build', STEPS),
          ...ran('lint', ['lint'], { status: { lint: 'open' } }),
          ...ran('attest', ['one', 'attest'], { status: { attest: 'open' } }),
        ],
        after: { attest: ['build'] },
        status: 'running',
      },
      'attest had not ended when the build was recorded',
    ],
    [
      'a job that had not begun',
      {
        parts: [build, lint],
        functions: [...ran('build', STEPS), whole('lint', 'open')],
        status: 'running',
      },
      'lint had not ended when the build was recorded',
    ],
    [
      'a run that alone tells of its functions',
      { parts: [build, lint], functions: ran('build', STEPS), observed: 'declared' },
      'lint is in the definition and has no record',
    ],
  ])('cannot be decided: %s', async (_name, of, message) => {
    const { status, messages } = await answerTo(told(of));
    expect(status).toBe('unknown');
    expect(messages).toContainEqual(expect.stringContaining(message));
  });

  test('a workflow of elsewhere counts where the policy names it', async () => {
    const untold = 'acme/ci/.github/workflows/x.yml@abc';
    const chain = told({ parts: [{ ...called, untold }], functions: ran('gate / x', ['any']) });
    const policy = (pattern: string) =>
      policyOf({ definition: { require: 'required', called: [pattern] } });
    expect(await answerTo(chain, policy('acme/ci/.github/workflows/*@*'))).toMatchObject({
      status: 'pass',
    });
    expect(await answerTo(chain, policy('acme/*'))).toMatchObject({ status: 'unknown' });
  });
});
