import type { MeasuredClosure, RefClass } from '@plumbline/records';
import type { InputsOf, LoadedPolicy, Target } from '@plumbline/step';
import type { signPipeline } from './definition.js';

export type SignInputs = InputsOf<typeof signPipeline>;

/** What is to be signed. */
export interface Draft {
  readonly inputs: SignInputs;
  readonly target: Target;
  readonly loaded: LoadedPolicy;
  readonly measured: MeasuredClosure;
  readonly now: Date;
  readonly refClass: RefClass;
  /** Files of the pipeline that differ between the commit, which is signed, and the work tree. */
  readonly uncommitted: readonly string[];
}
