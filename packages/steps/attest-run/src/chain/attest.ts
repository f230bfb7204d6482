import type { Fault } from '@plumbline/core';
import { buildBom, imageSignature, portions, type Bom, type RecordLink } from '@plumbline/records';
import type { NewRecord, Ports, RecordStore } from '@plumbline/step';
import { peekSigner, type Signer } from '@plumbline/trust';
import { identityOf, type FoundLinks } from '../links.js';
import type { Artifact, ObservedRun } from '../observed.js';
import { keepAll, type Kept } from '../store.js';
import { isImage } from '../subjects/image.js';
import { builtDrafts, subjectOf } from './built.js';
import { draft, type Draft } from './draft.js';
import { functionRecords } from './functions.js';
import { signAll, type Signed } from './sign.js';
import { triggerDraft } from './trigger.js';

/** What a chain of records is made of, and where it goes. */
export interface Chain {
  readonly observed: ObservedRun;
  readonly artifacts: readonly Artifact[];
  readonly bom: Bom | null;
  /** The records of gates. */
  readonly found: FoundLinks;
  /** Records of others about the run, kept beside ours and named by none of them. */
  readonly beside: readonly NewRecord[];
  readonly stores: readonly RecordStore[];
  readonly signer: Signer;
}

/** What was signed, where it is kept, and what kept the rest from being signed. */
export interface Attested {
  readonly signed: readonly NewRecord[];
  readonly kept: Kept;
  readonly fault: Fault | null;
}

/** Signs the records of a run and keeps them, also those that were signed before something failed. */
export async function attest(chain: Chain, ports: Ports): Promise<Attested> {
  const { records: signed, fault } = await signChain(chain, ports);
  const records = withImages(
    [...chain.found.links.map(carried), ...chain.beside, ...signed],
    chain,
  );
  return { signed, kept: await keepAll(records, chain.stores, ports), fault };
}

/** First the records of the trigger and the functions, since the build record names them with their signer. */
async function signChain(chain: Chain, ports: Ports): Promise<Signed> {
  const { observed, found, signer } = chain;
  const gates = found.links.map(({ link }) => link);
  const isGuarded = gates.some(({ kind }) => kind === 'trigger-authorized');
  const trigger = isGuarded ? null : triggerDraft(observed, ports.now());
  const own = trigger === null ? [] : [trigger];
  const before = [...gates, ...own].map(({ sha256 }) => sha256);
  const parts = [...own, ...functionRecords(observed, before)];
  const first = await signAll(parts, signer);
  if (first.fault !== null) return first;
  const links = [...gates, ...parts.flatMap((part, at) => linkTo(part, first.records[at]))];
  const second = await signAll(artifactDrafts(chain, links, first.records), signer);
  return { records: [...first.records, ...second.records], fault: second.fault };
}

/** A record that was just signed, by whom its bundle names. */
function linkTo({ kind, sha256 }: Draft, record: NewRecord | undefined): readonly RecordLink[] {
  const signer = record === undefined ? null : peekSigner(record.bytes);
  return signer?.ok === true ? [{ kind, sha256, signer: identityOf(signer.value) }] : [];
}

/**
 * The records about artifacts: what they contain, of images the signature that cosign looks for, and how they were built. That
 * record is the last one: where it is, all are.
 */
function artifactDrafts(
  { observed, artifacts, bom }: Chain,
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
  return [...contents, ...signatures, ...built];
}

/** The workflow that a certificate names as the signer: that is the builder, whatever the runner says. */
function signingWorkflow([record]: readonly NewRecord[]): string | null {
  const signer = record === undefined ? null : peekSigner(record.bytes);
  return signer?.ok === true ? (signer.value.claims.buildSignerUri ?? null) : null;
}

/** A record of a gate goes to every store too, so that one of them has the whole chain. */
function carried({ link, bytes }: Chain['found']['links'][number]): NewRecord {
  return { kind: link.kind, bytes };
}

/** Records that are not about an image lie beside it in a registry, so that one pull brings all. */
function withImages(records: readonly NewRecord[], { artifacts }: Chain): readonly NewRecord[] {
  const images = artifacts.filter(isImage).flatMap(({ digest }) => {
    const sha256 = digest['sha256'];
    return sha256 === undefined ? [] : [`sha256:${sha256}`];
  });
  return records.map((record) => ({ ...record, images }));
}
