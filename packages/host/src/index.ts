export { createPorts } from './ports.js';
export type { HostOptions, Terminal } from './options.js';
export { openTerminal } from './terminal.js';
export { runFacts } from './run-facts.js';
