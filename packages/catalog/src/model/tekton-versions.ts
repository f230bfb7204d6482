import type { TektonVersion } from '@plumbline/trust';
import type { TektonLine } from './catalog.js';

/** A version of each line of Tekton, by which its payload is computed. */
export const TEKTON_VERSIONS: Readonly<Record<TektonLine, TektonVersion>> = {
  '1.9': { major: 1, minor: 9 },
  '1.10': { major: 1, minor: 10 },
};

/** Which Tekton a line stands for, in the words of messages. */
export const TEKTON_WORDS: Readonly<Record<TektonLine, string>> = {
  '1.9': 'Tekton up to 1.9',
  '1.10': 'Tekton 1.10 and later',
};
