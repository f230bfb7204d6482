import type { ContainerSite } from '../../tekton/specs.js';
import type { Place } from '../../violation.js';
import type { Taint } from '../taint.js';

/**
 * What a value reaches. `script`: a text that Tekton fills in and an interpreter runs. `inline`: the text behind `sh -c`.
 * `reread`: a variable of the environment that is made code. `result`: the file of a result. `prompt`: what an agent is told.
 * `sourced`: a file whose lines another step takes as its environment. `folder`: where a step works.
 */
export type TektonSink =
  'script' | 'inline' | 'reread' | 'result' | 'sourced' | 'prompt' | 'folder';

/** A value on its way to a container. */
export interface TektonFlow {
  readonly sink: TektonSink;
  readonly taint: Taint;
  readonly at: Place;
  readonly address: string;
  readonly subject: string;
  readonly by: string;
  readonly site: ContainerSite;
}
