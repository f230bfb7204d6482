import { err, ok, usageFault, type Result, type Fault } from '@plumbline/core';
import type {
  DownloadedAction,
  GitHub,
  GitHubJob,
  GitHubRun,
  GitHubStep,
  RunFacts,
} from '@plumbline/step';

export const COMMIT = '5f2c1e0d9b8a76543210fedcba98765432100abc';
const CHECKOUT = '11bd71901bbe5b1630ceea73d27597364c9af683';

export const WORKFLOW = `name: release
on: push
jobs:
  build:
    strategy: { matrix: { os: [a, b] } }
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@${CHECKOUT}
        with: { persist-credentials: false }
      - name: make
        run: make dist
        env: { CI: 'true', A: b }
  release:
    needs: build
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v5
      - uses: plumbline/plumbline/actions/attest-run@${CHECKOUT}
`;

export const FACTS: RunFacts = {
  platform: 'github',
  server: 'https://github.com',
  repository: 'acme/app',
  repositoryId: '1296269',
  ref: 'refs/heads/main',
  commit: COMMIT,
  workflowRef: 'acme/app/.github/workflows/release.yml@refs/heads/main',
  workflowSha: COMMIT,
  runId: '9182736455',
  attempt: '1',
  event: 'push',
  actor: 'dana',
  actorId: '583231',
  ownerId: '6811672',
  runner: 'github-hosted',
  job: 'release',
  eventPath: '',
};

const at = (second: number): string => `2026-11-21T12:00:${String(second).padStart(2, '0')}Z`;

function step(number: number, name: string, conclusion: string | null = 'success'): GitHubStep {
  const isOpen = conclusion === null;
  return {
    number,
    name,
    status: isOpen ? 'in_progress' : 'completed',
    conclusion,
    startedAt: at(number),
    completedAt: isOpen ? null : at(number + 1),
  };
}

export function job(
  name: string,
  conclusion: string | null,
  steps: readonly GitHubStep[],
): GitHubJob {
  return {
    id: name,
    attempt: 1,
    commit: COMMIT,
    name,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    startedAt: at(1),
    completedAt: conclusion === null ? null : at(50),
    labels: ['ubuntu-24.04'],
    runner: 'GitHub Actions 1',
    runnerGroup: 'GitHub Actions',
    steps,
  };
}

const built = (name: string): GitHubJob =>
  job(name, 'success', [
    step(1, 'Set up job'),
    step(2, `Run actions/checkout@${CHECKOUT}`),
    step(3, 'make'),
    step(6, `Post Run actions/checkout@${CHECKOUT}`),
    step(7, 'Complete job'),
  ]);

/** Two jobs of a matrix, and the one that attests, which has not ended. */
export const JOBS: readonly GitHubJob[] = [
  built('build (a)'),
  built('build (b)'),
  job('release', null, [
    step(1, 'Set up job'),
    step(2, 'Run actions/download-artifact@v5'),
    step(3, `Run plumbline/plumbline/actions/attest-run@${CHECKOUT}`, null),
  ]),
];

const RUN: GitHubRun = {
  id: FACTS.runId,
  attempt: 1,
  repository: { name: 'acme/app', id: '1296269', ownerId: '6811672' },
  commit: COMMIT,
  branch: 'main',
  event: 'push',
  path: '.github/workflows/release.yml',
  status: 'in_progress',
  conclusion: null,
  startedAt: at(0),
  actor: { login: 'dana', id: '583231' },
  triggeringActor: { login: 'dana', id: '583231' },
  calledWorkflows: [],
};

/** What each job has downloaded. */
const DOWNLOADS = [{ repository: 'actions/checkout', ref: CHECKOUT, sha: CHECKOUT }];

/** What a test has GitHub say. */
export interface Said {
  readonly run?: Partial<GitHubRun>;
  readonly jobs?: readonly GitHubJob[];
  readonly digest?: string | null;
  readonly claims?: Readonly<Record<string, string>>;
  /** What the log of each job says of downloads; null: there is no log. */
  readonly downloads?: readonly DownloadedAction[] | null;
  /** Code of the fault with which everything is answered. */
  readonly fault?: string;
}

export function gitHubOf({
  run = {},
  jobs = JOBS,
  digest = `sha256:${'d1'.repeat(32)}`,
  claims,
  downloads = DOWNLOADS,
  fault,
}: Said): GitHub {
  const say = <T>(value: T): Promise<Result<T, Fault>> =>
    Promise.resolve(
      fault === undefined ? ok(value) : err(usageFault(fault, 'GitHub cannot be asked')),
    );
  const identity = {
    issuer: 'https://token.actions.githubusercontent.com',
    audience: '',
    subject: '',
  };
  return {
    run: () => say({ ...RUN, ...run }),
    jobs: () => say(jobs),
    artifacts: () => say([{ id: '1', name: 'dist', size: 3, digest, expired: false }]),
    downloadedActions: () => say(downloads),
    identity: () => Promise.resolve(ok(claims === undefined ? null : { ...identity, claims })),
  };
}
