import type { Section } from '../section.js';
import { open } from './open.js';
import { pinImages } from './pin-images.js';
import { pinRefs } from './pin-refs.js';
import { constantImages } from './constant-images.js';
import { updateBot } from './update-bot.js';
import { noEndOfLife } from './no-end-of-life.js';
import { noUnverifiedDownload } from './no-unverified-download.js';
import { lockedPackages } from './locked-packages.js';
import { completeLock } from './complete-lock.js';
import { updateCooldown } from './update-cooldown.js';

/** Section 1 of the benchmark. */
export const composition: Section = {
  number: 1,
  title: 'Composition, dependencies',
  controls: [
    pinRefs,
    pinImages,
    constantImages,
    updateBot,
    noEndOfLife,
    noUnverifiedDownload,
    lockedPackages,
    completeLock,
    updateCooldown,
    ...open,
  ],
};
