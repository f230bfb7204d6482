import { expectLeg } from '../testing/expect-leg.js';
import { effectiveGates } from './effective-gates.js';

const job = (...steps: string[]): string => `on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
${steps.map((step) => `      - ${step}`).join('\n')}
`;
const jobs = (head: string): string => `on: push
jobs:
  scan: { runs-on: ubuntu-latest, steps: [{ uses: aquasecurity/trivy-action@v1 }] }
  build: { runs-on: ubuntu-latest, needs: scan, steps: [{ run: make }] }
  release:
    ${head}
    runs-on: ubuntu-latest
    steps: [{ run: npm publish }]
`;

expectLeg(effectiveGates, 'G', {
  twins: [
    {
      name: 'a rollout beside the audit',
      bad: `on: push
jobs:
  audit: { runs-on: ubuntu-latest, steps: [{ run: cargo deny check }] }
  release:
    environment: production
    runs-on: ubuntu-latest
    steps: [{ run: ./roll-out }]
`,
      edit: ['environment: production', 'needs: audit'],
      at: '7:20',
    },
    {
      name: 'a scanner or a repository of its name',
      bad: job('{ run: uvx zizmor ., continue-on-error: true }'),
      edit: ['uvx zizmor .', 'gh release view -R acme/zizmor v1'],
      at: '6:49',
    },
    {
      name: 'a scanner or its installation',
      bad: job('run: npm publish', 'uses: aquasecurity/trivy-action@v1'),
      edit: ['aquasecurity/trivy-action@v1', 'slsa-framework/slsa-verifier/actions/installer@v2'],
      at: '6:14',
    },
    {
      name: 'a scan behind the release, a verification behind it',
      bad: job('run: npm publish', 'run: grype x'),
      edit: ['grype x', 'cosign verify x'],
      at: '6:14',
    },
    {
      name: 'a failure that is ignored',
      bad: job('{ uses: aquasecurity/trivy-action@v1, continue-on-error: true }'),
      edit: ['true', 'false'],
      at: '6:66',
    },
    {
      name: 'a command that always succeeds',
      bad: job('run: npm audit --audit-level=high || true'),
      edit: [' || true', ''],
      at: '6:14',
    },
    {
      name: 'an input by which it always succeeds',
      bad: job('{ uses: aquasecurity/trivy-action@v1, with: { exit-code: 0 } }'),
      edit: ['exit-code: 0', 'exit-code: 1'],
      at: '6:66',
    },
    {
      name: 'an input of the workflow',
      bad: job('{ uses: anchore/scan-action@v6, if: "!inputs.skip" }').replace(
        'push',
        'workflow_dispatch',
      ),
      edit: [', if: "!inputs.skip"', ''],
      at: '6:45',
    },
    {
      name: 'behind the release',
      bad: job('run: npm publish', 'run: trivy fs .', 'run: make'),
      edit: ['run: npm publish', 'run: npm pack'],
      at: '6:14',
    },
    {
      name: 'beside the release',
      bad: jobs('needs: []'),
      edit: ['needs: []', 'needs: build'],
      at: '8:20',
    },
    {
      name: 'a release at any rate',
      bad: jobs('{ needs: [scan], if: always() }').replace(
        '{ needs: [scan], if: always() }',
        'needs: [scan]\n    if: always()',
      ),
      edit: ['always()', 'success()'],
      at: '7:9',
    },
  ],
  good: [
    {
      name: 'an outcome that is read',
      files: job(
        '{ id: scan, run: trivy fs ., continue-on-error: true }',
        `{ if: "steps.scan.outcome == 'failure'", run: exit 1 }`,
      ),
    },
    {
      name: 'findings that go elsewhere',
      files: job(
        '{ uses: aquasecurity/trivy-action@v1, with: { exit-code: 0 } }',
        'uses: github/codeql-action/upload-sarif@v4',
      ),
    },
  ],
  notApplicable: [{ name: 'no check', files: job('run: npm publish') }],
});

const pipeline = (scan: string, rest = ''): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  params: [{ name: skip-checks, default: "false" }]
  tasks:
    - { name: build, taskRef: { name: build } }
    - name: scan
      taskRef: { name: trivy-scanner }
      ${scan}
    - name: deploy
      taskRef: { name: kubernetes-actions }
      runAfter: [scan]
  ${rest}
`;

expectLeg(effectiveGates, 'T', {
  twins: [
    {
      name: 'a scan behind everything, though nothing is released',
      bad: `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p }
spec:
  tasks: [{ name: build, taskRef: { name: build } }]
  finally: [{ name: image-scan, taskRef: { name: clair } }]
`,
      edit: ['image-scan', 'report-scan'],
      at: '6:21',
    },
    {
      name: 'a scan that may fail',
      bad: `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: release}
spec:
  tasks:
    - name: scan
      taskSpec:
        steps:
          - name: trivy
            image: docker.io/aquasec/trivy
            onError: continue
            args: [image, --exit-code, "1", ghcr.io/acme/app]
    - name: publish
      runAfter: [scan]
      taskSpec:
        steps: [{name: push, image: 'gcr.io/go-containerregistry/crane', args: [push, out.tar, ghcr.io/acme/app]}]
`,
      edit: ['continue', 'stopAndFail'],
      at: '11:22',
    },
    {
      name: 'a failure that is ignored',
      bad: pipeline('onError: continue'),
      edit: ['continue', 'stopAndFail'],
      at: '10:16',
    },
    {
      name: 'a parameter',
      bad: pipeline('when: [{ input: $(params.skip-checks), operator: in, values: ["false"] }]'),
      edit: ['params.skip-checks', 'tasks.build.results.changed'],
      at: '10:14',
    },
    {
      name: 'what does not wait',
      bad: pipeline('retries: 0').replace('runAfter: [scan]', 'runAfter: [build]'),
      edit: ['runAfter: [build]', 'runAfter: [build, scan]'],
      at: '11:13',
    },
    {
      name: 'behind the release',
      bad: pipeline('retries: 0', 'finally: [{ name: image-scan, taskRef: { name: a } }]'),
      edit: ['image-scan', 'image-report'],
      at: '14:21',
    },
    {
      name: 'a command that always succeeds',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: audit }
spec: { steps: [{ name: a, image: a, script: "grype dir:. || true" }] }
`,
      edit: [' || true', ''],
      at: '4:46',
    },
    {
      name: 'a step whose failure is ignored',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: audit }
spec: { steps: [{ name: a, image: a, script: "gosec ./...", onError: continue }] }
`,
      edit: ['continue', 'stopAndFail'],
      at: '4:70',
    },
  ],
  notApplicable: [{ name: 'no resource', files: { 'a.txt': '' } }],
});
