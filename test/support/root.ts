import { join } from 'node:path';

/** The top of the repository; this file runs from `test/lib/support`. */
export const root = join(import.meta.dirname, '..', '..', '..');
