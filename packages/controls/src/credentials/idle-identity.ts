import type { WorkflowStep } from '@plumbline/pipeline';
import type { JobSite } from '../github/steps.js';
import { actionOf, inputOf } from './steps.js';

/** Public actions that ask for no identity of the run. */
const PLAIN =
  /^(?:actions\/(?:checkout|cache(?:\/\w+)?|setup-\w+|upload-artifact|download-artifact|labeler|stale)|astral-sh\/(?:setup-uv|ruff-action)|pnpm\/action-setup|oven-sh\/setup-bun|denoland\/setup-deno|dtolnay\/rust-toolchain|swatinem\/rust-cache|taiki-e\/install-action|golangci\/golangci-lint-action|gradle\/actions\/setup-gradle|ruby\/setup-ruby|shivammathur\/setup-php|erlef\/setup-beam|haskell-actions\/setup|docker\/setup-(?:buildx|qemu)-action|hashicorp\/setup-terraform|pre-commit\/action|zizmorcore\/zizmor-action|codecov\/codecov-action|step-security\/harden-runner)$/;

/** Words of scripts that may ask for one, or start something that does. */
const MAY_ASK =
  /ID_TOKEN|oidc|sigstore|cosign|gitsign|attest|provenance|slsa|\b(?:aws|gcloud|az|gsutil|bq|vault|terraform|tofu|terragrunt|pulumi|kubectl|helm|docker|podman|buildah|skopeo|oras|crane|goreleaser|twine|depot|cachix|chainctl|conjur|doppler|infisical|sam|cdk|sls|serverless)\b|publish|deploy|release|upload|login|\bpush\b|\bsign|\.sh\b|scripts?\//i;

/** A target of a build tool may do anything unless its name tells. */
const TARGETS =
  /\b(?:make|just|task|rake|invoke|earthly|(?:npm|pnpm|yarn|bun)\s+run)\b(?![ \t]+(?:-\S+[ \t]+)*(?:\w+[:-])?(?:test|tests|check|lint|fmt|format|unit|build|vet|coverage|typecheck|types?|compile|bench)\b)/;

/** A program of the repository may do anything, build tools aside. */
const OWN = /(?:^|[\s;&|(])\.{1,2}\/(?!gradlew|mvnw|\.\.\.)[\w.-]/m;

/** Whether no step of a job can need the identity of the run (3.3.2). */
export function needsNoIdentity({ job }: JobSite): boolean {
  return job.uses === null && job.steps.length > 0 && job.steps.every(isPlain);
}

function isPlain(step: WorkflowStep): boolean {
  if (step.run !== null)
    return [MAY_ASK, TARGETS, OWN].every((one) => !one.test(step.run?.value ?? ''));
  const action = actionOf(step) ?? '';
  return PLAIN.test(action) && inputOf(step, 'use_oidc')?.value !== 'true';
}
