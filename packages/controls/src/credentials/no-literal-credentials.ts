import { mapGet, type Node } from '@plumbline/core';
import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import { jobsOf, stepsOf, workflowsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { placeIn, type Violation } from '../violation.js';
import { githubScripts } from '../composition/scripts.js';
import { literalCommands } from './literal-commands.js';
import { judgeTektonLiterals } from './literal-tekton.js';
import { literals, type Literal } from './literal-values.js';
import { actionsOf } from '../github/live-actions.js';

/** 3.2.1: who may read a definition may read what is written into it. */
export const noLiteralCredentials: Control = {
  id: '3.2.1',
  slug: 'no-literal-credentials',
  title: 'No credential is written into a definition',
  level: 1,
  assessment: 'automated',
  rationale:
    'A credential in a file is known to everybody who can read the repository, a copy of it or an old backup, and stays in its history when the line is gone. Bots find one in a public repository within minutes.',
  audit:
    'Search the values of `env`, `with`, `credentials`, defaults of inputs and parameters, arguments and scripts for tokens, keys and passwords.',
  remediation:
    'Revoke the credential, store a new one as a secret, and write `${{ secrets.NAME }}`, or `secretKeyRef` on Tekton.',
  impact: 'None; what is already in the history has to be revoked.',
  references: [
    'OWASP CICD-SEC-6',
    'CIS SSC 1.5.1, 2.3.8',
    'OSPS BR-07.01',
    'zizmor hardcoded-container-credentials',
    'actionlint credentials',
  ],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTektonLiterals) } },
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...workflowsOf(subject).flatMap((workflow) =>
      workflow.node.entries
        .filter(({ key }) => key.text !== 'jobs')
        .flatMap(({ key, value }) =>
          literals(value, key.text).map((found) =>
            violation(subject, { of: workflow, job: null, address: key.text }, found),
          ),
        ),
    ),
    ...jobsOf(subject).flatMap((site) => inJob(subject, site)),
    ...stepsOf(subject).flatMap((site) =>
      literals(site.step.node, 'step')
        .filter((found) => !isOfService(found, site.job))
        .map((found) => violation(subject, site, found)),
    ),
    ...githubScripts(subject).flatMap((site) =>
      literalCommands(site, '${{ secrets.NAME }} in env'),
    ),
    ...actionsOf(subject).flatMap((action) =>
      literals(mapGet(action.node, 'inputs') ?? null, 'inputs').map((found) =>
        violation(subject, { of: action, job: null, address: 'inputs' }, found),
      ),
    ),
  ];
}

function inJob(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  return job.node.entries
    .filter(({ key }) => key.text !== 'steps')
    .flatMap(({ key, value }) =>
      (key.text === 'services' ? inServices(value) : literals(value, key.text))
        .filter((found) => !isOfService(found, site))
        .map((found) =>
          violation(subject, { of: workflow, job: site, address: `${address}.${key.text}` }, found),
        ),
    );
}

/** What a service and its clients in the same job share protects nothing outside of the job. */
function isOfService({ node, what }: Literal, site: JobSite | null): boolean {
  if (what !== 'a credential') return false;
  const environments = site?.job.services.flatMap(({ container }) => container.env?.entries ?? []);
  return environments?.some(({ value }) => value.value === node.text) === true;
}

/** Of services only what logs in to a registry: other passwords are made up for one job. */
function inServices(services: Node): readonly Literal[] {
  if (services.kind !== 'map') return [];
  return services.entries.flatMap(({ value }) => {
    const credentials = mapGet(value, 'credentials');
    return credentials === undefined ? [] : literals(credentials, 'credentials');
  });
}

function violation(
  subject: Subject,
  { of, job, address }: Pick<StepSite, 'of' | 'job' | 'address'>,
  { node, name, what }: Literal,
): Violation {
  return {
    at: placeIn(of, node),
    address,
    subject: name,
    severity: 'high',
    ...(job === null ? {} : { exposure: { ...exposureOf(subject, job), privileged: true } }),
    message: `Whoever can read the repository can read ${what} in \`${name}\`.`,
    hint: '${{ secrets.NAME }}',
  };
}
