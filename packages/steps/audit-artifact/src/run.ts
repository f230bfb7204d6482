import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { InputsOf, LoadedPolicy, Ports, StepResult, Target } from '@plumbline/step';
import { withPlatforms } from './artifacts/platforms.js';
import { resolveQuery } from './artifacts/query.js';
import { resolveTarget } from './artifacts/resolve.js';
import { search } from './artifacts/search.js';
import { auditAll, type Auditor } from './audit.js';
import type { auditArtifact } from './definition.js';
import type { Artifact } from './judge/subject.js';
import { resultOf } from './result.js';
import { authenticator, trustsAnybody } from './trust.js';
import { writeSummaries, type Terms } from './record.js';

export type AuditInputs = InputsOf<typeof auditArtifact>;

/** What is audited, and by what. */
export type AuditRequest = Pick<
  AuditInputs,
  'target' | 'query' | 'policy' | 'store' | 'strict' | 'depth' | 'as-of'
>;

/** Audits artifacts along their records, and writes what was found as a signed summary if there is a key. */
export async function run(inputs: AuditInputs, ports: Ports): Promise<Result<StepResult, Fault>> {
  const terms = await audit(inputs, ports);
  if (!terms.ok) return terms;
  const records = await writeSummaries(terms.value, inputs, ports);
  return records.ok ? ok(resultOf(terms.value, records.value)) : records;
}

/** Audits artifacts along their records. */
export async function audit(inputs: AuditRequest, ports: Ports): Promise<Result<Terms, Fault>> {
  const opened = await open(inputs, ports);
  if (!opened.ok) return opened;
  const { auditor, loaded, here } = opened.value;
  const artifacts = await artifactsOf(inputs, auditor, ports);
  if (!artifacts.ok) return artifacts;
  const whole = await withPlatforms(artifacts.value, ports.registry);
  const audited = await auditAll(whole, auditor);
  const { stores, now } = auditor;
  return ok({ inputs, audited, loaded, here, stores, now });
}

interface Opened {
  readonly auditor: Auditor;
  readonly loaded: LoadedPolicy;
  readonly here: Target;
}

async function open(inputs: AuditRequest, ports: Ports): Promise<Result<Opened, Fault>> {
  const here = ports.openTarget({ target: '.', rev: null, worktree: false });
  if (!here.ok) return here;
  const loaded = await ports.loadPolicy(here.value, inputs.policy);
  if (!loaded.ok) return loaded;
  const stores = ports.openStores(inputs.store.map((name) => besideTarget(name, inputs.target)));
  if (!stores.ok) return stores;
  if (stores.value.length === 0) {
    return err(usageFault('STORE_MISSING', 'no store is named to look in', '--store dir:records'));
  }
  const { policy } = loaded.value;
  const now = inputs['as-of'] ?? ports.now();
  const authenticate = authenticator(policy, here.value, now);
  if (!authenticate.ok) return authenticate;
  const auditor = {
    policy,
    stores: stores.value,
    authenticate: authenticate.value,
    now,
    strict: inputs.strict,
    depth: Number(inputs.depth),
    trustsAnybody: trustsAnybody(policy),
  };
  return ok({ auditor, loaded: loaded.value, here: here.value });
}

/** `oci` alone is the repository of the image that is audited. */
function besideTarget(store: string, target: string | null): string {
  const repository = /^([^@\s]+?)(?::[^:/@]+)?@sha256:/.exec(target ?? '')?.[1];
  return store === 'oci' && repository !== undefined ? `oci:${repository}` : store;
}

async function artifactsOf(
  { target, query }: AuditRequest,
  { stores }: Auditor,
  ports: Ports,
): Promise<Result<readonly Artifact[], Fault>> {
  if (query !== null) return resolveQuery(query, stores);
  if (target === null) {
    const hint = 'plumbline audit-artifact app.tar.gz --store dir:records';
    return err(usageFault('TARGET_MISSING', 'nothing is named to audit', hint));
  }
  const resolved = resolveTarget(target, ports);
  if (!resolved.ok) return resolved;
  if (resolved.value.kind === 'name') return err(await search(target, stores));
  return ok(resolved.value.artifacts);
}
