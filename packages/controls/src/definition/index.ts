import type { Section } from '../section.js';
import { boundedRuns } from './bounded-runs.js';
import { cleanFlows } from './clean-flows.js';
import { commitBoundApproval } from './commit-bound-approval.js';
import { effectiveGates } from './effective-gates.js';
import { noCachePoisoning } from './no-cache-poisoning.js';
import { noEnvironmentInjection } from './no-environment-injection.js';
import { noInsecureCommands } from './no-insecure-commands.js';
import { noInternalInjection } from './no-internal-injection.js';
import { noLeakedCredentials } from './no-leaked-credentials.js';
import { noPathInjection } from './no-path-injection.js';
import { noPersistedCredentials } from './no-persisted-credentials.js';
import { noPromptInjection } from './no-prompt-injection.js';
import { noTemplateInjection } from './no-template-injection.js';
import { noUnattendedMerge } from './no-unattended-merge.js';
import { noUntrustedExecution } from './no-untrusted-execution.js';
import { open } from './open.js';
import { plainDefinitions } from './plain-definitions.js';
import { protectedDeploys } from './protected-deploys.js';
import { reviewedAiOutput } from './reviewed-ai-output.js';
import { safeCheckout } from './safe-checkout.js';
import { soundConditions } from './sound-conditions.js';
import { strictDefinitions } from './strict-definitions.js';
import { unspoofableIdentity } from './unspoofable-identity.js';
import { untrustedArtifacts } from './untrusted-artifacts.js';

/** Section 2 of the benchmark. */
export const definition: Section = {
  number: 2,
  title: 'Definition',
  controls: [
    noTemplateInjection,
    noInternalInjection,
    cleanFlows,
    noEnvironmentInjection,
    noPathInjection,
    noPersistedCredentials,
    noInsecureCommands,
    safeCheckout,
    noUntrustedExecution,
    commitBoundApproval,
    soundConditions,
    plainDefinitions,
    unspoofableIdentity,
    noUnattendedMerge,
    untrustedArtifacts,
    noPromptInjection,
    reviewedAiOutput,
    strictDefinitions,
    boundedRuns,
    effectiveGates,
    protectedDeploys,
    noLeakedCredentials,
    noCachePoisoning,
    ...open,
  ],
};
