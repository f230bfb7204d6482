import type { Section } from '../section.js';
import { admissionPolicy } from './admission-policy.js';
import { buildIsolation } from './build-isolation.js';
import { buildNamespaces } from './build-namespaces.js';
import { currentTekton } from './current-tekton.js';
import { defaultSecurityContext } from './default-security-context.js';
import { enforcedVerification } from './enforced-verification.js';
import { limitedRunCreators } from './limited-run-creators.js';
import { neededResolvers } from './needed-resolvers.js';
import { noPublicSelfHosted } from './no-public-self-hosted.js';
import { networkPolicy } from './network-policy.js';
import { noHostAccess } from './no-host-access.js';
import { noInlineSpec } from './no-inline-spec.js';
import { blockedEgress } from './blocked-egress.js';
import { open } from './open.js';
import { openshiftConstraints } from './openshift-constraints.js';
import { podSecurity } from './pod-security.js';
import { protectedDashboard } from './protected-dashboard.js';
import { resourceQuotas } from './resource-quotas.js';
import { safeDefaults } from './safe-defaults.js';
import { stableApiFields } from './stable-api-fields.js';
import { staticRunners } from './static-runners.js';
import { unprivilegedSteps } from './unprivileged-steps.js';

/** Section 4 of the benchmark. */
export const workers: Section = {
  number: 4,
  title: 'Workers, cluster',
  controls: [
    noPublicSelfHosted,
    staticRunners,
    unprivilegedSteps,
    noHostAccess,
    currentTekton,
    defaultSecurityContext,
    stableApiFields,
    noInlineSpec,
    enforcedVerification,
    neededResolvers,
    safeDefaults,
    openshiftConstraints,
    protectedDashboard,
    buildNamespaces,
    podSecurity,
    limitedRunCreators,
    networkPolicy,
    resourceQuotas,
    buildIsolation,
    admissionPolicy,
    blockedEgress,
    ...open,
  ],
};
