import type { Inputs, InputValues } from './input.js';

/** Inputs of every step. */
export const commonInputs = {
  target: {
    kind: 'path',
    positional: true,
    default: '.',
    description: 'Folder to look at. The top of a git work tree is read at its commit.',
  },
  policy: {
    kind: 'path',
    description:
      'Policy file, `PATH` or `PATH@sha256:HEX`. Without it: `.plumbline.yaml`, in a run that of the default branch; ' +
      'without that file the built-in policy. The report says which.',
  },
  mode: {
    kind: 'choice',
    choices: ['enforce', 'audit'],
    default: 'enforce',
    description:
      'With `audit` the exit status of a failure is 0; verdict and report stay the same.',
  },
  offline: { kind: 'boolean', description: 'Open no connection at all.' },
  'registry-insecure': {
    kind: 'list',
    item: 'HOST',
    // Not in a Task: whoever starts one could weaken it by a param.
    faces: ['action', 'cli'],
    description: 'Registry (`HOST` or `HOST:PORT`) that is asked by plain http instead of https.',
  },
  format: {
    kind: 'choice',
    choices: ['text', 'json', 'sarif', 'markdown', 'junit'],
    default: 'text',
    description: 'What is written to standard output.',
  },
  output: {
    kind: 'list',
    item: 'KIND=FILE',
    description:
      'File to write as well: its form and path (`sarif=out.sarif`). Besides the formats: `html`, a page that needs ' +
      'nothing else, and `svg`, for steps that draw.',
  },
  key: {
    kind: 'secret',
    cli: { reference: 'PATH' },
    description:
      'Key that signs the record of this step: path of a file, or in an Action the PEM text from a secret. ' +
      'Without it no record is signed, and nothing claims one.',
  },
  store: {
    kind: 'list',
    item: 'STORE',
    description:
      'Where records are written and looked for: `dir:PATH`, `oci:REPOSITORY` (beside its images), `github` ' +
      '(attestations of the repository) or `release` (files of a release).',
  },
  token: {
    kind: 'secret',
    cli: { environment: ['GITHUB_TOKEN', 'GH_TOKEN'] },
    actionDefault: '${{ github.token }}',
    description: 'Token for the GitHub API. Without it GitHub is not asked.',
  },
  verbose: {
    kind: 'boolean',
    faces: ['cli'],
    description: 'Say more: what was not asked, and where a fault came from.',
  },
} as const satisfies Inputs;

/** What `run` receives for `commonInputs`. */
export type CommonValues = InputValues<typeof commonInputs>;

/** Inputs of the steps that read a repository: which state of it, and judged at what time. */
export const targetInputs = {
  rev: {
    kind: 'text',
    description: 'Commit, branch or tag at which the target is read. Without it: `HEAD`.',
  },
  worktree: {
    kind: 'boolean',
    description: 'Read the files of the work tree instead of a commit.',
  },
} as const satisfies Inputs;

/** Input of the steps that judge what expires. */
export const asOfInput = {
  kind: 'time',
  description: 'Judge as if it were this time (`2026-11-21T00:00:00Z`). Without it: now.',
} as const satisfies Inputs[string];

/** Outputs of every step. */
export const commonOutputs = {
  verdict: '`pass`, `fail` or `undecidable`.',
  failed: 'How many counted checks failed.',
  undecided: 'How many counted checks could not be decided.',
  report: 'Path of the report (JSON).',
  'report-sha256': 'SHA-256 of the report.',
  record: 'Path of the signed record; empty if none was written.',
  'record-sha256': 'SHA-256 of the record; empty if none was written.',
} as const satisfies Readonly<Record<string, string>>;
