import { commonInputs, defineStep, targetInputs } from '@plumbline/step';

/** Records what a run executed and what it made, and signs that. */
export const attestRun = defineStep({
  name: 'attest-run',
  stage: 'attestation',
  summary:
    'Record what a run executed and what it built, sign the records, and link them to those of its trigger, pipeline and configuration.',
  inputs: {
    ...commonInputs,
    ...targetInputs,
    target: {
      ...commonInputs.target,
      description:
        'Exported objects of a Tekton run (a `.json`, `.yaml` or `.yml` file, or `-` for standard input); in a run on ' +
        'GitHub the folder with its workflow. In a Task, without an export: the run that it is part of, by the API server.',
    },
    key: {
      ...commonInputs.key,
      required: true,
      description: 'Key that signs: path of a file, or in an Action the PEM text from a secret.',
    },
    subjects: {
      kind: 'list',
      item: 'SUBJECT',
      description:
        'What was built: a file, a folder, a pattern (`dist/*.tgz`), `@FILE` as sha256sum wrote it, or an image ' +
        '(`REPOSITORY@sha256:HEX`). Without it: what the platform lists as made by the run.',
    },
    sbom: {
      kind: 'text',
      description:
        'List of what the artifacts contain (SPDX or CycloneDX, JSON): the path of a file; or `generate`: made by syft or cdxgen, ' +
        'the first that is on the PATH, of the image that was built, else of the folder. Without it none is recorded.',
    },
    link: {
      kind: 'choice',
      choices: ['auto', 'none'],
      default: 'auto',
      description:
        '`auto`: the records of the trigger, the pipeline and the configuration of this run are looked for in the stores, ' +
        'and named by the build record.',
    },
  },
  outputs: {
    provenance: 'Path of the build record.',
    'provenance-sha256': 'SHA-256 of the build record.',
    bundle: 'Path of a file with all records of the run, one a line.',
    records: 'How many records were signed.',
  },
  permissions: { contents: 'read', actions: 'read' },
  network: ['the GitHub API, in a run on GitHub', 'the registries of the subjects and the stores'],
  examples: [
    {
      does: 'attest a run of Tekton that was exported',
      args: 'run.json --key attest.key --store dir:records',
    },
    {
      does: 'attest files as well',
      args: 'run.json --key attest.key --store dir:records --subjects dist --sbom sbom.spdx.json',
    },
  ],
});
