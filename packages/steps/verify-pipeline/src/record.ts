import { ok, verdictOf, type Check, type Fault, type Result } from '@plumbline/core';
import {
  buildPipelineVerified,
  fileSubjects,
  keepRecord,
  measure,
  measuredFiles,
  openSigner,
  type PipelineVerification,
} from '@plumbline/records';
import { version, type Ports, type WrittenRecord } from '@plumbline/step';
import { signStatement } from '@plumbline/trust';
import type { ManifestJudgement } from './judge-manifest.js';
import type { Gathered } from './gather.js';

const BUILT_IN_POLICY = 'https://plumbline.dev/policy/built-in';

interface Judged {
  readonly manifest: ManifestJudgement;
  /** All checks, after waivers. */
  readonly checks: readonly Check[];
}

/** Writes the record "pipeline" into the stores, signed if there is a key; nothing without a store. */
export async function writeVerification(
  gathered: Gathered,
  judged: Judged,
  ports: Ports,
): Promise<Result<readonly WrittenRecord[], Fault>> {
  const { store, key } = gathered.inputs;
  const stores = ports.openStores(store);
  if (!stores.ok || stores.value.length === 0) return stores.ok ? ok([]) : stores;
  const statement = buildPipelineVerified(verificationOf(gathered, judged, ports));
  if (key === null) return keepRecord('pipeline-verified', statement, stores.value);
  const signer = await openSigner(key, ports);
  if (!signer.ok) return signer;
  const bundle = signStatement(statement, signer.value);
  return bundle.ok ? keepRecord('pipeline-verified', bundle.value, stores.value) : bundle;
}

function verificationOf(
  gathered: Gathered,
  { manifest, checks }: Judged,
  ports: Ports,
): PipelineVerification {
  const { inputs, target, loaded } = gathered;
  const { origin, policy } = loaded;
  const { summary } = manifest;
  return {
    subjects: fileSubjects(measuredFiles(measure(gathered.closure, target.tree))),
    resourceUri: resourceUri(gathered),
    policy: { uri: policyUri(gathered), sha256: origin.sha256 },
    inputs: summary === null ? [] : [{ uri: summary.path, sha256: summary.sha256 }],
    version,
    timeVerified: ports.now(),
    validUntil: summary === null ? null : new Date(summary.expires),
    verdict: verdictOf(checks),
    conditions: {
      mode: inputs.mode === 'audit' ? 'audit' : 'enforce',
      scope: isWhole(gathered) ? 'full' : 'partial',
      source: target.commit === null ? 'folder' : 'commit',
      serial: policy.verify.minSerial === null ? 'undecided' : 'decided',
    },
    waived: checks.flatMap(({ findings }) => findings).filter(({ waiver }) => waiver !== undefined)
      .length,
    run: ports.run,
  };
}

/** A signer from outside the policy, or another time than now, answers another question than the policy's. */
function isWhole({ inputs }: Gathered): boolean {
  return inputs.trust.length === 0 && inputs['as-of'] === null;
}

function policyUri({ target, loaded }: Gathered): string {
  const { path, commit } = loaded.origin;
  if (path === null) return BUILT_IN_POLICY;
  return commit === null ? `file:${path}` : `${target.sourceUri ?? 'git'}@${commit}#${path}`;
}

/** The name of a folder is a path of somebody's machine: no record carries it. */
function resourceUri({ target }: Gathered): string {
  return target.commit === null ? 'file:.' : `${target.sourceUri ?? 'git'}@${target.commit}`;
}
