import { expect, test } from '@jest/globals';
import { runEnv } from './testing/fixture.js';
import { runFacts } from './run-facts.js';

const SHA = 'a'.repeat(40);

test('a run on GitHub, and none', () => {
  expect(runFacts(runEnv(SHA))).toEqual({
    ok: true,
    value: {
      platform: 'github',
      server: 'https://github.com',
      repository: 'acme/app',
      repositoryId: '42',
      ref: 'refs/heads/main',
      commit: SHA,
      workflowRef: 'acme/app/.github/workflows/ci.yml@refs/heads/main',
      workflowSha: SHA,
      runId: '1001',
      attempt: '1',
      event: 'push',
      actor: '',
      actorId: '',
      ownerId: '',
      runner: '',
      job: '',
      eventPath: '',
    },
  });
  expect(runFacts({})).toEqual({ ok: true, value: null });
  expect(runFacts({ ...runEnv(SHA), GITHUB_ACTIONS: 'false' })).toEqual({ ok: true, value: null });
});

test('what local runners leave out is empty', () => {
  const local = { ...runEnv(SHA), GITHUB_REPOSITORY_ID: undefined, GITHUB_WORKFLOW_SHA: '' };
  expect(runFacts(local)).toMatchObject({ ok: true, value: { repositoryId: '', workflowSha: '' } });
});

test.each([
  ['GITHUB_SHA', ''],
  ['GITHUB_SHA', 'A'.repeat(40)],
  ['GITHUB_SHA', SHA.slice(1)],
  ['GITHUB_SHA', `${SHA}\n`],
  ['GITHUB_REPOSITORY', 'acme'],
  ['GITHUB_REPOSITORY', 'acme/app/../x'],
  ['GITHUB_REPOSITORY', 'acme/..'],
  ['GITHUB_REF', 'main'],
  ['GITHUB_REF', 'refs/heads/a b'],
  ['GITHUB_RUN_ID', '0'],
  ['GITHUB_RUN_ID', '1e3'],
  ['GITHUB_RUN_ATTEMPT', ''],
  ['GITHUB_EVENT_NAME', 'push\nx'],
  ['GITHUB_REPOSITORY_ID', '-1'],
  ['GITHUB_SERVER_URL', 'https://github.com/acme'],
  ['GITHUB_WORKFLOW_REF', 'x'],
  ['GITHUB_WORKFLOW_SHA', 'main'],
])('%s = %p is not believed', (name, value) => {
  expect(runFacts(runEnv(SHA, { [name]: value }))).toMatchObject({
    ok: false,
    error: { code: 'RUN_FACTS' },
  });
});
