import type { MapNode } from '@plumbline/core';
import { mapGet, scalarOf } from '@plumbline/core';
import type { ParamSpec, Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { privilegesOf } from '../github/privileges.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { gitHubFlows } from '../taint/github/workflows.js';
import { worstOf } from '../taint/taint.js';
import { taintsGiven, tektonFlows } from '../taint/tekton/pipelines.js';
import { pacField } from '../taint/tekton/webhook.js';
import { declaredParams } from '../tekton/params.js';
import {
  containersOf,
  hasTekton,
  pipelineTasksOf,
  resourcesOf,
  type ResourceSite,
} from '../tekton/specs.js';
import { eventVariablesIn, variablesIn } from '../variables/variables.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { gitHubViolation, isAnswer, isPrivileged } from './flows.js';

/** 2.1.5: who chooses a path chooses whose files are read or overwritten. */
export const noPathInjection: Control = {
  id: '2.1.5',
  slug: 'no-path-injection',
  title: 'Untrusted text does not choose paths, artifacts or cache keys',
  level: 1,
  assessment: 'automated',
  rationale:
    'A working directory, the folder of an artifact, the key of a cache or the `subPath` of a volume that holds text from outside lets its author pick what is read and overwritten: another tenant’s folder on a shared volume, the cache entry of a release, a folder of scripts that later steps run.',
  audit:
    'List `working-directory`, `path`, artifact names and cache keys with expressions, and `subPath` with variables. They hold constants, numbers, commit ids, names that the cluster makes, or parameters with an `enum`.',
  remediation:
    'Use the number of the run or of the pull request, or a commit id: `key: build-${{ github.event.pull_request.number }}`; on Tekton `subPath: $(context.pipelineRun.name)`, or give the parameter an `enum`.',
  impact: 'Names of artifacts and caches are less speaking.',
  references: ['OWASP CICD-SEC-4', 'CodeQL cache-poisoning', 'pipeline-check TKN-015'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  return gitHubFlows(subject)
    .filter((flow) => isPath(flow))
    .map((flow) =>
      gitHubViolation(subject, flow, {
        severity: isFolder(flow) || isPrivileged(flow) ? 'medium' : 'low',
        message: `${flow.taint.who} chooses \`${flow.taint.name}\` and with it ${flow.by}.`,
        hint: 'Use ${{ github.event.number }} or ${{ github.run_id }} in its place.',
      }),
    );
}

function isPath(flow: GitHubFlow): boolean {
  const { sink, taint, by } = flow;
  if (sink !== 'path' || !/^(?:anyone|author)$/.test(taint.grade) || isAnswer(taint)) return false;
  return !by.startsWith('a path of ') || isPrivileged(flow) || isKept(flow);
}

/** A machine that others use afterwards. */
function isKept({ job }: GitHubFlow): boolean {
  return job !== null && privilegesOf(job.workflow, job.job).selfHosted;
}

/** Folders matter everywhere, names of caches and artifacts most where strangers meet secrets. */
function isFolder({ by }: GitHubFlow): boolean {
  return !/`(?:[\w-]*key|restore-keys|name)`/.test(by);
}

interface SubPath {
  readonly site: ResourceSite;
  readonly text: Text;
  readonly address: string;
  readonly params: readonly ParamSpec[];
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [
    ...subPaths(subject).flatMap((path) => judgeSubPath(subject, path)),
    ...workingFolders(subject),
  ];
}

function subPaths(subject: Subject): readonly SubPath[] {
  return [
    ...resourcesOf(subject).flatMap((site): readonly SubPath[] => {
      const { resource, address } = site;
      if (resource.kind !== 'PipelineRun' && resource.kind !== 'TaskRun') return [];
      return resource.spec.workspaces.flatMap(({ subPath, name }) =>
        subPath === null
          ? []
          : [
              {
                site,
                text: subPath,
                address: `${address}.workspaces.${name?.value ?? ''}`,
                params: declaredParams(site),
              },
            ],
      );
    }),
    ...pipelineTasksOf(subject).flatMap((site) =>
      site.entry.workspaces.flatMap(({ subPath, name }) =>
        subPath === null
          ? []
          : [
              {
                site,
                text: subPath,
                address: `${site.address}.workspaces.${name?.value ?? ''}`,
                params: declaredParams(site),
              },
            ],
      ),
    ),
    ...containersOf(subject).flatMap((site) =>
      site.step.volumeMounts.flatMap((mount) =>
        mountPaths(mount).map((text) => ({
          site,
          text,
          address: `${site.address}.volumeMounts`,
          params: declaredParams(site),
        })),
      ),
    ),
  ];
}

/** Folders in which steps work, as far as an event names them; that a caller does is common. */
function workingFolders(subject: Subject): readonly Violation[] {
  return tektonFlows(subject)
    .filter(({ sink, taint }) => sink === 'folder' && taint.grade !== 'caller')
    .map(({ at, address, taint: { name } }) => chosen(at, `${address}.workingDir`, name));
}

function mountPaths(mount: MapNode): readonly Text[] {
  return ['subPath', 'subPathExpr'].flatMap((key) => {
    const node = scalarOf(mapGet(mount, key));
    return node === undefined ? [] : [{ value: node.text, node }];
  });
}

function judgeSubPath(
  subject: Subject,
  { site, text, address, params }: SubPath,
): readonly Violation[] {
  const free = variablesIn(text.value).find(
    ({ variable }) =>
      variable.kind === 'param' &&
      !(variable.template
        ? isHarmless(subject, site, text)
        : isFixed(subject, site, { name: variable.name, params })),
  );
  const event = eventVariablesIn(text.value).find(({ path }) => pacField(path) !== null);
  const use = free ?? event;
  if (use === undefined) return [];
  const name =
    free?.variable.kind === 'param'
      ? `params.${free.variable.name}`
      : (event?.path.join('.') ?? '');
  return [chosen(placeIn(site.resource, text), address, name)];
}

function chosen(at: Place, address: string, name: string): Violation {
  return {
    at,
    address,
    subject: name,
    severity: 'medium',
    message: `Whoever chooses \`${name}\` chooses which folder of the volume is read and overwritten here.`,
    hint: 'subPath: $(context.pipelineRun.name)',
  };
}

/** A parameter with an enumeration, or one to which the run itself gives a constant, a commit or a number. */
function isFixed(
  subject: Subject,
  site: ResourceSite,
  { name, params }: { readonly name: string; readonly params: readonly ParamSpec[] },
): boolean {
  const { resource } = site;
  const declared = params.find((param) => param.name?.value === name);
  if (declared !== undefined && declared.enum.length > 0) return true;
  if (resource.kind !== 'PipelineRun' && resource.kind !== 'TaskRun') return false;
  const given = resource.spec.params.find((param) => param.name.value === name);
  const value = scalarOf(given?.value ?? declared?.default);
  if (value === undefined) return false;
  return isHarmless(subject, site, { value: value.text, node: value });
}

/** What is filled in holds no free characters. */
function isHarmless(subject: Subject, site: ResourceSite, { value, node }: Text): boolean {
  if (!value.includes('$(') && !value.includes('{{')) return true;
  const events = eventVariablesIn(value);
  if (value.includes('{{') && events.length === 0) return false;
  if (variablesIn(value).some(({ variable }) => variable.kind === 'param' && !variable.template))
    return false;
  return worstOf(taintsGiven(subject, site, node)) === null;
}
