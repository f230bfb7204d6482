import type { Input, NamedText, Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import {
  hasGitHub,
  jobsOf,
  stepsOf,
  workflowsOf,
  type JobSite,
  type StepSite,
} from '../github/steps.js';
import { eitherWay } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { eitherStarted } from '../tekton/as-started.js';
import { placeIn, type Violation } from '../violation.js';
import { hasToken, readsVariable, secretsIn } from './expressions.js';
import { namesCredential } from './secret-names.js';
import { judgeTektonSecrets } from './secret-params-tekton.js';

/** 3.4.3: parameters are shown, stored and signed; secrets must not be. */
export const noSecretParams: Control = {
  id: '3.4.3',
  slug: 'no-secret-params',
  title: 'Secrets are not passed as parameters',
  level: 1,
  assessment: 'automated',
  rationale:
    'Inputs, parameters and results are part of the record of a run: everybody who may look at runs reads them, they stay in events, in the cluster and in signed provenance for years, and nothing masks them in logs.',
  audit:
    'Look for inputs and parameters whose name says password, token or key, and for outputs and results that carry one. On Tekton a parameter that names a Secret is fine; one that holds its value is not.',
  remediation:
    'Declare it under `secrets` of `workflow_call`, or store it as a secret and drop the input. On Tekton take the name of a Secret as parameter and read it by `secretKeyRef` or a workspace.',
  impact: 'Callers must create the Secret before the run.',
  references: ['OWASP CICD-SEC-6', 'SLSA provenance: external parameters are public'],
  legs: { G: { judge: eitherWay(judgeGitHub) }, T: { judge: eitherStarted(judgeTektonSecrets) } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  return [
    ...workflowsOf(subject).flatMap((workflow) =>
      workflow.triggers.flatMap(({ event, inputs }) =>
        inputs.filter(holdsSecret).map((input): Violation => ({
          at: placeIn(workflow, input.name),
          address: `on.${event.value}.inputs`,
          subject: input.name.value,
          severity: event.value === 'workflow_dispatch' ? 'high' : 'medium',
          message: `Everybody who may see runs can read what is passed as \`${input.name.value}\`: inputs are kept with the run and not masked.`,
          hint:
            event.value === 'workflow_dispatch'
              ? 'a stored secret: ${{ secrets.NAME }}'
              : `on.workflow_call.secrets.${input.name.value}`,
        })),
      ),
    ),
    ...workflowsOf(subject).flatMap((workflow) =>
      workflow.triggers.flatMap(({ event, outputs }) =>
        outputs
          .filter(({ value }) => value !== null && secretsIn(value.value).length > 0)
          .flatMap(({ name, value }) =>
            value === null
              ? []
              : carried(
                  subject,
                  { of: workflow, job: null, address: `on.${event.value}.outputs` },
                  { name, value },
                ),
          ),
      ),
    ),
    ...jobsOf(subject).flatMap((site) => [
      ...jobOutputs(subject, site),
      ...givenInputs(subject, site),
    ]),
    ...stepsOf(subject).flatMap((site) => [
      ...stepOutputs(subject, site),
      ...payloads(subject, site),
      ...dispatched(subject, site),
    ]),
  ];
}

/** Names like `token`; what is chosen from a list, or is true or false, is none. */
function holdsSecret({ name, type, description, default: fallback }: Input): boolean {
  if (hasToken(fallback?.value ?? '')) return false;
  if (!namesCredential(name.value) || !['', 'string'].includes(type?.value ?? '')) return false;
  return !/\bname of\b|\bsecret name\b/i.test(description?.value ?? '');
}

function jobOutputs(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  return job.outputs
    .filter(({ value }) => secretsIn(value.value).length > 0)
    .map(({ name, value }) =>
      carried(subject, { of: workflow, job: site, address: `${address}.outputs` }, { name, value }),
    );
}

/** A called workflow takes secrets under `secrets`; its inputs are shown. */
function givenInputs(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  return job.with
    .filter(({ value }) => secretsIn(value.value).length > 0)
    .map((input) =>
      carried(subject, { of: workflow, job: site, address: `${address}.with` }, input),
    );
}

function carried(
  subject: Subject,
  { of, job, address }: Pick<StepSite, 'of' | 'job' | 'address'>,
  { name, value }: NamedText,
): Violation {
  return {
    at: placeIn(of, value),
    address,
    subject: name.value,
    severity: 'medium',
    ...(job === null ? {} : { exposure: exposureOf(subject, job) }),
    message: `Other jobs, runs and everybody who may see them can read the secret that \`${name.value}\` carries.`,
    hint: '${{ secrets.NAME }} where it is used',
  };
}

/** A secret, as it is, in `$GITHUB_OUTPUT`. */
function stepOutputs(subject: Subject, site: StepSite): readonly Violation[] {
  const { run, env } = site.step;
  if (run?.value.includes('GITHUB_OUTPUT') !== true) return [];
  const names = (env?.entries ?? []).filter(({ value }) => secretsIn(value.value).length > 0);
  const leaks = run.value.split('\n').some((line) => {
    if (!/>>?\s*["']?\$\{?GITHUB_OUTPUT\b/.test(line) || /\$\(|`|\|/.test(line)) return false;
    return secretsIn(line).length > 0 || names.some(({ name }) => readsVariable(line, name.value));
  });
  return leaks ? [carried(subject, site, { name: named('GITHUB_OUTPUT', run), value: run })] : [];
}

/** What starts other workflows carries its payload in the open. */
function payloads(subject: Subject, site: StepSite): readonly Violation[] {
  return site.step.with
    .filter(({ name }) => /^(?:client[-_]payload|inputs)$/i.test(name.value))
    .filter(({ value }) => secretsIn(value.value).length > 0)
    .map((input) => carried(subject, site, input));
}

/** A workflow or a repository that a command starts: its inputs are as open. */
function dispatched(subject: Subject, site: StepSite): readonly Violation[] {
  const { run, env } = site.step;
  if (run === null) return [];
  const names = (env?.entries ?? []).filter(({ value }) => secretsIn(value.value).length > 0);
  const lines = run.value.replace(/\\\r?\n/g, ' ').split('\n');
  const leaks = lines.some((line) => {
    if (!/\bgh\s+(?:workflow\s+run|api\b.*\/dispatches)\b/.test(line)) return false;
    return secretsIn(line).length > 0 || names.some(({ name }) => readsVariable(line, name.value));
  });
  return leaks ? [carried(subject, site, { name: named('dispatch', run), value: run })] : [];
}

function named(value: string, { node }: Text): Text {
  return { value, node };
}
