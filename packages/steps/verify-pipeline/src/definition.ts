import { asOfInput, commonInputs, defineStep, targetInputs } from '@plumbline/step';

/** Verifies that what a pipeline consists of is what was signed. */
export const verifyPipeline = defineStep({
  name: 'verify-pipeline',
  stage: 'composition',
  summary:
    'Check that the pipeline files of a repository are the signed ones, and that everything they use is pinned.',
  inputs: {
    ...commonInputs,
    ...targetInputs,
    'as-of': asOfInput,
    manifest: {
      kind: 'path',
      default: '.plumbline/pipeline.sigstore.json',
      description: 'The signed manifest, below the target.',
    },
    trust: {
      kind: 'list',
      item: 'PUBLIC-KEY',
      faces: ['cli'],
      description:
        'Public key to trust as well, for a look from outside. In a pipeline the policy alone names signers.',
    },
  },
  outputs: {
    references: 'How many functions and images the pipeline uses.',
    'signed-by': 'Who signed the manifest: names of keys of the policy.',
    expires: 'When the signature expires (RFC 3339).',
  },
  permissions: { contents: 'read' },
  network: [],
  examples: [
    { does: 'verify HEAD against the keys of .plumbline.yaml', args: '' },
    { does: 'verify with a key that you were given', args: '. --trust plumbline.pub' },
    { does: 'keep a report for code scanning', args: '--output sarif=plumbline.sarif' },
  ],
});
