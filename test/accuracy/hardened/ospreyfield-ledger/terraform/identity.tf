resource "google_iam_workload_identity_pool_provider" "ledger" {
  project                            = "ospreyfield-ledger-prod"
  workload_identity_pool_id          = "github"
  workload_identity_pool_provider_id = "ledger"
  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }
  attribute_condition = "assertion.repository_id == '604417283' && assertion.ref == 'refs/heads/main' && assertion.environment == 'production'"
  oidc { issuer_uri = "https://token.actions.githubusercontent.com" }
}
