import { ok, type Check, type Fault, type Result } from '@plumbline/core';
import { judgeReferences } from '@plumbline/evidence';
import { tally, tallyText } from '@plumbline/pipeline';
import { readManifestFile } from '@plumbline/records';
import { applyWaivers, type Ports, type StepResult, type Target } from '@plumbline/step';
import { gather, type Gathered, type VerifyInputs } from './gather.js';
import { judgeManifest, namesSigners, type ManifestJudgement } from './judge-manifest.js';
import { writeVerification } from './record.js';
import { seenManifests } from './seen.js';
import { trustedSigners } from './signers.js';
import { verifyTektonSignatures } from './tekton-signatures.js';

/** Verifies a pipeline against its signed manifest and the policy, and writes the record "pipeline". */
export async function run(inputs: VerifyInputs, ports: Ports): Promise<Result<StepResult, Fault>> {
  const gathered = await gather(inputs, ports);
  if (!gathered.ok) return gathered;
  const manifest = await judge(gathered.value, ports);
  if (!manifest.ok) return manifest;
  return conclude(gathered.value, manifest.value, ports);
}

async function judge(gathered: Gathered, ports: Ports): Promise<Result<ManifestJudgement, Fault>> {
  const { inputs, target, loaded, stores, now } = gathered;
  const trust = trustedSigners(loaded.policy, { paths: inputs.trust, target }, ports);
  if (!trust.ok) return trust;
  const place = { target, path: inputs.manifest, atRevision: inputs.rev !== null };
  const bytes = readManifestFile(place, ports);
  if (!bytes.ok) return bytes;
  const seen = await seenManifests(stores, trust.value, now);
  if (!seen.ok) return seen;
  return ok(
    judgeManifest({
      path: inputs.manifest,
      bytes: bytes.value,
      trust: trust.value,
      measured: gathered.measured,
      policy: loaded.policy.verify,
      seen: seen.value,
      now,
      ref: ports.run?.ref ?? null,
    }),
  );
}

/** Ids of the checks of this step, in words; controls of the benchmark have numbers and slugs. */
const OWN = /^[a-z-]+\//;

async function conclude(
  gathered: Gathered,
  manifest: ManifestJudgement,
  ports: Ports,
): Promise<Result<StepResult, Fault>> {
  const { inputs, target, loaded } = gathered;
  const { closure } = gathered.measured;
  const references = judgeReferences(closure, loaded.policy.verify);
  const resources = verifyTektonSignatures({
    closure,
    tree: target.tree,
    keys: manifest.trust.keys,
    now: gathered.now,
  });
  const waived = applyWaivers(
    [...manifest.checks, resources.check, ...references],
    loaded.policy.waivers,
    { now: gathered.now, isOwn: (what) => OWN.test(what) },
  );
  const records = await writeVerification(gathered, { manifest, checks: waived.checks }, ports);
  if (!records.ok) return records;
  const numbers = tally(closure);
  const next = nextStep(manifest, waived.checks, inputs.manifest);
  return ok({
    target: target.name,
    policy: loaded.origin,
    checks: waived.checks,
    headline: tallyText(numbers),
    notes: [...sourceNotes(target), ...manifest.notes, ...resources.notes, ...waived.notes],
    ...(next === null ? {} : { next }),
    records: records.value,
    own: { key: 'pipeline', value: { references: numbers, manifest: manifest.summary } },
    outputs: {
      references: String(numbers.references),
      'signed-by': manifest.summary?.signedBy ?? '',
      expires: manifest.summary?.expires ?? '',
    },
  });
}

function sourceNotes({ commit }: Target): readonly string[] {
  return [commit === null ? 'read from the files of the folder' : `read at commit ${commit}`];
}

function nextStep(
  { summary, trust }: ManifestJudgement,
  checks: readonly Check[],
  path: string,
): string | null {
  if (!namesSigners(trust)) {
    return 'plumbline sign-pipeline --key KEY, then name its public half under trust: in .plumbline.yaml';
  }
  if (summary === null) return `plumbline sign-pipeline --key KEY writes ${path}`;
  const isChanged = checks.some(
    (check) => check.status === 'fail' && /^manifest\/(missing|extra|changed)$/.test(check.id),
  );
  return isChanged ? 'review the changes, then plumbline sign-pipeline --key KEY' : null;
}
