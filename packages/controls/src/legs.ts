import { isDecided, type Leg, type Need, type Platform } from './control.js';

/** The platforms by the names that people know. */
export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = { G: 'GitHub', T: 'Tekton' };

const WORDS: Readonly<Record<Need, string>> = {
  settings: 'the settings of the repository or organisation',
  network: 'the network',
  cluster: 'objects exported from the cluster',
  live: 'runs and their logs',
  human: 'a person',
};

/** What a leg asks for beside the files of the target, in words; empty: nothing. */
export function needsWords({ needs = [] }: Leg): string {
  return needs.map((need) => WORDS[need]).join(' and ');
}

/** How a leg is answered, in words. */
export function legWords(leg: Leg): string {
  if (!isDecided(leg)) return `not decided: it needs ${needsWords(leg)}`;
  return leg.needs === undefined
    ? 'decided from files'
    : `decided from files where they hold ${needsWords(leg)}`;
}
