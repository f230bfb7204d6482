import { invocation } from '../composition/commands.js';
import { scriptsIn } from '../composition/scripts.js';
import type { Control, Judgement } from '../control.js';
import { restoredBy } from '../definition/caches.js';
import { privilegesOf } from '../github/privileges.js';
import { strangersAtStep } from '../github/starts.js';
import { stepsOfJob } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { placeIn, placeWithin, type Violation } from '../violation.js';
import { runsDependencies } from './installs.js';
import { judgeRuns } from './isolated-run.js';
import { publishesOf, type Publish } from './publish.js';

/** 7.2.1: a valid signature of a build that a stranger steered is worse than none. */
export const isolatedPublish: Control = {
  id: '7.2.1',
  slug: 'isolated-publish',
  title: 'Publishing is isolated from everything else',
  level: 1,
  assessment: 'automated',
  rationale:
    'In May 2026 packages with valid provenance carried malware: a pull request had poisoned a cache, the release restored it, and the job that published also ran it. What runs in the job that holds the identity of the project decides what is published under its name.',
  audit:
    'The job that publishes restores no cache, runs no install scripts of dependencies and no tests, is not started by strangers, has an environment, and alone has `id-token: write`. On Tekton the run that publishes mounts no volume that other runs fill, and the Task that publishes installs no dependencies.',
  remediation:
    'Build in one job, hand the files over as an artifact, and publish in another: `needs: build`, `environment: release`, `permissions: { id-token: write }`, with nothing but the download and the upload. On Tekton publish in a Task of its own, with volumes by `volumeClaimTemplate`.',
  impact: 'One more job; releases build without a cache.',
  references: [
    'OWASP CICD-SEC-9',
    'OWASP CICD-SEC-6',
    'SLSA Build L3',
    'zizmor cache-poisoning',
    'TanStack 2026',
  ],
  legs: { G: { judge: asRun(judge) }, T: { judge: asStarted(judgeRuns) } },
};

function judge(subject: Subject): Judgement {
  const publishes = publishesOf(subject);
  if (publishes.length === 0) return 'not-applicable';
  const byJob = new Map(publishes.map((publish) => [publish.job, publish]));
  return [
    ...publishes.flatMap((publish) => judgeStart(subject, publish)),
    ...[...byJob.values()].flatMap((publish) => [
      ...judgeCaches(subject, publish),
      ...judgeInstalls(subject, publish),
      ...judgeEnvironment(publish),
      ...judgeIdentity(publish),
    ]),
  ];
}

/** Runs of pull requests from forks have neither secrets nor identity. */
const HARMLESS = /^pull_request(?:_review|_review_comment)?$/;

function judgeStart(subject: Subject, { site, at, name }: Publish): readonly Violation[] {
  const events = [...strangersAtStep(subject, site)]
    .filter((event) => !HARMLESS.test(event))
    .sort();
  if (events.length === 0) return [];
  return [
    {
      at,
      address: site.address,
      subject: name,
      severity: 'high',
      message: `Anybody starts this release and works beside its credential (${events.join(', ')}).`,
      hint: "on: { push: { tags: ['v*'] } }",
    },
  ];
}

function judgeCaches(subject: Subject, { job, what }: Publish): readonly Violation[] {
  return stepsOfJob(subject, job).flatMap((site): readonly Violation[] => {
    const text = restoredBy(site.step);
    if (text === null) return [];
    return [
      {
        at: placeIn(site.of, text),
        address: site.address,
        subject: 'cache',
        severity: what === 'image' ? 'low' : 'medium',
        message:
          'Whoever writes the cache from another run writes what is published: the job that holds the credential restores it.',
        hint: 'remove the cache from the job that publishes',
      },
    ];
  });
}

/** Dependencies with scripts of their own, where something is to be had. */
function judgeInstalls(subject: Subject, { job, what }: Publish): readonly Violation[] {
  const { identity, secrets } = privilegesOf(job.workflow, job.job);
  if (what !== 'package' || !(identity || secrets)) return [];
  return scriptsIn(subject, job.job).flatMap((script) =>
    script.runs.flatMap((run): readonly Violation[] => {
      const { program = '', args = [] } = invocation(run.command) ?? {};
      if (!runsDependencies(program, args)) return [];
      return [
        {
          at: placeWithin(script.source, script.node, run),
          address: script.address,
          subject: `${program} ${args[0] ?? ''}`,
          severity: 'medium',
          message:
            'Whoever owns one of the dependencies runs code of theirs beside the credential that publishes.',
          hint: 'a job of its own before this one; npm ci --ignore-scripts',
        },
      ];
    }),
  );
}

function judgeEnvironment({ job, site, at, name, what }: Publish): readonly Violation[] {
  if (what !== 'package' || job.job.environment !== null) return [];
  return [
    {
      at,
      address: site.address,
      subject: `${name} environment`,
      severity: 'low',
      message:
        'Whoever pushes to a branch that starts this workflow publishes: no environment asks anybody, or says which branches may.',
      hint: 'environment: release',
    },
  ];
}

/** An identity for the whole workflow is one for its tests too. */
function judgeIdentity({ job, what }: Publish): readonly Violation[] {
  const { permissions, jobs } = job.workflow;
  const own = job.job.permissions;
  const scope = (own ?? permissions)?.scopes.find(
    ({ name, value }) => name.value === 'id-token' && value.value === 'write',
  );
  // Jobs of a called workflow have what that says for all of them.
  const others = jobs.filter((other) => other !== job.job && other.permissions?.node === own?.node);
  if (scope === undefined || others.length === 0 || what === 'image') return [];
  return [
    {
      at: placeIn(job.workflow, scope.value),
      address: 'permissions.id-token',
      subject: 'id-token',
      severity: 'medium',
      message: `Whoever changes what runs in \`${others[0]?.id.value ?? ''}\` has the identity that publishes: the whole workflow has it.`,
      hint: 'jobs.<job that publishes>.permissions: { id-token: write }',
    },
  ];
}
