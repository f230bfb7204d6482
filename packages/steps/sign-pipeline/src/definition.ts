import { commonInputs, defineStep, targetInputs } from '@plumbline/step';

/** Signs what a pipeline consists of. */
export const signPipeline = defineStep({
  name: 'sign-pipeline',
  stage: 'composition',
  summary:
    'Sign a manifest of the pipeline files of a repository and of everything they use, so that a change is noticed.',
  inputs: {
    ...commonInputs,
    ...targetInputs,
    key: {
      ...commonInputs.key,
      required: true,
      description: 'Key that signs: path of a file, or in an Action the PEM text from a secret.',
    },
    manifest: {
      kind: 'path',
      default: '.plumbline/pipeline.sigstore.json',
      description: 'The signed manifest, below the target.',
    },
    'valid-for': {
      kind: 'duration',
      default: '90d',
      description: 'How long the signature is accepted.',
    },
    annotate: {
      kind: 'boolean',
      description:
        'Sign each Tekton Task, Pipeline and StepAction in its file, with the annotation `tekton.dev/signature` that ' +
        'the controller verifies, instead of the manifest. Always the files, never a commit.',
    },
    'tekton-version': {
      kind: 'text',
      default: '1.10',
      description: 'The version of Tekton Pipelines that is to verify the annotations.',
    },
    check: {
      kind: 'boolean',
      description: 'Only say what would change, and fail if anything would; write nothing.',
    },
  },
  outputs: {
    manifest: 'Path of the signed manifest.',
    'manifest-sha256': 'SHA-256 of the signed manifest.',
    serial: 'Serial of the manifest; each signature counts one up.',
    expires: 'When the signature expires (RFC 3339).',
    signed: 'How many Tekton resources were signed.',
    unchanged: 'How many Tekton resources had a good signature and were left alone.',
    refused: 'How many Tekton resources cannot be signed as they stand.',
  },
  permissions: { contents: 'read' },
  network: [],
  writes: 'target',
  examples: [
    { does: 'sign what HEAD holds', args: '--key plumbline.key' },
    { does: 'say what a new signature would change', args: '--key plumbline.key --check' },
    {
      does: 'sign Tekton resources for a cluster with Tekton 1.9',
      args: 'tasks/ --annotate --key plumbline.key --tekton-version 1.9',
    },
  ],
});
