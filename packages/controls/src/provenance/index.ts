import type { Section } from '../section.js';
import { boundVerification } from './bound-verification.js';
import { buildProvenance } from './build-provenance.js';
import { chainsSigning } from './chains-signing.js';
import { isolatedPublish } from './isolated-publish.js';
import { open } from './open.js';
import { transparencyLog } from './transparency-log.js';
import { trustedResults } from './trusted-results.js';

/** Section 7 of the benchmark. */
export const provenance: Section = {
  number: 7,
  title: 'Provenance, artifacts',
  controls: [
    buildProvenance,
    chainsSigning,
    transparencyLog,
    trustedResults,
    isolatedPublish,
    boundVerification,
    ...open,
  ],
};
