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
    check: {
      kind: 'boolean',
      description: 'Only say what would change; write nothing.',
    },
  },
  outputs: {
    manifest: 'Path of the signed manifest.',
    'manifest-sha256': 'SHA-256 of the signed manifest.',
    serial: 'Serial of the manifest; each signature counts one up.',
    expires: 'When the signature expires (RFC 3339).',
  },
  permissions: { contents: 'read' },
  network: [],
  examples: [
    { does: 'sign what HEAD holds', args: '--key plumbline.key' },
    { does: 'say what a new signature would change', args: '--key plumbline.key --check' },
  ],
});
