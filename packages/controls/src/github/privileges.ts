import { rememberedOf, type Node } from '@plumbline/core';
import type { Job, Permissions, Workflow } from '@plumbline/pipeline';
import { rendered } from './rendered.js';

/** What a job has that somebody could want. */
export interface Privileges {
  /** The token may write, or nobody wrote down that it may not. */
  readonly token: boolean;
  readonly secrets: boolean;
  /** An identity for clouds and registries (`id-token: write`). */
  readonly identity: boolean;
  readonly selfHosted: boolean;
}

export function privilegesOf(workflow: Workflow, job: Job): Privileges {
  const permissions = job.permissions ?? workflow.permissions;
  return {
    token: mayWrite(permissions),
    secrets: usesSecrets(workflow, job),
    identity: hasIdentity(permissions),
    selfHosted:
      job.runsOn?.labels.some(({ value }) => value.toLowerCase() === 'self-hosted') === true,
  };
}

/** Whether a job has anything that somebody could want. */
export function isAtStake({
  workflow,
  job,
}: {
  readonly workflow: Workflow;
  readonly job: Job;
}): boolean {
  const { token, secrets, identity, selfHosted } = privilegesOf(workflow, job);
  return token || secrets || identity || selfHosted;
}

/** Without a declaration the repository decides, and older ones give everything. */
function mayWrite(permissions: Permissions | null): boolean {
  if (permissions === null) return true;
  if (permissions.all !== null) return !['read-all', 'none'].includes(permissions.all.value);
  return permissions.scopes.some(({ value }) => !['read', 'none'].includes(value.value));
}

function hasIdentity(permissions: Permissions | null): boolean {
  if (permissions?.all?.value === 'write-all') return true;
  return (
    permissions?.scopes.some(
      ({ name, value }) => name.value === 'id-token' && value.value === 'write',
    ) === true
  );
}

/** `secrets.GITHUB_TOKEN` is the token and is counted there. */
const SECRET = /\bsecrets\s*(?:\[|\.\s*(?!GITHUB_TOKEN\b)|\))/i;

const namesSecret = rememberedOf((node: Node): boolean => SECRET.test(rendered(node)));

function usesSecrets(workflow: Workflow, job: Job): boolean {
  if (job.secrets !== null && (job.secrets.inherit || job.secrets.values.length > 0)) return true;
  return namesSecret(job.node) || (workflow.env !== null && namesSecret(workflow.env.node));
}
