import type { Text } from '@plumbline/pipeline';
import { CONFIG_DEFAULTS, settingOf, settingsOf } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { declaredParams, defaultOf } from '../tekton/params.js';
import { resourcesOf, type ResourceSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';

/** 3.1.3: a run has the rights of its service account, and `default` is everybody’s. */
export const dedicatedAccount: Control = {
  id: '3.1.3',
  slug: 'dedicated-account',
  title: 'Runs have a service account of their own',
  level: 1,
  assessment: 'automated',
  rationale:
    'A run that names no service account gets `default` of its namespace, or what the cluster says. Rights and secrets that somebody gives to `default` for another purpose then reach every build of the namespace, and no one can take them away from one of them.',
  audit:
    'Each PipelineRun, TaskRun and template of one names a service account other than `default`; or `default-service-account` of the ConfigMap `config-defaults` names one.',
  remediation:
    'Write `taskRunTemplate: { serviceAccountName: <name> }` in a PipelineRun, `serviceAccountName` in a TaskRun or in v1beta1.',
  impact: 'The service account must exist and have what the run needs.',
  references: ['OWASP CICD-SEC-5', 'CIS SSC 2.1.5', 'CIS Kubernetes 5.1.5'],
  legs: { T: { judge } },
};

type RunSite = ResourceSite & {
  readonly resource: Extract<ResourceSite['resource'], { kind: 'TaskRun' | 'PipelineRun' }>;
};

function judge(subject: Subject): Judgement {
  const runs = resourcesOf(subject).filter((site) => isRun(site));
  if (runs.length === 0) return 'not-applicable';
  const fallback = clusterDefault(subject);
  return runs.flatMap((site) => [...judgeRun(site, fallback), ...judgeOverrides(site)]);
}

function isRun(site: ResourceSite): site is RunSite {
  return site.resource.kind === 'TaskRun' || site.resource.kind === 'PipelineRun';
}

/** The account of runs that name none, if the configuration of the cluster is among the files. */
function clusterDefault(subject: Subject): string {
  const [config] = settingsOf(subject, CONFIG_DEFAULTS);
  const account = config === undefined ? null : settingOf(config, 'default-service-account').text;
  return account === null || account === '' ? 'default' : account;
}

function judgeRun(site: RunSite, fallback: string): readonly Violation[] {
  const { resource } = site;
  const account = resource.spec.serviceAccountName;
  if (account !== null && account.value !== '') {
    return isDefault(account, site) ? [violation(site, account, 'names')] : [];
  }
  if (fallback !== 'default' || everyTaskHasOne(site)) return [];
  return [violation(site, account ?? resource.kindText, 'lacks')];
}

/** A parameter that becomes the account counts by its default. */
function isDefault(account: Text, site: RunSite): boolean {
  const fallback = defaultOf(account.value, declaredParams(site));
  return (fallback?.kind === 'scalar' ? fallback.text : account.value) === 'default';
}

function everyTaskHasOne({ resource }: RunSite): boolean {
  if (resource.kind !== 'PipelineRun' || resource.spec.pipelineSpec === null) return false;
  const { pipelineSpec, taskRunSpecs } = resource.spec;
  const named = new Set(
    taskRunSpecs.flatMap(({ pipelineTaskName, serviceAccountName }) =>
      serviceAccountName === null ? [] : (pipelineTaskName?.value ?? []),
    ),
  );
  return [...pipelineSpec.tasks, ...pipelineSpec.finally].every(({ name }) =>
    named.has(name?.value ?? ''),
  );
}

function judgeOverrides(site: RunSite): readonly Violation[] {
  if (site.resource.kind !== 'PipelineRun') return [];
  return site.resource.spec.taskRunSpecs.flatMap(({ serviceAccountName }) =>
    serviceAccountName !== null && isDefault(serviceAccountName, site)
      ? violation(site, serviceAccountName, 'names')
      : [],
  );
}

function violation(site: RunSite, at: Text, how: 'names' | 'lacks'): Violation {
  const { resource } = site;
  const nested = resource.kind === 'PipelineRun' && resource.apiVersion.value === 'tekton.dev/v1';
  return {
    at: placeIn(resource, at),
    address: site.address,
    subject: how === 'names' ? 'default' : 'no service account',
    severity: 'medium',
    message:
      how === 'names'
        ? 'Code of this run has every right and secret that anybody gives to `default` in the namespace.'
        : 'Code of this run has every right and secret that anybody gives to the account that runs have by default.',
    hint: nested ? 'taskRunTemplate: { serviceAccountName: <name> }' : 'serviceAccountName: <name>',
  };
}
