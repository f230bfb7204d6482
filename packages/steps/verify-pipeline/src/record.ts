import { ok, verdictOf, type Check, type Fault, type Result } from '@plumbline/core';
import {
  buildPipelineVerified,
  currentRun,
  fileSubjects,
  keepRecord,
  measuredFiles,
  openSigner,
  type PipelineVerification,
} from '@plumbline/records';
import { version, type Ports, type WrittenRecord } from '@plumbline/step';
import { definitionsOf } from './definitions.js';
import type { ManifestJudgement } from './judge-manifest.js';
import type { Gathered } from './gather.js';

const BUILT_IN_POLICY = 'https://plumbline.dev/policy/built-in';

interface Judged {
  readonly manifest: ManifestJudgement;
  /** All checks, after waivers. */
  readonly checks: readonly Check[];
}

/**
 * Writes the record "pipeline" into the stores, signed if there is a key, and beside it the manifest that it is about:
 * an audit needs both, and the next verification knows the serial. Without a store nothing is written.
 */
export async function writeVerification(
  gathered: Gathered,
  judged: Judged,
  ports: Ports,
): Promise<Result<readonly WrittenRecord[], Fault>> {
  const { stores } = gathered;
  if (stores.length === 0) return ok([]);
  const statement = buildPipelineVerified(verificationOf(gathered, judged, ports));
  const record = await signIfKey(statement, gathered, ports);
  if (!record.ok) return record;
  const written = await keepRecord({ kind: 'pipeline-verified', bytes: record.value }, stores);
  const { bundle } = judged.manifest;
  if (!written.ok || bundle === null) return written;
  const manifest = await keepRecord({ kind: 'pipeline-manifest', bytes: bundle }, stores);
  return manifest.ok ? ok([...written.value, ...manifest.value]) : manifest;
}

async function signIfKey(
  statement: Uint8Array,
  { inputs, loaded, target }: Gathered,
  ports: Ports,
): Promise<Result<Uint8Array, Fault>> {
  if (inputs.key === null) return ok(statement);
  const signer = await openSigner(inputs.key, { policy: loaded.policy, target }, ports);
  return signer.ok ? signer.value.sign(statement) : signer;
}

function verificationOf(
  gathered: Gathered,
  { manifest, checks }: Judged,
  ports: Ports,
): PipelineVerification {
  const { inputs, target, loaded } = gathered;
  const { origin } = loaded;
  const { summary } = manifest;
  return {
    subjects: fileSubjects(measuredFiles(gathered.measured)),
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
      serial: manifest.isSerialDecided ? 'decided' : 'undecided',
    },
    waived: checks.flatMap(({ findings }) => findings).filter(({ waiver }) => waiver !== undefined)
      .length,
    definitions: definitionsOf(
      { model: gathered.model, digests: gathered.measured.digests, target },
      ports.run,
    ),
    run: currentRun(ports),
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
