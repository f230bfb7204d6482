import { expectLeg } from '../testing/expect-leg.js';
import { shortLivedCredentials } from './short-lived-credentials.js';

const step = (text: string): string => `on: push
permissions: { id-token: write }
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - ${text}
`;

expectLeg(shortLivedCredentials, 'G', {
  twins: [
    {
      name: 'AWS',
      bad: step(
        '{ uses: aws-actions/configure-aws-credentials@v5, with: { aws-secret-access-key: "${{ secrets.KEY }}" } }',
      ),
      edit: [
        'aws-secret-access-key: "${{ secrets.KEY }}"',
        'role-to-assume: "arn:aws:iam::1:role/a"',
      ],
      at: '7:90',
    },
    {
      name: 'Google',
      bad: step(
        '{ uses: google-github-actions/auth@v3, with: { credentials_json: "${{ secrets[\'KEY\'] }}" } }',
      ),
      edit: ['credentials_json', 'workload_identity_provider'],
      at: '7:74',
    },
    {
      name: 'Azure',
      bad: step('{ uses: Azure/login@v2, with: { creds: "${{ secrets.KEY }}" } }'),
      edit: ['creds', 'client-id'],
      at: '7:48',
    },
    {
      name: 'the environment',
      bad: step('{ run: aws s3 ls, env: { AWS_SECRET_ACCESS_KEY: "${{ secrets.KEY }}" } }'),
      edit: ['secrets.KEY', 'steps.aws.outputs.key'],
      at: '7:57',
    },
    {
      name: 'PyPI',
      bad: step(
        '{ uses: pypa/gh-action-pypi-publish@release/v1, with: { password: "${{ secrets.PYPI }}" } }',
      ),
      edit: ['password: "${{ secrets.PYPI }}"', 'verbose: true'],
      at: '7:75',
    },
    {
      name: 'npm',
      bad: step(
        '{ run: npm publish --provenance, env: { NODE_AUTH_TOKEN: "${{ secrets.NPM }}" } }',
      ),
      edit: ['npm publish', 'npm install'],
      at: '7:66',
    },
    {
      name: 'a registry of a cloud',
      bad: step(
        '{ uses: docker/login-action@v3, with: { registry: ghcr.io, username: a, password: "${{ secrets.PAT }}" } }',
      ),
      edit: ['secrets.PAT', 'secrets.GITHUB_TOKEN'],
      at: '7:91',
    },
    {
      name: 'another registry',
      bad: step(
        '{ uses: docker/login-action@v3, with: { registry: a.azurecr.io, password: "${{ secrets.ACR }}" } }',
      ),
      edit: ['a.azurecr.io', 'quay.io'],
      at: '7:83',
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});

const task = (name: string, from: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec: { steps: [{ name: a, image: a, env: [{ name: ${name}, valueFrom: { ${from}: { name: k, key: k } } }] }] }
`;

expectLeg(shortLivedCredentials, 'T', {
  twins: [
    {
      name: 'AWS',
      bad: task('AWS_SECRET_ACCESS_KEY', 'secretKeyRef'),
      edit: ['AWS_SECRET_ACCESS_KEY', 'AWS_REGION'],
      at: '4:44',
    },
    {
      name: 'Azure',
      bad: task('AZURE_CLIENT_SECRET', 'secretKeyRef'),
      edit: ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_ID'],
      at: '4:44',
    },
    {
      name: 'Google',
      bad: task('GOOGLE_CREDENTIALS', 'secretKeyRef'),
      edit: ['secretKeyRef', 'configMapKeyRef'],
      at: '4:44',
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
