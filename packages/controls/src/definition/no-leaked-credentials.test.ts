import { expectLeg } from '../testing/expect-leg.js';
import { noLeakedCredentials } from './no-leaked-credentials.js';

const job = (...steps: string[]): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    env: { KEY: "\${{ secrets.KEY }}" }
    steps:
${steps.map((step) => `      - ${step}`).join('\n')}
`;

expectLeg(noLeakedCredentials, 'G', {
  twins: [
    {
      name: 'a part of it by another variable',
      bad: job('run: \'part="${KEY:0:8}"; echo "$part"\''),
      edit: ['${KEY:0:8}', '${#KEY}'],
      at: '7:34',
    },
    {
      name: 'in letters that no mask knows',
      bad: job('run: \'echo "key $(printf %s "$KEY" | base64)"\''),
      edit: ['base64', 'wc -c'],
      at: '7:15',
    },
    {
      name: 'encoded first and printed then',
      bad: job('run: \'K=$(base64 <<< "$KEY"); echo "$K"\''),
      edit: ['base64', 'sha256sum'],
      at: '7:39',
    },
    {
      name: 'a file that a step writes in its folder',
      bad: job(
        '{ working-directory: web, run: \'echo "KEY=$KEY" > .env.test\' }',
        '{ uses: actions/upload-artifact@v5, with: { path: web/, include-hidden-files: true } }',
      ),
      edit: ['hidden-files: true', 'hidden-files: false'],
      at: '8:59',
    },
    {
      name: 'a whole folder with the token of checkout',
      bad: job(
        'uses: actions/checkout@v5',
        '{ uses: actions/upload-artifact@v4, with: { path: ., include-hidden-files: true } }',
      ),
      edit: ['path: .,', 'path: dist,'],
      at: '8:59',
    },
    {
      name: 'a whole folder, by an older version',
      bad: job(
        '{ uses: actions/checkout@v4, with: { fetch-depth: 1 } }',
        '{ uses: actions/upload-artifact@v3, with: { path: "${{ github.workspace }}" } }',
      ),
      edit: ['fetch-depth: 1', 'persist-credentials: false'],
      at: '8:59',
    },
    {
      name: 'the file of a cloud',
      bad: job(
        '{ uses: google-github-actions/auth@v3, with: { project_id: a } }',
        '{ uses: actions/upload-artifact@v4, with: { path: ./ } }',
      ),
      edit: ['project_id: a', 'create_credentials_file: false'],
      at: '8:59',
    },
    {
      name: 'a file with credentials in a cache',
      bad: job('{ uses: actions/cache@v5, with: { key: a, path: ~/.docker/config.json } }'),
      edit: ['~/.docker/config.json', '~/.cache/docker'],
      at: '7:57',
    },
    {
      name: 'a file with a secret',
      bad: job(
        'run: echo "$KEY" > key.json',
        '{ uses: actions/upload-artifact@v4, with: { path: key.json } }',
      ),
      edit: ['path: key.json', 'path: report.json'],
      at: '8:59',
    },
    {
      name: 'a secret in the log',
      bad: job('run: echo "key is ${{ secrets.KEY }}"'),
      edit: ['echo "key is ${{ secrets.KEY }}"', 'echo "${{ secrets.KEY }}" | login'],
      at: '7:14',
    },
    {
      name: 'a variable in the summary',
      bad: job('run: echo "$KEY" >> "$GITHUB_STEP_SUMMARY"'),
      edit: ['"$KEY"', '"${KEY:+set}"'],
      at: '7:14',
    },
    {
      name: 'an output of a job',
      bad: `on: push
jobs: { a: { runs-on: ubuntu-latest, outputs: { key: "\${{ secrets.KEY }}" }, steps: [{ run: make }] } }
`,
      edit: ['secrets.KEY', 'steps.a.outputs.version'],
      at: '2:54',
    },
  ],
  good: [
    { name: 'a mask', files: job('run: echo "::add-mask::$KEY"') },
    { name: 'a file', files: job('run: echo "$KEY" > ~/key.json') },
    {
      name: 'hidden files are left out',
      files: job(
        'uses: actions/checkout@v5',
        '{ uses: actions/upload-artifact@v4, with: { path: . } }',
      ),
    },
    {
      name: 'a file that is removed',
      files: job(
        'run: "echo \\"$KEY\\" > key.json\\nuse key.json\\nrm key.json"',
        '{ uses: actions/upload-artifact@v4, with: { path: key.json } }',
      ),
    },
  ],
  notApplicable: [{ name: 'no workflow', files: { 'a.txt': '' } }],
});

const task = (script: string, source = 'secretKeyRef'): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
  results: [{ name: token }]
  workspaces: [{ name: credentials }]
  steps:
    - name: a
      image: alpine
      env: [{ name: KEY, valueFrom: { ${source}: { name: a, key: b } } }]
      script: ${JSON.stringify(script)}
`;

