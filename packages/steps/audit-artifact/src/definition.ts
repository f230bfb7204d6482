import { asOfInput, commonInputs, defineStep } from '@plumbline/step';

/** Walks the records of artifacts back to what started their builds. */
export const auditArtifact = defineStep({
  name: 'audit-artifact',
  stage: 'auditing',
  summary:
    'Check how artifacts came to be: from their digest along the signed records back to what started their build.',
  inputs: {
    ...commonInputs,
    target: {
      kind: 'path',
      positional: true,
      description:
        'What is audited: a digest (`sha256:HEX`), an image with its digest (`IMAGE@sha256:HEX`), a file, the files of a folder, ' +
        'an OCI image layout, or `@FILE`: a list of these, or an SBOM whose components are audited. Needed without `query`.',
    },
    query: {
      kind: 'text',
      description:
        'Search the stores instead: `run=ID`, `commit=HEX`, `actor=ID`, or `uses=OWNER/REPO` and any other part of what functions used.',
    },
    strict: {
      kind: 'boolean',
      description:
        'Fail for every record about an artifact that does not count, also for junk that others put there.',
    },
    depth: {
      kind: 'choice',
      choices: ['0', '1', '2', '3', '4', '5'],
      default: '0',
      description: 'How far what the build used is audited as well, by its digests.',
    },
    'as-of': asOfInput,
  },
  outputs: {
    'build-level':
      'The lowest build level among the artifacts, as far as the custody of the records allows.',
    vsa: 'Path of the signed verification summary; empty if none was written.',
    'vsa-sha256': 'SHA-256 of it; empty if none was written.',
  },
  permissions: { contents: 'read', packages: 'read' },
  network: ['the registry of the image and of the store `oci`, unless offline'],
  examples: [
    {
      does: 'audit a file against the records of a folder',
      args: 'app.tar.gz --store dir:records',
    },
    {
      does: 'audit many, and keep one page of it',
      args: '@samples.txt --store dir:records --offline --output html=audit.html',
    },
    {
      does: 'find what a stolen action has touched',
      args: '--query uses=tj-actions/changed-files --store dir:records',
    },
  ],
});
