import { auditDefaults } from './audit.js';
import type { Policy } from './policy.js';

/** What holds where there is no policy file: nobody is trusted yet, and nothing is waived. */
export const builtInPolicy: Policy = {
  trust: { roots: {}, keys: {}, identities: {}, signing: { config: null, publicLog: 'refuse' } },
  verify: { signers: [], minSerial: null, deny: [], sources: null, inCluster: 'deny' },
  benchmark: { platform: 'github.com' },
  audit: auditDefaults,
  waivers: [],
};
