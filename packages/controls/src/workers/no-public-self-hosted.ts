import { expandMatrix, type Matrix, type Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { strangersAt } from '../github/starts.js';
import { jobsOf, type JobSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { scalarsIn } from '../credentials/expressions.js';

/** 4.1.1: a machine of one's own keeps what strangers leave on it. */
export const noPublicSelfHosted: Control = {
  id: '4.1.1',
  slug: 'no-public-self-hosted',
  title: 'Forks cannot reach self-hosted runners',
  level: 1,
  assessment: 'automated',
  rationale:
    'Whoever opens a pull request writes what its workflow runs. On a machine of GitHub it is gone with the machine; on your own it stays for the next job, reads what the last one left, and looks around in your network.',
  audit:
    'No job with `self-hosted` in `runs-on`, with one of the labels that such runners have (`linux`, `x64`), or on a runner or group with a name of your own is started by pull requests or comments of people without access. Whether the repository is public, and who must approve runs of forks, is in its settings (control 5.1.2).',
  remediation:
    'Use a runner of GitHub for pull requests, or let forks out: `if: github.event.pull_request.head.repo.full_name == github.repository`.',
  impact: 'Pull requests of forks are built on runners of GitHub, or not at all.',
  references: [
    'OWASP CICD-SEC-4',
    'OWASP CICD-SEC-5',
    'CIS SSC 2.1.5',
    'zizmor self-hosted-runner',
    'poutine pr_runs_on_self_hosted',
  ],
  legs: { G: { judge: asRun(judge) } },
};

function judge(subject: Subject): Judgement {
  const own = jobsOf(subject).flatMap((site) => {
    const runner = ownRunner(site);
    return runner === null ? [] : [{ site, runner }];
  });
  if (own.length === 0) return 'not-applicable';
  return own.flatMap(({ site, runner }) => judgeJob(subject, site, runner));
}

/** What tells that a machine is one's own: a label of all such, or a name or group that GitHub has no machine of. */
interface OwnRunner {
  readonly label: Text;
  readonly isCertain: boolean;
}

/** The labels that every such runner has. */
const OWN = /(?:^|["'[\s,])(?:self-hosted|linux|windows|macos|x64|arm|arm64)(?:$|["'\]\s,])/i;

/** Machines of GitHub, larger ones too, and of those who rent out new ones for each job. */
const RENTED =
  /^$|(?:^|-)(?:ubuntu|macos|windows)(?:-|$)|^(?:blacksmith|buildjet|cirun|depot|namespace|nscloud|runs-on|ubicloud|warp)\b|\$\{\{/i;

function ownRunner({ job }: JobSite): OwnRunner | null {
  const matrix = job.strategy?.matrix ?? null;
  const textsOf = ({ value }: Text): readonly string[] => {
    const expanded = expandMatrix(value, matrix);
    return expanded.known ? expanded.values : [value, ...listedIn(value, matrix)];
  };
  const { labels = [], group = null } = job.runsOn ?? {};
  const label = labels.find((one) => textsOf(one).some((text) => OWN.test(text)));
  if (label !== undefined) return { label, isCertain: true };
  const named = [...labels, ...(group === null ? [] : [group])];
  if (named.some((one) => textsOf(one).every((text) => RENTED.test(text)))) return null;
  const other = named.find((one) => textsOf(one).some((text) => !RENTED.test(text)));
  return other === undefined ? null : { label: other, isCertain: false };
}

/** The texts below a name of the matrix: a row may give a list of labels. */
function listedIn(text: string, matrix: Matrix | null): readonly string[] {
  const name = /\bmatrix\.([\w-]+)/.exec(text)?.[1];
  if (matrix === null || name === undefined) return [];
  const rows = [matrix.node, ...matrix.include].flatMap((node) =>
    node.kind === 'map' ? node.entries.filter(({ key }) => key.text === name) : [],
  );
  return rows.flatMap(({ value }) => scalarsIn(value)).map((scalar) => scalar.text);
}

/** Events whose runs may execute code of a fork, each with whether they do by themselves. */
const OF_FORKS: ReadonlyMap<string, boolean> = new Map([
  ['pull_request', true],
  ['pull_request_review', true],
  ['pull_request_review_comment', true],
  ['pull_request_target', false],
  ['workflow_run', false],
  ['issue_comment', false],
]);

function judgeJob(
  subject: Subject,
  site: JobSite,
  { label, isCertain }: OwnRunner,
): readonly Violation[] {
  const events = [...strangersAt(subject, site)].filter((event) => OF_FORKS.has(event)).sort();
  if (events.length === 0 || isOfMerged(site)) return [];
  const runsCode = events.some((event) => OF_FORKS.get(event) === true);
  return [
    {
      at: placeIn(site.workflow, label),
      address: `${site.address}.runs-on`,
      subject: 'self-hosted',
      severity: runsCode ? 'high' : 'medium',
      ...(isCertain ? {} : { confidence: 'medium' as const }),
      message: runsCode
        ? 'Anybody who opens a pull request from a fork runs code on this machine, and it stays there for the jobs after it.'
        : `Anybody starts this job on your machine (${events.join(', ')}); what it takes from them may stay there.`,
      hint: 'if: github.event.pull_request.head.repo.full_name == github.repository',
    },
  ];
}

/** A pull request that was merged had its review. */
function isOfMerged({ job }: JobSite): boolean {
  return /^(?!.*\|\|).*pull_request\.merged\b(?!\s*==\s*false)/s.test(job.condition?.value ?? '');
}
