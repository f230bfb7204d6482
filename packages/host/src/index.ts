export { createPorts } from './ports.js';
export type { HostOptions, Terminal } from './options.js';
export { openTerminal } from './terminal.js';
export { runFacts } from './run-facts.js';
export { runAction } from './face/action.js';
export { refuse, runCli, runCommand, type CommandOutput } from './face/cli.js';
export { runMain, type Said } from './face/main.js';
export { createNewFile, isFolder } from './face/new-file.js';
export { endWhenAsked, openKubernetes, pause } from './kubernetes/open.js';
