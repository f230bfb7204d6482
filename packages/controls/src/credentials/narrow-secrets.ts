import type { Settings, Text, Workflow } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import { hasGitHub, jobsIn, jobsOf, stepsIn, workflowsOf, type JobSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { placeIn, type Violation } from '../violation.js';
import { hasToken, templatesIn, secretsIn } from './expressions.js';
import { judgeSecretSpread } from './secret-spread.js';

/** 3.2.2: a secret is given to the step that needs it and to nothing else. */
export const narrowSecrets: Control = {
  id: '3.2.2',
  slug: 'narrow-secrets',
  title: 'Secrets reach only the step that needs them',
  level: 1,
  assessment: 'automated',
  rationale:
    'Every program of a job reads the environment of its step: build scripts, test runners, install hooks of packages. A secret in the environment of a workflow or job reaches all of them, and so does the whole of `secrets`. On Tekton the same holds for `stepTemplate`, pod templates and workspaces that every step sees. In 2025 worms in npm packages took exactly these.',
  audit:
    'Look for `secrets: inherit`, `toJSON(secrets)`, `secrets[…]` with a computed name, secrets in `env` of a workflow or of a job with several steps. On Tekton: Secrets in `stepTemplate`, `podTemplate.env`, `envFrom`, and Secret workspaces of Tasks with several steps that do not name them at a step.',
  remediation:
    'Move the secret to `env` or `with` of the one step. Pass named secrets to reusable workflows. On Tekton name the workspace at the step (`steps[].workspaces`) and use `secretKeyRef` there.',
  impact: 'Steps that relied on a value from above must name it.',
  references: [
    'OWASP CICD-SEC-6',
    'zizmor overprovisioned-secrets, secrets-inherit',
    'poutine job_all_secrets',
    'CodeQL excessive-secrets-exposure',
    'ghalint 004–006',
  ],
  legs: { G: { judge: judgeGitHub }, T: { judge: asStarted(judgeSecretSpread) } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  return [
    ...workflowsOf(subject).flatMap((workflow) => [
      ...workflowEnv(subject, workflow),
      ...wholeContext(subject, workflow),
    ]),
    ...jobsOf(subject).flatMap((site) => [...inherits(subject, site), ...jobEnv(subject, site)]),
  ];
}

function inherits(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  if (job.secrets?.inherit !== true) return [];
  return [
    {
      at: placeIn(workflow, job.secrets),
      address,
      subject: 'secrets: inherit',
      severity: 'medium',
      exposure: exposureOf(subject, site),
      message:
        'The called workflow, and everything that it uses, gets every secret that this workflow may read.',
      hint: 'secrets: { NAME: ${{ secrets.NAME }} }',
    },
  ];
}

/** A job with a single step gives nothing away by its environment. */
function jobEnv(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  if (job.steps.length < 2) return [];
  return spread(job.env).map((text) => ({
    at: placeIn(workflow, text),
    address: `${address}.env`,
    subject: text.value,
    severity: 'medium' as const,
    exposure: exposureOf(subject, site),
    message: `Every program of the ${job.steps.length} steps of the job can read this secret.`,
    hint: `env at the step that needs it`,
  }));
}

/** In a workflow the token counts too: `permissions` of a job do not keep it from its steps. */
function workflowEnv(subject: Subject, workflow: Workflow): readonly Violation[] {
  const jobs = jobsIn(subject, workflow);
  const [first] = jobs;
  if (first === undefined) return [];
  return [...spread(workflow.env), ...(jobs.length > 1 ? tokens(workflow.env) : [])].map(
    (text) => ({
      at: placeIn(workflow, text),
      address: 'env',
      subject: text.value,
      severity: 'medium' as const,
      exposure: exposureOf(subject, first),
      message: `Every program of every step of ${jobs.length === 1 ? 'the job' : `${jobs.length} jobs`} can read this secret.`,
      hint: 'env at the step that needs it',
    }),
  );
}

function spread(env: Settings | null): readonly Text[] {
  return valuesOf(env).filter(({ value }) => secretsIn(value).length > 0);
}

function tokens(env: Settings | null): readonly Text[] {
  return valuesOf(env).filter(({ value }) => hasToken(value) && secretsIn(value).length === 0);
}

function valuesOf(env: Settings | null): readonly Text[] {
  if (env === null) return [];
  return env.expression === null ? env.entries.map(({ value }) => value) : [env.expression];
}

/** `toJSON(secrets)` and `secrets[…]` with a computed name give out all of them. */
function wholeContext(subject: Subject, workflow: Workflow): readonly Violation[] {
  const first = jobsIn(subject, workflow)[0] ?? null;
  return addressed(subject, workflow).flatMap(({ address, node, site }) =>
    templatesIn(node)
      .filter(({ text }) => secretsIn(text).includes('*'))
      .map((scalar) => ({
        at: placeIn(workflow, scalar),
        address,
        subject: 'secrets',
        severity: 'high' as const,
        exposure: exposureOf(subject, site ?? first),
        message: 'Whoever controls this step gets every secret of the repository, not one.',
        hint: '${{ secrets.NAME }}',
      })),
  );
}

type Part = {
  readonly address: string;
  readonly node: Workflow['node'] | Settings['node'];
  readonly site: JobSite | null;
};

/** The steps, and of each job what stands beside them. */
function addressed(subject: Subject, workflow: Workflow): readonly Part[] {
  const steps = stepsIn(subject, workflow);
  return [
    ...(workflow.env === null ? [] : [{ address: 'env', node: workflow.env.node, site: null }]),
    ...jobsIn(subject, workflow).flatMap((site) =>
      site.job.node.entries
        .filter(({ key }) => key.text !== 'steps')
        .map(({ key, value }) => ({ address: `${site.address}.${key.text}`, node: value, site })),
    ),
    ...steps.map(({ address, step, job }) => ({ address, node: step.node, site: job })),
  ];
}
