import { describe, expect, test } from '@jest/globals';
import type { Repository } from '../support/repository.js';
import { createApp, FORMS, policyTrusting, POLICY, requestOf, type Form } from './app.js';
import { forkPullRequest } from './events.js';
import type { RunOutcome, RunRequest } from './runner.js';
import { describeRuns, useSetting, type Setting } from './setting.js';
import { pullRequest, sign } from './world.js';

const EXTRA = '.github/workflows/extra.yml';

interface Pull {
  readonly upstream: Repository;
  readonly request: RunRequest;
}

interface Proposal {
  readonly action: string;
  readonly form: Form;
  readonly change: (repository: Repository) => void;
  /** Files that the default branch has. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** A pull request of a fork against an app; its run has a token that reads, and no other secret. */
function pullOf({ action, form, change, extra }: Proposal, setting: Setting): Pull {
  const upstream = createApp(action, form, setting, extra);
  const base = upstream.git('rev-parse', 'main');
  const head = pullRequest(upstream, change);
  setting.world.publish(upstream, 'acme/app');
  const event = forkPullRequest(head, base);
  const request = requestOf({ action, form, upstream, event }, setting);
  // github.com cannot be asked from a test: there the default branch is fetched with everything else.
  if (form === 'from the working tree') {
    const branch = '+main:refs/remotes/origin/main';
    request.checkout.git('fetch', '-q', '--unshallow', `file://${upstream.path}`, branch);
  }
  return { upstream, request };
}

/** A policy that trusts its author, a new workflow, and a signature over both. */
function trustsItself({ world }: Setting): (repository: Repository) => void {
  const key = world.key('mallory');
  return (repository) => {
    repository.remove('.plumbline/pipeline.sigstore.json');
    repository.write({
      [POLICY]: policyTrusting('mallory', key),
      [EXTRA]: 'on: push\njobs: {}\n',
    });
    repository.commit();
    sign(repository, key);
  };
}

/** A workflow that runs what the title of an issue says. */
const WEAK = `on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.issue.title }}"
`;

function waiver(): string {
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  return `waivers:\n  - { what: 2.1.1/G, where: ${EXTRA}, why: so, who: mallory, until: ${until} }\n`;
}

const rewords = (repository: Repository): void => {
  repository.write({ 'README.md': '# Better words\n' });
};

function gateOnly({ jobs, outputs }: RunOutcome): unknown {
  return { gate: jobs['gate'], verdict: outputs('step')['verdict'] };
}

describeRuns('a pull request from a fork', () => {
  const setting = useSetting();

  describe.each(FORMS)('verified by an Action %s', (form) => {
    test.each(['verify-pipeline', 'config-benchmark'])(
      'passes %s with a change of words',
      async (action) => {
        const { request } = pullOf({ action, form, change: rewords }, setting());
        const run = await setting().runner.run(request);
        expect(run).toMatchObject({ status: 0, annotations: [], summaries: [] });
        expect(run.said('deploy')).toEqual(['deployed after pass']);
      },
    );

    test('fails with a weakness that its own policy waives', async () => {
      const change = (repository: Repository): void => {
        repository.write({ [EXTRA]: WEAK, [POLICY]: waiver() });
      };
      const { request } = pullOf({ action: 'config-benchmark', form, change }, setting());
      const run = await setting().runner.run(request);
      expect(run.outputs('step')).toMatchObject({ verdict: 'fail', new: '1' });
      expect(run.annotations).toMatchObject([{ level: 'error', file: EXTRA, line: 7 }]);
      expect(run.said('deploy')).toEqual([]);
    });

    test('passes with a weakness that the policy of the default branch waives', async () => {
      const change = (repository: Repository): void => {
        repository.write({ [EXTRA]: WEAK });
      };
      const extra = { [POLICY]: waiver() };
      const { request } = pullOf({ action: 'config-benchmark', form, change, extra }, setting());
      const run = await setting().runner.run(request);
      expect(run.outputs('step')).toMatchObject({ verdict: 'pass', new: '0' });
    });

    test('fails by the policy of the default branch, not by its own', async () => {
      const { request } = pullOf(
        { action: 'verify-pipeline', form, change: trustsItself(setting()) },
        setting(),
      );
      const run = await setting().runner.run(request);
      expect(run.outputs('step')).toMatchObject({ verdict: 'fail', 'signed-by': '' });
      expect(run).toMatchObject({ status: 1, jobs: { gate: 'failure' } });
      expect(run.said('later')).toEqual(['verdict=fail', 'the report is there']);
      expect(run.said('deploy')).toEqual([]);
    });

    test('signs nothing', async () => {
      const { request } = pullOf({ action: 'sign-pipeline', form, change: rewords }, setting());
      const run = await setting().runner.run(request);
      expect(gateOnly(run)).toEqual({ gate: 'failure', verdict: '' });
      const withKey = { ...request.secrets, PLUMBLINE_KEY: 'leaked' };
      const again = await setting().runner.run({ ...request, secrets: withKey });
      expect(gateOnly(again)).toEqual({ gate: 'failure', verdict: '' });
      expect(again.annotations).toMatchObject([{ message: expect.stringContaining('SIGN_REF') }]);
    });
  });

  describe('whose default branch has to be asked for', () => {
    const form = 'from another repository';

    test('asks for the commit first, then for the policy at that commit', async () => {
      const { gitHub, runner } = setting();
      const { request, upstream } = pullOf(
        { action: 'verify-pipeline', form, change: rewords },
        setting(),
      );
      const before = gitHub.asked.length;
      await runner.run(request);
      const main = upstream.git('rev-parse', 'main');
      expect(gitHub.asked.slice(before)).toEqual([
        'repos/acme/app/commits/heads/main',
        `repos/acme/app/contents/${POLICY}?ref=${main}`,
      ]);
    });

    test('is not decided without a token, nor with one that may not read', async () => {
      const { gitHub, runner } = setting();
      const { request } = pullOf(
        { action: 'verify-pipeline', form, change: trustsItself(setting()) },
        setting(),
      );
      const before = gitHub.refused.length;
      const without = await runner.run({ ...request, secrets: {} });
      expect(gateOnly(without)).toEqual({ gate: 'failure', verdict: 'undecidable' });
      expect(without.annotations[0]?.message).toContain('fetch-depth: 0');
      expect(gitHub.refused).toHaveLength(before);
      const wrong = await runner.run({ ...request, secrets: { GITHUB_TOKEN: 'ghs_of_another' } });
      expect(gateOnly(wrong)).toEqual({ gate: 'failure', verdict: 'undecidable' });
      expect(gitHub.refused).toHaveLength(before + 1);
    });
  });
});
