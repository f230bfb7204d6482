// Weakening what is demanded: a policy that two readers see differently, signers and revoked keys, waivers without end or for
// everything, patterns that take long, the policy of the change under test, and what a record says of a weakened run (items
// 41 to 43, 49, 50, 53; the rules on where the policy comes from and on weakening inputs). Which commit the policy of a run
// comes from, and what follows when GitHub cannot be asked, is tried out in full where the policy is loaded.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createRepository } from '../../support/repository.js';
import { CHECKOUT, files, WORKFLOW } from '../../support/pipeline-files.js';
import {
  createStage,
  expectRefused,
  inProcess,
  objectors,
  VERIFY,
  type Attack,
  type Stage,
} from './stage.js';

const POLICY = '.plumbline.yaml';
const GOOD =
  'verify:\n  minSerial: 1\n  sources: ["actions/*", "docker.io/library/*"]\nwaivers: []\n';
const invalid = (name: string, text: string | Uint8Array): Attack => ({
  name,
  good: { [POLICY]: GOOD },
  attack: { [POLICY]: text },
  by: 'POLICY_INVALID',
  exit: 3,
});
const waiver = (fields: string): string => `waivers:\n  - ${fields.replaceAll('\n', '\n    ')}\n`;

describe('a policy that is refused as a whole', () => {
  test.each<Attack>([
    invalid('an unknown key', `${GOOD}trsut: {}\n`),
    invalid('an unknown key below', GOOD.replace('minSerial', 'minserial')),
    invalid('a key twice', `${GOOD}waivers: []\n`),
    invalid('a merge key', `x: &x {}\n${GOOD}<<: *x\n`),
    invalid('an alias', 'verify: {sources: &x ["actions/*"], signers: *x}\n'),
    invalid('an ambiguous scalar', GOOD.replace('minSerial: 1', 'minSerial: 0o7')),
    invalid('a number in quotes', GOOD.replace('minSerial: 1', 'minSerial: "1"')),
    invalid('a number beyond 2^53', GOOD.replace('minSerial: 1', 'minSerial: 9007199254740993')),
    invalid('a negative number', GOOD.replace('minSerial: 1', 'minSerial: -1')),
    invalid('two documents', `${GOOD}---\n${GOOD}`),
    invalid('a tag', GOOD.replace('minSerial: 1', 'minSerial: !!int 1')),
    invalid('__proto__', `${GOOD}__proto__: {}\n`),
    invalid('UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le')),
    invalid('a list', '- verify\n'),
    invalid('a source without owner', GOOD.replace('actions/*', '**')),
    invalid('a word that is none of the allowed', GOOD.replace('minSerial: 1', 'inCluster: allow')),
    invalid(
      'a private key',
      `trust:\n  keys:\n    a:\n      pem: |\n        -----BEGIN PRIVATE KEY-----\n        ${'A'.repeat(64)}\n        -----END PRIVATE KEY-----\n`,
    ),
    invalid('a waiver without end', waiver('what: ref/pinned\nwhere: a\nwhy: x\nwho: me')),
    invalid(
      'a waiver without reason',
      waiver('what: ref/pinned\nwhere: a\nwho: me\nuntil: "2999-01-01"'),
    ),
    invalid(
      'a waiver for everything',
      waiver('what: ref/pinned\nwhere: "**"\nwhy: x\nwho: me\nuntil: "2999-01-01"'),
    ),
    invalid(
      'a waiver until a day that does not exist',
      waiver('what: ref/pinned\nwhere: a\nwhy: x\nwho: me\nuntil: "2999-02-30"'),
    ),
  ])('$name', (of) => expectRefused(of));
});

describe('a waiver', () => {
  const UNPINNED = { [WORKFLOW]: (files[WORKFLOW] ?? '').replace(CHECKOUT, 'actions/checkout@v7') };
  const until = (day: string, what = 'ref/pinned'): string =>
    waiver(`what: ${what}\nwhere: ${WORKFLOW}\nwhy: x\nwho: me\nuntil: "${day}"`);
  const over = (name: string, text: string): Attack => ({
    name,
    good: { ...UNPINNED, [POLICY]: until('2999-01-01') },
    attack: { [POLICY]: text },
    by: 'ref/pinned',
    exit: 1,
  });
  test.each<Attack>([
    over('that is over', until('2020-01-01')),
    over('for another check', until('2999-01-01', 'ref/source')),
    over('for another file', until('2999-01-01').replace(WORKFLOW, '.github/workflows/*.yaml')),
    {
      name: 'for the manifest',
      good: { [POLICY]: until('2999-01-01', 'manifest/changed') },
      attack: UNPINNED,
      by: 'manifest/changed',
      exit: 1,
    },
  ])('$name', (of) => expectRefused(of));
});

