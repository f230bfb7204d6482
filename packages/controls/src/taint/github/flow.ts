import type { Action, Workflow, WorkflowStep } from '@plumbline/pipeline';
import type { JobSite } from '../../github/steps.js';
import type { Place } from '../../violation.js';
import type { Taint } from '../taint.js';
import type { Start } from './attacker.js';

/**
 * What a value reaches. `script`: the text of a program, filled in by the platform. `input`: an input that is run as code.
 * `reread`: read as data, then made code (`eval`). `environment`, `search-path`, `outputs`: the files of GitHub.
 * `path`: names of files, artifacts, cache entries. `prompt`: what an agent is told. `choice`: the runner or image of a job.
 */
export type GitHubSink =
  | 'script'
  | 'input'
  | 'reread'
  | 'environment'
  | 'search-path'
  | 'outputs'
  | 'path'
  | 'prompt'
  | 'choice';

/** A value on its way from where it enters to where it matters. */
export interface GitHubFlow {
  readonly sink: GitHubSink;
  readonly taint: Taint;
  readonly at: Place;
  readonly address: string;
  /** The expression, or what runs it. */
  readonly subject: string;
  /** What it becomes code by, or which name it sets. */
  readonly by: string;
  readonly of: Workflow | Action;
  readonly step: WorkflowStep;
  /** The job that runs it; null for an action by itself. */
  readonly job: JobSite | null;
  /** The ways in which the place is reached. */
  readonly starts: readonly Start[];
}

/** Code or files of somebody outside that a step brings into the workspace. */
export interface ForeignFiles {
  /** `checkout` by the action, `fetch` by a command, `artifact` of another run. */
  readonly kind: 'checkout' | 'fetch' | 'artifact';
  readonly taint: Taint;
  readonly at: Place;
  readonly address: string;
  readonly of: Workflow | Action;
  readonly step: WorkflowStep;
  readonly job: JobSite | null;
  readonly starts: readonly Start[];
}
