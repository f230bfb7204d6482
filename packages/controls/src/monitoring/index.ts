import type { Section } from '../section.js';
import { eventSink } from './event-sink.js';
import { keptLogs } from './kept-logs.js';
import { runtimeMonitoring } from './runtime-monitoring.js';
import { open } from './open.js';
import { scannedDefinitions } from './scanned-definitions.js';
import { tamperProofScanner } from './tamper-proof-scanner.js';
import { validWaivers } from './valid-waivers.js';

/** Section 6 of the benchmark. */
export const monitoring: Section = {
  number: 6,
  title: 'Monitoring',
  controls: [
    scannedDefinitions,
    tamperProofScanner,
    keptLogs,
    eventSink,
    validWaivers,
    runtimeMonitoring,
    ...open,
  ],
};