expectLeg(noLeakedCredentials, 'T', {
  twins: [
    {
      name: 'a token in a result, behind bash -c',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  results: [{name: out}]
  steps:
    - name: a
      image: docker.io/library/bash
      env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: pw}}}]
      command: [bash, -c]
      args: ["echo $PASSWORD | tee $(results.out.path)"]
`,
      edit: ['$PASSWORD', 'done'],
      at: '11:15',
    },
    {
      name: 'a shell that traces with a password in hand',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  steps:
    - name: login
      image: docker.io/library/bash
      envFrom: [{secretRef: {name: registry}}]
      script: "#!/bin/bash\\nenv | sort\\n"
`,
      edit: ['nenv | sort', 'nenv | cut -d= -f1'],
      at: '9:29',
    },
    {
      name: 'a variable in the log',
      bad: task('#!/bin/sh\necho "key: $KEY"\n'),
      edit: ['secretKeyRef', 'configMapKeyRef'],
      at: '11:27',
    },
    {
      name: 'a variable in a result',
      bad: task('printf %s "$KEY" > $(results.token.path)'),
      edit: ['$(results.token.path)', '/tmp/token'],
      at: '11:16',
    },
    {
      name: 'a file in a result',
      bad: task('cat $(workspaces.credentials.path)/token > "$(results.token.path)"'),
      edit: ['cat $(workspaces.credentials.path)/token', 'make'],
      at: '11:16',
    },
    {
      name: 'a trace',
      bad: task('set -x\ncurl -H "Authorization: $KEY" https://example.com'),
      edit: ['set -x', 'set -e'],
      at: '11:24',
    },
    {
      name: 'one variable by its name',
      bad: task('make; printenv KEY'),
      edit: ['printenv KEY', 'printenv HOME'],
      at: '11:22',
    },
    {
      name: 'all that is exported',
      bad: task('make; export -p'),
      edit: ['export -p', 'export X=1'],
      at: '11:22',
    },
    {
      name: 'headers in the log',
      bad: task('curl -fsSv -H "Authorization: $KEY" https://example.com'),
      edit: ['-fsSv', '-fsS'],
      at: '11:16',
    },
    {
      name: 'a login in a result',
      bad: task('T=$(gcloud auth print-access-token); printf %s "$T" | tee $(results.token.path)'),
      edit: ['tee $(results.token.path)', 'login -'],
      at: '11:53',
    },
    {
      name: 'a field of an answer in a result',
      bad: task('jq -r .auth.client_token a > $(results.token.path)'),
      edit: ['client_token', 'lease_duration'],
      at: '11:16',
    },
    {
      name: 'a copy of a file',
      bad: task('cp $(workspaces.credentials.path)/token $(results.token.path)'),
      edit: ['$(workspaces.credentials.path)/token', 'a'],
      at: '11:16',
    },
    {
      name: 'Python that prints it',
      bad: task('#!/usr/bin/env python3\nk = os.environ["KEY"]\nprint(f"using {k}")\n'),
      edit: ['{k}', '{len(k)}'],
      at: '11:65',
    },
    {
      name: 'JavaScript that prints all',
      bad: task('#!/usr/bin/env node\nconsole.log(process.env)\n'),
      edit: ['process.env)', '1)'],
      at: '11:37',
    },
    {
      name: 'the environment',
      bad: task('make\nenv\n'),
      edit: ['env\\n', 'env | wc -l\\n'],
      at: '11:22',
    },
  ],
  good: [{ name: 'standard input', files: task('echo "$KEY" | login --password-stdin') }],
  notApplicable: [{ name: 'no resource', files: { 'a.txt': '' } }],
});
