import { wildMatch } from '@plumbline/core';
import type { PipelineVerified, RunIdentity, VerifiedDefinition } from '@plumbline/records';

type Listed = readonly VerifiedDefinition[];

/** The definition of a run among those that were verified, or why none can be held against it. */
export function definitionOf(
  { plumbline, resourceUri }: Pick<PipelineVerified, 'plumbline' | 'resourceUri'>,
  run: RunIdentity,
): VerifiedDefinition | string {
  if (plumbline.definitions === null)
    return 'the pipeline record does not list the functions of the definition';
  const listed = plumbline.definitions;
  const found =
    run.platform === 'github' ? byPath(listed, run) : byResource(listed, run, resourceUri);
  if (typeof found === 'string') return found;
  const [only, second] = found;
  if (only === undefined) return 'the pipeline record lists no definition that is that of the run';
  if (second !== undefined) return `the pipeline record lists several definitions called so`;
  return only.untold === null
    ? only
    : `the functions of ${only.path} are not listed: ${only.untold}`;
}

/** `SERVER/OWNER/REPOSITORY/PATH@REF`, below the source of the run. */
function byPath(listed: Listed, { definition, source }: RunIdentity): Listed {
  const uri = definition?.uri ?? '';
  const base = `${source?.uri ?? ''}/`;
  const path = uri.startsWith(base) ? (uri.slice(base.length).split('@')[0] ?? '') : null;
  return listed.filter((each) => each.resource === null && each.path === path);
}

function byResource(listed: Listed, run: RunIdentity, resourceUri: string): Listed | string {
  const { definition, invocation } = run;
  const resources = listed.filter(({ resource }) => resource !== null);
  if (definition === null) return 'it is not known of which definition the run is';
  const [, kind, name] = /^tekton:[^/]+\/(pipeline|task)s\/([^/]+)$/.exec(definition.uri) ?? [];
  if (kind !== undefined)
    return resources.filter(({ resource }) => resource === `${KINDS[kind] ?? ''}/${name ?? ''}`);
  if (definition.uri !== 'inline') return fetched(resources, definition, resourceUri);
  const [, ofRun = '', called = ''] =
    /^tekton:[^/]+\/(pipelinerun|taskrun)s\/([^/]+)\//.exec(invocation) ?? [];
  const own = `${KINDS[ofRun] ?? ''}/${called}`;
  return resources.filter(({ resource }) => resource !== null && wildMatch(resource, own));
}

const KINDS: Readonly<Record<string, string>> = {
  pipeline: 'Pipeline',
  task: 'Task',
  pipelinerun: 'PipelineRun',
  taskrun: 'TaskRun',
};

/** What a resolver fetched is what was verified only at the same commit. */
function fetched(
  listed: Listed,
  { uri, digest }: NonNullable<RunIdentity['definition']>,
  resourceUri: string,
): Listed | string {
  const commit = digest['sha1'];
  if (commit === undefined || !resourceUri.endsWith(`@${commit}`))
    return 'the definition was fetched from elsewhere than what was verified';
  const path = uri.slice(uri.indexOf('#') + 1);
  return listed.filter(
    (each) => each.path === path && /^(?:Pipeline|Task)\//.test(each.resource ?? ''),
  );
}