describe('signers', () => {
  const trusting = ({ key, other }: Stage, settings: string, rest = ''): string => {
    const pem = (text: string): string => text.trim().replaceAll('\n', '\n        ');
    return `trust:\n  keys:\n    ci:\n      pem: |\n        ${pem(key.publicPem)}\n${settings}    other:\n      pem: |\n        ${pem(other.publicPem)}\n${rest}`;
  };
  test.each<[string, string, string, number]>([
    ['the key', '', '', 0],
    ['revoked', '      revoked: true\n', '', 1],
    ['not yet valid', '      notBefore: 2998-01-01T00:00:00Z\n', '', 1],
    ['no longer valid', '      notAfter: 2020-01-01T00:00:00Z\n', '', 1],
    ['revoked, while another signs', '      revoked: true\n', 'verify: {signers: [other]}\n', 1],
    ['not among the signers', '', 'verify: {signers: [other]}\n', 1],
    ['a signer that nobody defined', '', 'verify: {signers: [nobody]}\n', 3],
  ])('%s', async (_, settings, rest, exit) => {
    const stage = createStage();
    await stage.sign();
    stage.write({ [POLICY]: trusting(stage, settings, rest) });
    const seen = stage.untrusting('--format', 'json');
    expect(seen.status).toBe(exit);
    // What the policy says of a key also holds where it is given again.
    if (settings !== '') expect((await stage.verify()).exit).toBe(exit);
    stage.dispose();
  });

  test('are not named by the environment', async () => {
    const stage = createStage();
    await stage.sign();
    const env = Object.fromEntries(
      [
        'SIGSTORE_ROOT_FILE',
        'SIGSTORE_TRUSTED_ROOT',
        'COSIGN_KEY',
        'TRUST',
        'PLUMBLINE_TRUST',
        'INPUT_TRUST',
        'INPUT_POLICY',
        'NODE_EXTRA_CA_CERTS',
      ].map((name) => [name, stage.key.publicPath]),
    );
    const seen = await inProcess(stage.folder, VERIFY, [], env);
    expect([seen.exit, objectors(seen)]).toEqual([2, ['manifest/signature']]);
    stage.dispose();
  });

  test('are not named by the change under test: in a run the default branch decides', async () => {
    const stage = createStage();
    const repository = createRepository(files);
    await stage.sign(repository.path);
    repository.commit();
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    repository.write({ [POLICY]: trusting(stage, '') });
    const commit = repository.commit();
    stage.write({ 'event.json': '{"repository":{"default_branch":"main"}}' });
    const run = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: commit,
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: `${stage.folder}/event.json`,
      GITHUB_WORKSPACE: repository.path,
      GITHUB_API_URL: 'https://127.0.0.1:1',
    };
    const verify = (env: Readonly<Record<string, string>>) =>
      inProcess(repository.path, VERIFY, [], env);
    expect((await verify({})).exit).toBe(0);
    expect((await verify(run)).exit).toBe(2);
    repository.dispose();
    stage.dispose();
  });
});

test('patterns take linear time', async () => {
  const stage = createStage({
    [WORKFLOW]: (files[WORKFLOW] ?? '').replace(
      CHECKOUT,
      CHECKOUT.replace('checkout', 'a'.repeat(90)),
    ),
  });
  await stage.sign();
  const pattern = `actions/${'a*'.repeat(40)}b`;
  stage.write({
    [POLICY]: `verify: {sources: ["${pattern}", "docker.io/library/${'?*'.repeat(60)}z"]}\n`,
  });
  expect(objectors(await stage.verify())).toEqual(['ref/source']);
  stage.dispose();
});

describe('the record of a run that was weakened does not say PASSED', () => {
  test.each([['--mode', 'audit'], ['--worktree'], ['--as-of', '2026-12-01']])(
    '%s %s',
    async (...options) => {
      const stage = createStage();
      const repository = createRepository(files);
      const pem = stage.key.publicPem.trim().replaceAll('\n', '\n        ');
      repository.write({
        [POLICY]: `trust:\n  keys:\n    ci:\n      pem: |\n        ${pem}\nverify: {minSerial: 1}\n`,
      });
      repository.commit();
      await stage.sign(repository.path);
      repository.commit();
      const results = async (...more: string[]): Promise<readonly string[]> => {
        const seen = await inProcess(repository.path, VERIFY, [
          '--store',
          `dir:${stage.folder}/records`,
          ...more,
        ]);
        const { records = [] } = JSON.parse(seen.text) as { records?: { path: string }[] };
        const texts = records.map(({ path }) => readFileSync(path, 'utf8'));
        return texts.flatMap((text) => /"verificationResult": ?"(\w+)"/.exec(text)?.[1] ?? []);
      };
      expect(await results()).toEqual(['PASSED']);
      expect(await results(...options)).toEqual(['FAILED']);
      repository.dispose();
      stage.dispose();
    },
  );
});
