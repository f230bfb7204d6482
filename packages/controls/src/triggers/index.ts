import type { Section } from '../section.js';
import { authenticatedListener } from './authenticated-listener.js';
import { boundPacRepository } from './bound-pac-repository.js';
import { filteredEvents } from './filtered-events.js';
import { guardedTriggers } from './guarded-triggers.js';
import { minimalListener } from './minimal-listener.js';
import { narrowReleaseTriggers } from './narrow-release-triggers.js';
import { open } from './open.js';
import { ownedPipelineFiles } from './owned-pipeline-files.js';
import { trustedPacDefinition } from './trusted-pac-definition.js';
import { validatedPayload } from './validated-payload.js';

/** Section 5 of the benchmark. */
export const triggers: Section = {
  number: 5,
  title: 'Triggers, access',
  controls: [
    guardedTriggers,
    narrowReleaseTriggers,
    authenticatedListener,
    validatedPayload,
    minimalListener,
    filteredEvents,
    trustedPacDefinition,
    boundPacRepository,
    ownedPipelineFiles,
    ...open,
  ],
};
