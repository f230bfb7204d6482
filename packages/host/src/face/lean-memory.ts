import { setFlagsFromString } from 'node:v8';

/** The V8 of Node 24, with which this was measured; another may not know the flag and would say so on standard error. */
const MEASURED = /^13\.6\./;

/**
 * Keeps V8 from growing the space of young objects: reading 2,000 files takes a third less memory and no more time.
 * Has to come before much is allocated; Actions cannot be given flags.
 */
export function keepMemoryLean(): void {
  if (!MEASURED.test(process.versions.v8)) return;
  setFlagsFromString('--semi-space-growth-factor=1');
}
