import type { Files } from './memory-tree.js';

/** A workflow, an action and resources that use much of both languages, for tests that change them at random. */
export const samples: Files = {
  '.github/workflows/ci.yml': `name: ci
on:
  pull_request_target: { types: [opened] }
  workflow_run: { workflows: [build], types: [completed] }
  workflow_dispatch: { inputs: { ref: { type: string, default: main }, kind: { type: choice, options: [a] } } }
  workflow_call: { inputs: { x: { type: string } }, secrets: { k: { required: true } }, outputs: { o: { value: "\${{ jobs.a.outputs.o }}" } } }
  schedule: [{ cron: "0 0 * * *" }]
permissions: { contents: write, id-token: write }
env: { A: "\${{ secrets.A }}", B: "\${{ github.head_ref }}" }
defaults: { run: { shell: bash, working-directory: x } }
concurrency: { group: "\${{ github.ref }}", cancel-in-progress: true }
jobs:
  a:
    runs-on: [self-hosted, "\${{ matrix.os }}"]
    if: contains(github.event.pull_request.labels.*.name, 'ok') && github.actor == 'dependabot[bot]'
    environment: { name: prod, url: "\${{ steps.s.outputs.u }}" }
    strategy: { matrix: { os: [linux], include: [{ os: b }] } }
    container: { image: "node:\${{ matrix.os }}", options: --privileged, credentials: { username: u, password: p }, volumes: [/var/run/docker.sock:/x] }
    services: { db: { image: postgres, ports: [1], env: { P: q } } }
    outputs: { o: "\${{ steps.s.outputs.t }}" }
    timeout-minutes: 5
    continue-on-error: true
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}", persist-credentials: true }
      - id: s
        name: say
        env: { T: "\${{ github.event.issue.title }}" }
        shell: bash
        run: |
          echo "t=\${{ github.event.comment.body }}" >> "$GITHUB_OUTPUT"
          eval "$T"; curl -k http://x | sh; npm install; docker run -v /:/h a
      - uses: actions/cache@v4
        with: { path: x, key: "k-\${{ github.head_ref }}" }
      - uses: actions/download-artifact@v4
        with: { run-id: "\${{ github.event.workflow_run.id }}" }
      - uses: ./act
        with: { x: "\${{ github.event.issue.body }}" }
      - uses: anthropics/claude-code-action@v1
        with: { prompt: "\${{ github.event.issue.body }}", allowed_tools: "*" }
      - uses: docker/build-push-action@v6
        with: { push: true, tags: a }
  b:
    needs: [a]
    uses: ./.github/workflows/ci.yml
    with: { x: "\${{ needs.a.outputs.o }}" }
    secrets: inherit
`,
  'act/action.yml': `name: act
inputs: { x: { default: y, required: true } }
outputs: { z: { value: "\${{ steps.q.outputs.z }}" } }
runs:
  using: composite
  steps:
    - id: q
      run: echo \${{ inputs.x }} >> $GITHUB_ENV
      shell: bash
    - uses: a/b@v1
      if: always()
      with: { script: "\${{ inputs.x }}" }
`,
  'tekton.yaml': `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: l, namespace: ci, annotations: { a: b } }
spec:
  serviceAccountName: s
  namespaceSelector: { matchNames: ["*"] }
  triggers:
    - name: t
      interceptors: [{ ref: { name: github }, params: [{ name: secretRef, value: { secretName: a, secretKey: b } }, { name: eventTypes, value: [push] }] }, { ref: { name: cel }, params: [{ name: filter, value: "body.x == 'a'" }] }]
      bindings: [{ ref: b }, { name: m, value: $(body.head_commit.message) }]
      template: { ref: tt }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerBinding
metadata: { name: b }
spec: { params: [{ name: rev, value: $(body.after) }] }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: tt }
spec:
  params: [{ name: m }, { name: rev, default: main }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: { generateName: r- }
      spec:
        pipelineRef: { name: p }
        taskRunTemplate: { serviceAccountName: default, podTemplate: { hostNetwork: true, volumes: [{ name: v, hostPath: { path: / } }] } }
        params: [{ name: m, value: $(tt.params.m) }, { name: list, value: [a, $(tt.params.rev)] }]
        workspaces: [{ name: w, secret: { secretName: s } }]
---
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p }
spec:
  params: [{ name: m, type: string }, { name: list, type: array, default: [x] }]
  results: [{ name: r, value: $(tasks.one.results.out) }]
  tasks:
    - name: one
      taskRef: { name: t }
      params: [{ name: x, value: $(params.m) }]
      workspaces: [{ name: w, workspace: w, subPath: $(params.m) }]
    - name: two
      runAfter: [one]
      onError: continue
      retries: 2
      when: [{ input: $(params.m), operator: in, values: [a] }]
      matrix: { params: [{ name: y, value: "$(params.list[*])" }] }
      taskRef: { resolver: git, params: [{ name: url, value: https://x }, { name: revision, value: $(params.m) }, { name: pathInRepo, value: a }] }
  finally:
    - name: scan
      taskSpec: { steps: [{ name: trivy, image: aquasec/trivy, script: trivy }] }
---
apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t, annotations: { tekton.dev/deprecated: "true" } }
spec:
  params: [{ name: x, type: string, default: y, enum: [a] }, { name: o, type: object, properties: { a: { type: string } } }]
  results: [{ name: out, type: string }, { name: IMAGE_DIGEST }]
  stepTemplate: { env: [{ name: T, value: $(params.x) }], securityContext: { privileged: true } }
  volumes: [{ name: v, hostPath: { path: /var/run/docker.sock } }]
  sidecars: [{ name: d, image: "docker:dind", securityContext: { privileged: true } }]
  steps:
    - name: a
      image: $(params.x)
      env: [{ name: P, value: ghp_0123456789012345678901234567890123456 }, { name: S, valueFrom: { secretKeyRef: { name: a, key: b } } }]
      script: |
        #!/usr/bin/env bash
        eval "$T"; echo $(params["x"]) > $(results.out.path)
    - name: b
      image: alpine
      command: [sh, -c]
      args: ["echo $(params.x) $(params.o.a)"]
      onError: continue
    - name: c
      ref: { name: sa }
      params: [{ name: q, value: $(params.x) }]
---
apiVersion: tekton.dev/v1beta1
kind: StepAction
metadata: { name: sa }
spec: { params: [{ name: q }], image: bash, script: "echo $(params.q)", securityContext: { runAsUser: 0 } }
---
apiVersion: pipelinesascode.tekton.dev/v1alpha1
kind: Repository
metadata: { name: r, namespace: ci }
spec: { url: https://github.com/a/b, git_provider: { secret: { name: a } }, settings: { policy: { ok_to_test: [x] } }, incoming: [{ targets: [main], secret: { name: i } }] }
---
apiVersion: operator.tekton.dev/v1alpha1
kind: TektonConfig
metadata: { name: config }
spec: { platforms: { openshift: { scc: { default: pipelines-scc } } }, pruner: { keep: 1 }, chain: { artifacts.oci.signer: none } }
---
apiVersion: tekton.dev/v1alpha1
kind: VerificationPolicy
metadata: { name: v }
spec: { resources: [{ pattern: x }], authorities: [{ name: k, key: { data: x } }], mode: warn }
`,
  'cluster.yaml': `apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: feature-flags, namespace: tekton-pipelines, labels: { app.kubernetes.io/part-of: tekton-pipelines } }, data: { enable-api-fields: alpha, set-security-context: "false" } }
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: config-defaults, namespace: tekton-pipelines }, data: { default-service-account: default, default-timeout-minutes: "60" } }
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: chains-config, namespace: tekton-chains }, data: { artifacts.oci.signer: none, transparency.enabled: "false" } }
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: resolvers-feature-flags, namespace: tekton-pipelines-resolvers }, data: { enable-http-resolver: "true" } }
  - { apiVersion: v1, kind: Namespace, metadata: { name: ci, labels: { pod-security.kubernetes.io/enforce: privileged } } }
  - { apiVersion: v1, kind: ServiceAccount, metadata: { name: s, namespace: ci }, secrets: [{ name: a }], automountServiceAccountToken: true }
  - { apiVersion: v1, kind: Secret, metadata: { name: a, namespace: ci, annotations: { tekton.dev/git-0: https://github.com } }, type: kubernetes.io/ssh-auth }
  - { apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: c }, rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] }
  - { apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: cb }, roleRef: { kind: ClusterRole, name: c }, subjects: [{ kind: ServiceAccount, name: s, namespace: ci }] }
  - { apiVersion: apps/v1, kind: Deployment, metadata: { name: tekton-pipelines-controller, namespace: tekton-pipelines, labels: { app.kubernetes.io/version: v1.0.0, version: v1.0.0 } }, spec: { template: { spec: { containers: [{ name: a, args: [--read-only=false] }] } } } }
`,
  '.github/dependabot.yml':
    'version: 2\nupdates: [{ package-ecosystem: npm, directory: /, schedule: { interval: daily } }]\n',
  'renovate.json': '{ "extends": ["config:recommended"], "enabledManagers": ["npm"] }',
  CODEOWNERS: '*.md @docs\n',
};
