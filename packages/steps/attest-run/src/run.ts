import { err, ok, type Fault, type Result } from '@plumbline/core';
import { buildBom, imageSignature, portions, type RecordLink } from '@plumbline/records';
import type { NewRecord, Ports, StepResult } from '@plumbline/step';
import { peekSigner } from '@plumbline/trust';
import { builtDrafts, subjectOf } from './chain/built.js';
import { draft, type Draft } from './chain/draft.js';
import { functionRecords } from './chain/functions.js';
import { triggerDraft } from './chain/trigger.js';
import { gather, type AttestInputs, type Gathered } from './gather.js';
import { identityOf } from './links.js';
import { conclude } from './report.js';
import { signAll, type Signed } from './sign.js';
import { keepAll } from './store.js';
import { isImage } from './subjects/image.js';

/** Records what a run executed and made, signs the records and stores them. */
export async function run(inputs: AttestInputs, ports: Ports): Promise<Result<StepResult, Fault>> {
  const gathered = await gather(inputs, ports);
  if (!gathered.ok) return gathered;
  const signed = await signChain(gathered.value, ports);
  const records = [...gathered.value.found.links.map(carried), ...signed.records];
  const kept = await keepAll(withImages(records, gathered.value), gathered.value.stores, ports);
  if (signed.fault === null) return ok(conclude(gathered.value, signed.records, kept));
  const where = kept.records.map(({ path }) => path).join(', ');
  const message = where === '' ? signed.fault.message : `${signed.fault.message}; kept: ${where}`;
  return err({ ...signed.fault, message });
}

/** First the records of the trigger and the functions, since the build record names them with their signer. */
async function signChain(gathered: Gathered, ports: Ports): Promise<Signed> {
  const { observed, found, signer } = gathered;
  const gates = found.links.map(({ link }) => link);
  const isGuarded = gates.some(({ kind }) => kind === 'trigger-authorized');
  const trigger = isGuarded ? null : triggerDraft(observed, ports.now());
  const own = trigger === null ? [] : [trigger];
  const before = [...gates, ...own].map(({ sha256 }) => sha256);
  const parts = [...own, ...functionRecords(observed, before)];
  const first = await signAll(parts, signer);
  if (first.fault !== null) return first;
  const links = [...gates, ...parts.flatMap((part, at) => linkTo(part, first.records[at]))];
  const second = await signAll(artifactDrafts(gathered, links, first.records), signer);
  return { records: [...first.records, ...second.records], fault: second.fault };
}

/** A record that was just signed, by whom its bundle names. */
function linkTo({ kind, sha256 }: Draft, record: NewRecord | undefined): readonly RecordLink[] {
  const signer = record === undefined ? null : peekSigner(record.bytes);
  return signer?.ok === true ? [{ kind, sha256, signer: identityOf(signer.value) }] : [];
}

/** The records about artifacts: how they were built, what they contain, and of images the signature that cosign looks for. */
function artifactDrafts(
  { observed, artifacts, bom }: Gathered,
  links: readonly RecordLink[],
  signed: readonly NewRecord[],
): readonly Draft[] {
  const builderId = signingWorkflow(signed) ?? observed.builderId;
  const built = builtDrafts({ observed: { ...observed, builderId }, artifacts, links });
  const isVouchedFor = observed.status === 'succeeded' || observed.status === 'running';
  if (!isVouchedFor) return built;
  const contents =
    bom === null
      ? []
      : portions(artifacts.map(subjectOf)).map((subjects) =>
          draft('artifact-contents', buildBom(subjects, bom)),
        );
  const signatures = artifacts
    .filter(isImage)
    .map((image) =>
      draft('image-signed', imageSignature.build({ subjects: [subjectOf(image)], predicate: {} })),
    );
  return [...built, ...contents, ...signatures];
}

/** The workflow that a certificate names as the signer: that is the builder, whatever the runner says. */
function signingWorkflow([record]: readonly NewRecord[]): string | null {
  const signer = record === undefined ? null : peekSigner(record.bytes);
  return signer?.ok === true ? (signer.value.claims.buildSignerUri ?? null) : null;
}

/** A record of a gate goes to every store too, so that one of them has the whole chain. */
function carried({ link, bytes }: Gathered['found']['links'][number]): NewRecord {
  return { kind: link.kind, bytes };
}

/** Records that are not about an image lie beside it in a registry, so that one pull brings all. */
function withImages(records: readonly NewRecord[], { artifacts }: Gathered): readonly NewRecord[] {
  const images = artifacts.filter(isImage).flatMap(({ digest }) => {
    const sha256 = digest['sha256'];
    return sha256 === undefined ? [] : [`sha256:${sha256}`];
  });
  return records.map((record) => ({ ...record, images }));
}
