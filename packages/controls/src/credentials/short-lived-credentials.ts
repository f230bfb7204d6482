import { mapGet, stringOf, type Node } from '@plumbline/core';
import type { Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { scriptOf, scriptsIn, type ScriptSite } from '../composition/scripts.js';
import { scriptsBelow } from '../composition/scripts-by-file.js';
import { exposureOf } from '../github/exposure.js';
import { privilegesOf } from '../github/privileges.js';
import {
  jobsIn,
  jobsOf,
  stepsOf,
  workflowsOf,
  type JobSite,
  type StepSite,
} from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { toldIn } from '../tekton/known-params.js';
import { containersOf, hasTekton, type ContainerSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { secretsIn } from './expressions.js';
import { PUBLISHES, STORED_INPUTS, STORED_VARIABLES, type StoredKey } from './stored-keys.js';
import { storedLogins } from './stored-logins.js';
import { actionOf, inputOf } from './steps.js';

/** 3.3.1: a key that is stored can be stolen today and used next year. */
export const shortLivedCredentials: Control = {
  id: '3.3.1',
  slug: 'short-lived-credentials',
  title: 'Clouds and registries are reached with short-lived credentials',
  level: 1,
  assessment: 'automated',
  rationale:
    'A stored key of a cloud or registry works from everywhere until somebody revokes it. Whoever reads it once, from a log, a dependency or a copied environment, comes back with it. An identity of the run is worth nothing an hour later, and the cloud can demand repository, branch and environment.',
  audit:
    'Look for stored keys where the provider accepts the identity of a run: access keys of AWS, keys of service accounts of Google, client secrets of Azure, API tokens of PyPI, npm, RubyGems and crates.io. On Tekton: the same in `secretKeyRef`, in place of a service account that is bound to an identity of the cloud.',
  remediation:
    'Let the provider trust the repository, give the job `id-token: write` and name the role in place of the key. On Tekton annotate the service account (`eks.amazonaws.com/role-arn`, `iam.gke.io/gcp-service-account`, `azure.workload.identity/client-id`).',
  impact: 'The provider must be configured once; the old key must be revoked.',
  references: [
    'OWASP CICD-SEC-6',
    'NSA/CISA Defending CI/CD: minimise long-term credentials',
    'zizmor use-trusted-publishing',
  ],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...stepsOf(subject).flatMap((site) => [
      ...inputs(subject, site),
      ...variables(subject, site),
      ...logins(subject, site),
      ...unseenKeys(subject, site),
    ]),
    ...jobsOf(subject).flatMap((site) =>
      (site.job.env?.entries ?? []).flatMap(({ name, value }) =>
        cloudVariable(
          subject,
          { of: site.workflow, job: site, address: `${site.address}.env` },
          name,
          value,
        ),
      ),
    ),
    ...jobsOf(subject).flatMap((site) => publishedWith(subject, site)),
    ...workflowsOf(subject).flatMap((workflow) => {
      const first: JobSite | null = jobsIn(subject, workflow)[0] ?? null;
      return (workflow.env?.entries ?? []).flatMap(({ name, value }) =>
        cloudVariable(subject, { of: workflow, job: first, address: 'env' }, name, value),
      );
    }),
  ];
}

type Where = Pick<StepSite, 'of' | 'job' | 'address'>;

/** Inputs of actions that take a stored key though the action knows a better way. */
function inputs(subject: Subject, site: StepSite): readonly Violation[] {
  const { step } = site;
  const stored = STORED_INPUTS[actionOf(step) ?? ''];
  if (stored === undefined) return [];
  const registry = registryOf(step, stored.registryInput ?? '');
  if (stored.registries !== undefined && !stored.registries.test(registry)) return [];
  const given = stored.inputs
    .map((name) => inputOf(step, name))
    .find((value) => value !== null && secretsIn(value.value).length > 0);
  const refused = inputOf(step, stored.refusedBy ?? '');
  const at = refused?.value.trim() === 'false' ? refused : (given ?? null);
  return at === null ? [] : [violation(subject, site, at, stored)];
}

/** The registry that a step names, also by the older spelling of the input. */
function registryOf(step: StepSite['step'], input: string): string {
  return (inputOf(step, input) ?? inputOf(step, input.replaceAll('-', '_')))?.value ?? '';
}

/** Variables of clouds, and tokens of registries where the script of the step publishes with them. */
function variables(subject: Subject, site: StepSite): readonly Violation[] {
  const script = scriptOf(subject, site.step);
  return (site.step.env?.entries ?? []).flatMap(({ name, value }) => {
    const stored = STORED_VARIABLES[name.value.toUpperCase()];
    if (stored?.publishes === undefined) return cloudVariable(subject, site, name, value);
    const publishes = script?.runs.some((run) => {
      const command = `${run.invoked?.program ?? ''} ${run.invoked?.args.join(' ') ?? ''}`;
      return stored.publishes?.test(command) === true && !TRIED.test(command);
    });
    if (publishes !== true || secretsIn(value.value).length === 0) return [];
    return [violation(subject, site, value, stored)];
  });
}

/** What says what would be published, and publishes nothing. */
const TRIED = /^cargo .*\s-n(?:\s|$)|\s--dry-run(?:\s|$|=true)/;

/** A token of a registry that the whole job has, where a step of it publishes. */
function publishedWith(subject: Subject, site: JobSite): readonly Violation[] {
  const commands = scriptsIn(subject, site.job).flatMap(({ runs }) =>
    runs.map(({ invoked }) => `${invoked?.program ?? ''} ${invoked?.args.join(' ') ?? ''}`),
  );
  const entries = [...(site.job.env?.entries ?? []), ...(site.workflow.env?.entries ?? [])];
  return entries.flatMap(({ name, value }) => {
    const stored = STORED_VARIABLES[name.value.toUpperCase()];
    const used = commands.some(
      (command) => stored?.publishes?.test(command) === true && !TRIED.test(command),
    );
    if (stored === undefined || !used || secretsIn(value.value).length === 0) return [];
    return [
      violation(subject, { of: site.workflow, job: site, address: site.address }, value, stored),
    ];
  });
}

/** A step that takes the key out of a variable of any name. */
function logins(subject: Subject, site: StepSite): readonly Violation[] {
  const { run } = site.step;
  const script = scriptOf(subject, site.step);
  const [login] = script === undefined ? [] : storedLogins(script);
  const known = variables(subject, site).length > 0;
  return run === null || login === undefined || known
    ? []
    : [violation(subject, site, run, login.stored)];
}

/** Where another registry is named, which may know nothing better. */
const ELSEWHERE =
  /\s(?:--?repository(?:-url)?|-r|--registry|--index(?:-url)?|--host)\b|\s(?:--source|-s)[ =](?!\S*nuget\.org)|localhost/i;

/** A command that publishes in a job that cannot ask for an identity: wherever it comes from, it has a stored key. */
function unseenKeys(subject: Subject, site: StepSite): readonly Violation[] {
  const { step, job } = site;
  const script = scriptOf(subject, step);
  if (step.run === null || job === null || script === undefined) return [];
  if (privilegesOf(job.workflow, job.job).identity || variables(subject, site).length > 0)
    return [];
  const envs = [step.env, job.job.env, job.workflow.env].flatMap((env) => env?.entries ?? []);
  if (envs.some(({ name }) => /REPOSITORY|INDEX|HOST$|SOURCE/.test(name.value))) return [];
  const commands = script.runs.map(
    ({ invoked }) => `${invoked?.program ?? ''} ${invoked?.args.join(' ') ?? ''}`,
  );
  const stored = PUBLISHES.find(({ publishes }) =>
    commands.some(
      (command) =>
        publishes?.test(command) === true && !TRIED.test(command) && !ELSEWHERE.test(command),
    ),
  );
  return stored === undefined ? [] : [violation(subject, site, step.run, stored)];
}

function cloudVariable(
  subject: Subject,
  where: Where,
  name: Text,
  value: Text,
): readonly Violation[] {
  const stored = STORED_VARIABLES[name.value.toUpperCase()];
  if (stored === undefined || stored.publishes !== undefined) return [];
  return secretsIn(value.value).length === 0 ? [] : [violation(subject, where, value, stored)];
}

function violation(
  subject: Subject,
  { of, job, address }: Where,
  at: Text,
  stored: StoredKey,
): Violation {
  return {
    at: placeIn(of, at),
    address,
    subject: stored.what,
    severity: 'medium',
    confidence: 'medium',
    ...(job === null ? {} : { exposure: exposureOf(subject, job) }),
    message: `Whoever reads ${stored.what} once can use it from everywhere until it is revoked.`,
    hint: stored.hint,
  };
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return containersOf(subject).flatMap((site) =>
    storedInContainer(site, scriptsBelow(subject, site.resource.path, site.address)),
  );
}

/** One finding for each kind of key: two variables may make one. */
function storedInContainer(
  site: ContainerSite,
  scripts: readonly ScriptSite[],
): readonly Violation[] {
  const found = [
    ...keysIn(site),
    ...wholeSecrets(site),
    ...keyFiles(site),
    ...scripts
      .flatMap((script) => storedLogins(script))
      .map(({ stored }) => inContainer(site, (site.step.script ?? site.step).node, stored.what)),
  ];
  const first = new Map<string, Violation>();
  for (const violation of found)
    if (!first.has(violation.subject)) first.set(violation.subject, violation);
  return [...first.values()];
}

function keysIn(site: ContainerSite): readonly Violation[] {
  return site.step.env.flatMap(({ name, valueFrom, node }) => {
    const variable = name?.value.toUpperCase() ?? '';
    const stored =
      STORED_VARIABLES[variable === 'AWS_ACCESS_KEY_ID' ? 'AWS_SECRET_ACCESS_KEY' : variable];
    const secret = mapGet(valueFrom, 'secretKeyRef');
    if (stored === undefined || stored.publishes !== undefined || secret === undefined) return [];
    return [inContainer(site, node, stored.what)];
  });
}

/** A Secret that is called like a cloud, as a whole in the environment. */
function wholeSecrets(site: ContainerSite): readonly Violation[] {
  return site.step.envFrom.flatMap((node) => {
    const name = stringOf(mapGet(mapGet(node, 'secretRef'), 'name')) ?? '';
    return /(?:^|-)(?:aws|gcp|google|azure)(?:-|$)/.test(name)
      ? [inContainer(site, node, 'a stored key of a cloud')]
      : [];
  });
}

const KEY_FILES: ReadonlyMap<string, string> = new Map([
  ['GOOGLE_APPLICATION_CREDENTIALS', 'a key of a service account of Google'],
  ['AWS_SHARED_CREDENTIALS_FILE', 'a key of AWS'],
  ['AZURE_AUTH_LOCATION', 'a key of Azure'],
]);

/** A key file of a cloud in a Secret that is mounted. */
function keyFiles(site: ContainerSite): readonly Violation[] {
  const file = site.step.env.find(({ name }) => KEY_FILES.has(name?.value ?? ''));
  const value = file?.value ?? null;
  const path = value === null ? '' : toldIn(site.step, value).value;
  const secrets = new Set(
    site.task?.spec.volumes.flatMap(({ node, name }) =>
      mapGet(node, 'secret') === undefined ? [] : (name?.value ?? []),
    ),
  );
  const mounted = site.step.volumeMounts.some(
    (mount) =>
      secrets.has(stringOf(mapGet(mount, 'name')) ?? '') &&
      path.startsWith(stringOf(mapGet(mount, 'mountPath')) ?? '\0'),
  );
  if (file === undefined || !mounted) return [];
  return [inContainer(site, file.node, KEY_FILES.get(file.name?.value ?? '') ?? '')];
}

function inContainer({ resource, address }: ContainerSite, node: Node, what: string): Violation {
  return {
    at: placeIn(resource, { node }),
    address,
    subject: what,
    severity: 'medium',
    confidence: 'medium',
    message: `Whoever reads ${what} once can use it from everywhere until it is revoked.`,
    hint: 'a service account with an identity of the cloud',
  };
}
