import { err, ok, sha256Hex, usageFault, type Fault, type Result } from '@plumbline/core';
import { closure, tally, tallyText } from '@plumbline/pipeline';
import {
  buildManifest,
  measure,
  openSigner,
  writeManifestFile,
  type ManifestPlace,
} from '@plumbline/records';
import { version, type Ports, type StepResult } from '@plumbline/step';
import type { Signer } from '@plumbline/trust';
import { checkReadable } from '@plumbline/evidence';
import { currentCheck, signedCheck } from './checks.js';
import { readPrevious, type Previous } from './previous.js';
import { signInPlace } from './in-place/sign-in-place.js';
import { refClassOf } from './ref-class.js';
import { whyToSign, type Reason } from './reasons.js';
import { uncommittedFiles } from './uncommitted.js';
import type { Draft, SignInputs } from './draft.js';

/** Signs a pipeline: its manifest, or, with `annotate`, each Tekton resource in its file. */
export function run(inputs: SignInputs, ports: Ports): Promise<Result<StepResult, Fault>> {
  return inputs.annotate ? signInPlace(inputs, ports) : signManifest(inputs, ports);
}

/** Signs the manifest of a pipeline, unless the one that is there still says all that a new one would. */
async function signManifest(inputs: SignInputs, ports: Ports): Promise<Result<StepResult, Fault>> {
  const draft = await prepare(inputs, ports);
  if (!draft.ok) return draft;
  if (draft.value.measured.closure.unreadable.length > 0) return ok(refused(draft.value));
  const { loaded, target } = draft.value;
  const signer = await openSigner(inputs.key, { policy: loaded.policy, target }, ports);
  if (!signer.ok) return signer;
  const previous = readPrevious(draft.value, signer.value.publicKey, ports);
  if (!previous.ok) return previous;
  const reasons = whyToSign(draft.value, previous.value, signer.value.publicKey);
  if (inputs.check || (reasons.length === 0 && previous.value !== null)) {
    return ok(leftAlone(draft.value, previous.value, reasons));
  }
  return sign(draft.value, { signer: signer.value, previous: previous.value }, ports);
}

async function prepare(inputs: SignInputs, ports: Ports): Promise<Result<Draft, Fault>> {
  const refClass = refClassOf(ports.run);
  if (!refClass.ok) return refClass;
  const target = ports.openTarget(inputs);
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, inputs.policy);
  if (!loaded.ok) return loaded;
  const used = closure(target.value.tree);
  if (!used.ok) return used;
  if (used.value.files.length + used.value.unreadable.length === 0) {
    return err(
      usageFault(
        'NOTHING_TO_CHECK',
        `${target.value.name} holds no workflow, action or Tekton resource`,
        'name the folder that holds .github/workflows or the Tekton files',
      ),
    );
  }
  return ok({
    inputs,
    target: target.value,
    loaded: loaded.value,
    measured: measure(used.value, target.value.tree),
    now: ports.now(),
    refClass: refClass.value,
    uncommitted: uncommittedFiles(target.value, used.value, ports),
  });
}

async function sign(
  draft: Draft,
  by: { readonly signer: Signer; readonly previous: Previous | null },
  ports: Ports,
): Promise<Result<StepResult, Fault>> {
  const terms = termsOf(draft, by.previous);
  const statement = buildManifest(draft.measured, terms);
  if (!statement.ok) return statement;
  const bundle = await by.signer.sign(statement.value);
  if (!bundle.ok) return bundle;
  const written = writeManifestFile(placeOf(draft), bundle.value, ports);
  if (!written.ok) return written;
  const after = by.previous === null ? '' : ` after ${String(by.previous.manifest.serial)}`;
  return ok(
    resultOf(draft, {
      checks: [checkReadable(draft.measured.closure), signedCheck()],
      notes: [
        `signed ${written.value}: serial ${String(terms.serial)}${after}, valid until ${terms.expiresAt.toISOString().slice(0, 10)}`,
        `signed by ${by.signer.who}`,
      ],
      outputs: {
        manifest: written.value,
        'manifest-sha256': sha256Hex(bundle.value),
        serial: String(terms.serial),
        expires: terms.expiresAt.toISOString(),
      },
      next: `commit the manifest, and name ${signerWords(draft.inputs.key)} in .plumbline.yaml`,
    }),
  );
}

/** Who has to be trusted for the manifest to count. */
function signerWords(key: string): string {
  return key === 'keyless'
    ? 'the identity that has signed under trust.identities'
    : 'the public half of the key under trust.keys';
}

/** Serials never start below what the policy still accepts, also where the last manifest was lost. */
function termsOf(draft: Draft, previous: Previous | null) {
  const { inputs, target, loaded, now } = draft;
  const last = Math.max(previous?.manifest.serial ?? 0, (loaded.policy.verify.minSerial ?? 1) - 1);
  return {
    source: { uri: target.sourceUri, commit: target.commit },
    refClass: draft.refClass,
    serial: last + 1,
    issuedAt: now,
    expiresAt: new Date(now.getTime() + inputs['valid-for']),
    previous: previous?.statementSha256 ?? null,
    policySha256: loaded.origin.sha256,
    version,
  };
}

function placeOf({ target, inputs }: Draft): ManifestPlace {
  return { target, path: inputs.manifest, atRevision: inputs.rev !== null };
}

function refused(draft: Draft): StepResult {
  return resultOf(draft, {
    checks: [checkReadable(draft.measured.closure)],
    notes: ['nothing was signed: what cannot be read cannot be signed'],
    outputs: {},
  });
}

function leftAlone(
  draft: Draft,
  previous: Previous | null,
  reasons: readonly Reason[],
): StepResult {
  const { manifest, bundleSha256 } = previous ?? { manifest: null, bundleSha256: '' };
  return resultOf(draft, {
    checks: [checkReadable(draft.measured.closure), currentCheck(reasons)],
    notes: reasons.length === 0 ? ['unchanged: the manifest says all that a new one would'] : [],
    outputs: {
      manifest: manifest === null ? '' : draft.inputs.manifest,
      'manifest-sha256': bundleSha256,
      serial: manifest === null ? '' : String(manifest.serial),
      expires: manifest?.expiresAt.toISOString() ?? '',
    },
    ...(reasons.length === 0 ? {} : { next: 'plumbline sign-pipeline --key KEY' }),
  });
}

function resultOf(
  draft: Draft,
  part: Pick<StepResult, 'checks' | 'notes' | 'outputs' | 'next'>,
): StepResult {
  const numbers = tally(draft.measured.closure);
  return {
    target: draft.target.name,
    policy: draft.loaded.origin,
    headline: tallyText(numbers),
    records: [],
    own: { key: 'pipeline', value: { references: numbers, ...part.outputs } },
    ...part,
    notes: [...part.notes, ...warnings(draft, numbers.unpinned)],
  };
}

function warnings({ uncommitted, target }: Draft, unpinned: number): readonly string[] {
  const differing =
    uncommitted.length === 0
      ? []
      : [
          `signed is commit ${target.commit ?? ''}; the work tree differs in ${uncommitted.join(', ')}`,
        ];
  const open =
    unpinned === 0
      ? []
      : [`${String(unpinned)} references are not pinned: verify-pipeline will fail on them`];
  return [...differing, ...open];
}
