import type { Subject } from './subject.js';
import type { Violation } from './violation.js';

export type Platform = 'G' | 'T';

/**
 * What a leg asks for beside the files of the target.
 * `settings`: of the repository or organisation, by API. `cluster`: exported objects. `live`: runs and their logs.
 * `human`: nobody but a person can tell.
 */
export type Need = 'settings' | 'network' | 'cluster' | 'live' | 'human';

/**
 * What a leg finds. `not-applicable`: the target has nothing that the control speaks of.
 * `not-offered`: what the leg `needs` is not among the files. Otherwise everything that violates the control: none is a pass.
 */
export type Judgement = 'not-applicable' | 'not-offered' | readonly Violation[];

/** A leg that is decided here, from files or from objects exported to files. Pure over the subject. */
export interface DecidedLeg {
  readonly judge: (subject: Subject) => Judgement;
  /** What is missing when it answers `not-offered`. */
  readonly needs?: readonly Need[];
}

/** A leg that is not decided here: `manual` if only a person can tell, else shown as not asked. */
export interface OpenLeg {
  readonly needs: readonly [Need, ...Need[]];
}

export type Leg = DecidedLeg | OpenLeg;

/** A control of the benchmark: one page of `docs/controls`. Its texts are Markdown. */
export interface Control {
  /** `<section>.<group>.<number>` of the benchmark. */
  readonly id: string;
  /** Stable name, frozen in `slugs`; SARIF rule, waivers and ignore comments use it. */
  readonly slug: string;
  /** What holds when the control passes. */
  readonly title: string;
  /** 1: for everybody, breaks no pipeline. 2: defence in depth. */
  readonly level: 1 | 2;
  readonly assessment: 'automated' | 'partly' | 'manual';
  /** Who could do what if it does not hold. */
  readonly rationale: string;
  /** How a person checks it. */
  readonly audit: string;
  /** What to write. */
  readonly remediation: string;
  /** What it costs. */
  readonly impact: string;
  /** Other texts that ask for the same: standards first, then rules of peers. */
  readonly references: readonly string[];
  readonly legs: Readonly<Partial<Record<Platform, Leg>>>;
}

/** Whether the leg is decided here. */
export function isDecided(leg: Leg): leg is DecidedLeg {
  return 'judge' in leg;
}
