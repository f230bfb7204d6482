export { controls, sections } from './benchmark.js';
export {
  isDecided,
  type Control,
  type DecidedLeg,
  type Judgement,
  type Leg,
  type Need,
  type OpenLeg,
  type Platform,
} from './control.js';
export { exportScript } from './cluster/export-script.js';
export { legWords, needsWords, PLATFORM_NAMES } from './legs.js';
export type { Exposure } from './exposure.js';
export type { Section } from './section.js';
export type { GitHubPlatform, Subject } from './subject.js';
export type { Place, Violation, Waypoint } from './violation.js';
export { mend, type Mend, type Mended } from './engine/mend.js';
export { runBenchmark, type Outcome, type Run } from './engine/run.js';
export { platformsOf } from './engine/presence.js';
export { scopeOf, type Scope } from './engine/scope.js';
export type { SectionTally, Share, Standing, Tally } from './engine/score.js';
