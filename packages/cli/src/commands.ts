import type { CommandDefinition } from '@plumbline/step';

/** A command's code, loaded when it is asked for. */
export interface LoadedCommand {
  readonly definition: CommandDefinition;
  readonly run: (argv: readonly string[]) => Promise<void>;
}

/** Commands behind one word, each named `WORD SUBWORD`. */
export interface CommandGroup {
  readonly commands: readonly LoadedCommand[];
}

/** One command of this version. */
export interface Command {
  readonly name: string;
  /** The stage of the life cycle, or what else it serves: its heading on the first page. */
  readonly group: string;
  readonly summary: string;
  readonly load: () => Promise<LoadedCommand | CommandGroup>;
}

/** In the order of the first page. What only some commands need lies in files of the bundle that others never read. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'config-benchmark',
    group: 'Configuration',
    summary: 'Check how pipelines are configured, by numbered controls',
    load: async () => (await import('./steps/config-benchmark.js')).configBenchmarkCommand,
  },
  {
    name: 'show',
    group: 'Composition',
    summary: 'Show what a pipeline uses, as a tree, a drawing or data',
    load: async () => (await import('./show/show.js')).show,
  },
  {
    name: 'sign-pipeline',
    group: 'Composition',
    summary: 'Sign the pipeline files and everything they use',
    load: async () => (await import('./steps/sign-pipeline.js')).signPipelineCommand,
  },
  {
    name: 'verify-pipeline',
    group: 'Composition',
    summary: 'Check that the pipeline files are the signed ones',
    load: async () => (await import('./steps/verify-pipeline.js')).verifyPipelineCommand,
  },
  {
    name: 'tekton-payload',
    group: 'Composition',
    summary: 'Print the digest that a Tekton signature is made over',
    load: async () => (await import('./tekton-payload.js')).tektonPayload,
  },
  {
    name: 'catalog',
    group: 'Catalog',
    summary: 'Release, verify, compare and pin a catalog of actions and Tasks',
    load: async () => (await import('./catalog/group.js')).catalog,
  },
  {
    name: 'attest-run',
    group: 'Attestation',
    summary: 'Record and sign what a run executed and built',
    load: async () => (await import('./steps/attest-run.js')).attestRunCommand,
  },
  {
    name: 'audit-artifact',
    group: 'Auditing',
    summary: 'Walk the records of an artifact back to what started its build',
    load: async () => (await import('./steps/audit-artifact.js')).auditArtifactCommand,
  },
  {
    name: 'evidence',
    group: 'Auditing',
    summary: 'Gather what an auditor needs to check artifacts without Plumbline',
    load: async () => (await import('./evidence/group.js')).evidence,
  },
  {
    name: 'attest-controller',
    group: 'Attestation',
    summary: 'Watch a cluster and attest each Tekton run as it ends',
    load: async () => (await import('./attest-controller.js')).attestController,
  },
  {
    name: 'keygen',
    group: 'Keys',
    summary: 'Make a key pair to sign with',
    load: async () => (await import('./keygen.js')).keygen,
  },
];

/** Commands that other versions have: named, so that nobody takes them for a typing mistake. */
export const ELSEWHERE: readonly string[] = [
  'guard-trigger',
  'monitor-runs',
  'policy',
  'merge',
  'init',
  'quickstart',
];
