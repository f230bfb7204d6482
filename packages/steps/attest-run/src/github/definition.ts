import { sha256Hex } from '@plumbline/core';
import { parseUses, type Job, type Workflow, type WorkflowStep } from '@plumbline/pipeline';
import type { DigestSet } from '@plumbline/trust';
import type { ObservedFunction } from '../observed.js';
import { recordableValue } from '../values.js';

/** The job of a definition that the API shows under a name: a matrix stands in parentheses, a called job behind a slash. */
export function jobNamed(workflow: Workflow | null, shown: string): Job | null {
  const jobs = workflow?.jobs ?? [];
  const names = jobs.map((job) => ({ job, name: job.name?.value ?? job.id.value }));
  const exact = names.find(({ name }) => name === shown);
  const open = names.find(
    ({ name }) => shown.startsWith(`${name} (`) || shown.startsWith(`${name} / `),
  );
  return (exact ?? open)?.job ?? null;
}

/** What the definition says of a step: what it runs, with what. */
export type DeclaredStep = Pick<ObservedFunction, 'inputs' | 'environment'> & {
  readonly function: Pick<ObservedFunction['function'], 'kind' | 'uri' | 'digest' | 'command'>;
};

const UNKNOWN: DeclaredStep = {
  function: { kind: 'unknown', uri: null, digest: null, command: null },
  inputs: [],
  environment: [],
};

/**
 * The steps that the definition declares, one for each that ran, where their numbers agree; what cannot be told apart is
 * unknown. The runner adds steps of its own around them.
 */
export function declaredSteps(job: Job | null, ran: number): readonly DeclaredStep[] {
  return job?.steps.length === ran && job.uses === null
    ? job.steps.map(declaredStep)
    : Array.from({ length: ran }, () => UNKNOWN);
}

/** What one step of a workflow declares. */
export function declaredStep(step: WorkflowStep): DeclaredStep {
  return {
    function: step.uses === null ? scriptOf(step) : usesOf(step.uses.value),
    inputs: step.with.map(({ name, value }) => ({
      name: name.value,
      value: recordableValue(value.value),
    })),
    environment: [...new Set((step.env?.entries ?? []).map(({ name }) => name.value))].sort(),
  };
}

function scriptOf({ run }: WorkflowStep): DeclaredStep['function'] {
  if (run === null) return UNKNOWN.function;
  const command = { sha256: sha256Hex(run.value) };
  return { kind: 'script', uri: null, digest: null, command };
}

function usesOf(text: string): DeclaredStep['function'] {
  const uses = parseUses(text);
  const none = { digest: null, command: null };
  switch (uses.kind) {
    case 'local':
      return { kind: 'action', uri: text, ...none };
    case 'docker':
      return { kind: 'image', uri: uses.text, digest: imageDigest(uses.text), command: null };
    case 'remote': {
      const path = uses.path === '' ? '' : `#${uses.path}`;
      const uri = `pkg:github/${uses.owner}/${uses.repository}@${uses.ref}${path}`;
      const digest: DigestSet | null = uses.refKind === 'commit' ? { gitCommit: uses.ref } : null;
      return { kind: 'action', uri, digest, command: null };
    }
    default:
      return UNKNOWN.function;
  }
}

function imageDigest(text: string): DigestSet | null {
  const sha256 = /@sha256:([0-9a-f]{64})$/.exec(text)?.[1];
  return sha256 === undefined ? null : { sha256 };
}
