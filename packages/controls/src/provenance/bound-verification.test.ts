import { expectLeg } from '../testing/expect-leg.js';
import { boundVerification } from './bound-verification.js';

const workflow = (run: string): string => `on: push
permissions: { contents: write }
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ${run}
`;
const task = (script: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: verify }
spec:
  steps:
    - name: verify
      image: cosign
      script: ${script}
`;
const WHO = '--certificate-identity=https://github.com/a/b/.github/workflows/r.yml@refs/heads/main';
const ISSUER = '--certificate-oidc-issuer=https://token.actions.githubusercontent.com';

const cases = (write: (text: string) => string, at: string) => [
  {
    name: 'a certificate of anybody',
    bad: write('cosign verify-blob --signature a.sig --certificate a.crt a'),
    edit: ['--certificate a.crt', '--key a.pub'] as const,
    at,
  },
  {
    name: 'an owner in place of a repository',
    bad: write('slsa-verifier verify-artifact a --source-uri github.com/acme'),
    edit: ['github.com/acme', 'github.com/acme/tool'] as const,
    at,
  },
  {
    name: 'nobody says who',
    bad: write(`cosign verify ${ISSUER} ghcr.io/a/b`),
    edit: [`verify ${ISSUER}`, `verify ${WHO} ${ISSUER}`] as const,
    at,
  },
  {
    name: 'anybody fits',
    bad: write(
      `cosign verify-attestation --certificate-identity-regexp '.*' ${ISSUER} ghcr.io/a/b`,
    ),
    edit: ["'.*'", "'^https://github.com/a/b/.github/workflows/r.yml@refs/tags/v'"] as const,
    at,
  },
  {
    name: 'every repository of an owner fits',
    bad: write(`cosign verify --certificate-identity-regexp=https://github.com/a/.+ ${ISSUER} img`),
    edit: ['github.com/a/.+', 'github.com/a/b/.+'] as const,
    at,
  },
  {
    name: 'any issuer',
    bad: write(`cosign verify-blob ${WHO} --certificate-oidc-issuer-regexp '.+' file`),
    edit: [`--certificate-oidc-issuer-regexp '.+'`, ISSUER] as const,
    at,
  },
  {
    name: 'when it was signed is left out',
    bad: write(`cosign verify ${WHO} ${ISSUER} --insecure-ignore-tlog=true img`),
    edit: [' --insecure-ignore-tlog=true', ''] as const,
    at,
  },
  {
    name: 'every repository of the owner',
    bad: write('gh attestation verify app.tar --owner example'),
    edit: ['--owner example', '--repo example/app'] as const,
    at,
  },
];

const good = (write: (text: string) => string) => [
  { name: 'a key', files: write('cosign verify --key cosign.pub img') },
  { name: 'options in a variable', files: write('cosign verify $COSIGN_ARGS img') },
];

expectLeg(boundVerification, 'G', {
  twins: cases(workflow, '7:14'),
  good: good(workflow),
  notApplicable: [{ name: 'a signature is made', files: workflow('cosign sign img') }],
});

expectLeg(boundVerification, 'T', {
  twins: cases(task, '8:15'),
  good: good(task),
  notApplicable: [{ name: 'a signature is made', files: task('cosign sign img') }],
});
