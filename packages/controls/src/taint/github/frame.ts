import type { Action, Job, Matrix, Workflow, WorkflowStep } from '@plumbline/pipeline';
import type { JobSite } from '../../github/steps.js';
import type { Taint } from '../taint.js';
import type { Start } from './attacker.js';
import type { ForeignFiles, GitHubFlow } from './flow.js';

/** The outputs of a step or a job, by name in lower case; `*` holds what has no known name, `~pattern` all that match. */
export type Outputs = ReadonlyMap<string, readonly Taint[]>;

/** Where steps run: a job of a workflow, or an action inside one. */
export interface Frame {
  readonly of: Workflow | Action;
  /** The job that runs the steps; null for an action by itself. */
  readonly site: JobSite | null;
  readonly job: Job | null;
  readonly matrix: Matrix | null;
  readonly starts: readonly Start[];
  readonly inputs: (name: string) => readonly Taint[];
  /** Outputs of another job, for `needs` and `jobs`. */
  readonly outputsOf: (job: string) => Outputs | null;
  readonly steps: Map<string, Outputs>;
  /** Variables, with what earlier steps wrote to `GITHUB_ENV`. */
  readonly env: Map<string, readonly Taint[]>;
  /** Files in the workspace that somebody outside wrote. */
  readonly files: { taints: readonly Taint[] };
  readonly depth: number;
}

/** What all frames share. */
export interface Run {
  readonly actions: ReadonlyMap<string, Action>;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly addresses: ReadonlyMap<WorkflowStep, string>;
  readonly flows: Map<string, GitHubFlow>;
  readonly foreign: Map<string, ForeignFiles>;
  /** Outputs of workflows by what was given to them: each costs one run. */
  readonly done: Map<string, Outputs>;
  /** What actions do, by what was given to them. */
  readonly effects: Map<string, Effect>;
}

/** What a run of an action leaves to the steps after it. */
export interface Effect {
  readonly outputs: Outputs;
  /** What it adds to the files of somebody outside. */
  readonly files: readonly Taint[];
}

/** The values of a list of outputs under a name. */
export function outputNamed(outputs: Outputs | null | undefined, name: string): readonly Taint[] {
  if (outputs === null || outputs === undefined) return [];
  if (name === '*') return [...outputs.values()].flat();
  return outputs.get(name) ?? byPattern(outputs, name) ?? outputs.get('*') ?? [];
}

/** Outputs of public actions are known by patterns: `~` and a regular expression. */
function byPattern(outputs: Outputs, name: string): readonly Taint[] | undefined {
  for (const [key, value] of outputs) {
    if (key.startsWith('~') && new RegExp(key.slice(1), 'i').test(name)) return value;
  }
  return undefined;
}
