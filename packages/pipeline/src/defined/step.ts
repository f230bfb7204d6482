import { sha256Hex } from '@plumbline/core';
import type { WorkflowStep } from '../github/step.js';
import { pinOf, type LockScope } from '../closure/lock.js';
import { parseUses } from '../github/uses.js';
import type { DefinedFunction } from './defined.js';

/** What a step runs, as far as its text tells. */
export type StepContent = Pick<DefinedFunction, 'kind' | 'uri' | 'digest' | 'command'>;

const NOTHING: StepContent = { kind: 'unknown', uri: null, digest: null, command: null };

/** A step of a job as the jobs API will show it. Steps inside a composite action are not shown by it. */
export function definedStep(step: WorkflowStep, lock: LockScope | null): DefinedFunction {
  return {
    name: definedStepName(step),
    role: 'step',
    ...contentOf(step, lock),
    template: null,
    conditional: step.condition !== null,
    mayFail: step.continueOnError !== null,
  };
}

/** What a step of a workflow runs; the lock says which commit a tag stands for. */
export function contentOf({ uses, run }: WorkflowStep, lock: LockScope | null): StepContent {
  if (uses !== null) return usesOf(uses.value, lock);
  if (run === null) return NOTHING;
  return { ...NOTHING, kind: 'script', command: { sha256: sha256Hex(run.value) } };
}

function usesOf(text: string, lock: LockScope | null): StepContent {
  const uses = parseUses(text);
  switch (uses.kind) {
    case 'local':
      return { ...NOTHING, kind: 'action', uri: text };
    case 'docker':
      return { ...NOTHING, kind: 'image', uri: uses.text, digest: imageDigest(uses.text) };
    case 'remote': {
      const path = uses.path === '' ? '' : `#${uses.path}`;
      const uri = `pkg:github/${uses.owner}/${uses.repository}@${uses.ref}${path}`;
      const commit =
        uses.refKind === 'commit' ? uses.ref.toLowerCase() : lock?.entries.get(pinOf(uses))?.commit;
      const digest = commit === undefined ? null : { gitCommit: commit };
      return { ...NOTHING, kind: 'action', uri, digest };
    }
    case 'undecidable':
      return NOTHING;
  }
}

function imageDigest(text: string): StepContent['digest'] {
  const sha256 = /@sha256:([0-9a-f]{64})$/.exec(text)?.[1];
  return sha256 === undefined ? null : { sha256 };
}

/** Longer names are cut off somewhere. */
const LONGEST = 100;

/** The name that the runner gives to a step (actions/runner, ActionRunner); `*` stands for what only the run tells. */
export function definedStepName({ name, uses, run }: WorkflowStep): string {
  if (name !== null && name.value !== '') return shownText(name.value);
  // Of an image the scheme is left out; a path follows the name of its repository, which is empty for the own one.
  if (uses !== null) return `Run ${shownText(uses.value.replace(/^docker:\/\/|^(?=\.\/)/, '*'))}`;
  return `Run ${shownText(run?.value.trimStart().split(/\r?\n/)[0] ?? '')}`;
}

/** A text of a workflow as it is shown: what expressions become is not known, nor where a long one is cut off. */
export function shownText(text: string): string {
  const parts = text.trim().split('${{');
  const open = parts.map((part, at) => (at === 0 ? part : `*${behindExpression(part)}`)).join('');
  return open.length > LONGEST ? `${open.slice(0, LONGEST)}*` : open || '*';
}

function behindExpression(part: string): string {
  const end = part.indexOf('}}');
  return end === -1 ? '' : part.slice(end + 2);
}
