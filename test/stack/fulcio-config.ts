/** Fulcio's configuration for the issuer of a GitHub at this address (Fulcio, config/identity/config.yaml). */
export function fulcioConfig(issuer: string, server: string): string {
  return `oidc-issuers:
  ${issuer}:
    issuer-url: ${issuer}
    client-id: sigstore
    type: ci-provider
    ci-provider: github-workflow
    contact: nobody@example.com
    description: test
ci-issuer-metadata:
  github-workflow:
    default-template-values: { url: "${server}", environment: "" }
    extension-templates:
      github-workflow-trigger: event_name
      github-workflow-sha: sha
      github-workflow-name: workflow
      github-workflow-repository: repository
      github-workflow-ref: ref
      build-signer-uri: "{{ .url }}/{{ .job_workflow_ref }}"
      build-signer-digest: job_workflow_sha
      runner-environment: runner_environment
      source-repository-uri: "{{ .url }}/{{ .repository }}"
      source-repository-digest: sha
      source-repository-ref: ref
      source-repository-identifier: repository_id
      source-repository-owner-uri: "{{ .url }}/{{ .repository_owner }}"
      source-repository-owner-identifier: repository_owner_id
      build-config-uri: "{{ .url }}/{{ .workflow_ref }}"
      build-config-digest: workflow_sha
      build-trigger: event_name
      run-invocation-uri: "{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}"
      source-repository-visibility-at-signing: repository_visibility
    subject-alternative-name-template: "{{ .url }}/{{ .job_workflow_ref }}"
`;
}
