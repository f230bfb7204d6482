import { posix } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { checkReadable } from '@plumbline/evidence';
import { closure, type Closure } from '@plumbline/pipeline';
import { openPrivateKey } from '@plumbline/records';
import type { LoadedPolicy, Ports, StepResult, Target } from '@plumbline/step';
import {
  annotate,
  eraOf,
  parseTektonVersion,
  tektonVersionsOf,
  upgradeWarning,
  type Annotated,
  type AnnotateOptions,
} from '@plumbline/trust';
import type { SignInputs } from '../draft.js';
import { countOutcomes, currentCheck, outcomeCounts, signableCheck } from './outcomes.js';

/** A file of the target with its resources signed. */
export interface SignedFile extends Annotated {
  readonly path: string;
  readonly isChanged: boolean;
}

interface Opened {
  readonly target: Target;
  readonly loaded: LoadedPolicy;
  readonly closure: Closure;
  readonly options: AnnotateOptions;
}

/** Signs every Task, Pipeline and StepAction below the target in its file; comments and layout stay. */
export async function signInPlace(
  inputs: SignInputs,
  ports: Ports,
): Promise<Result<StepResult, Fault>> {
  const opened = await open(inputs, ports);
  if (!opened.ok) return opened;
  const files = signFiles(opened.value);
  if (!files.ok) return files;
  if (files.value.every(({ outcomes }) => outcomes.length === 0)) {
    return err(nothingToSign(opened.value.target));
  }
  const written = inputs.check
    ? ok(undefined)
    : writeFiles(opened.value.target, files.value, ports);
  return written.ok ? ok(resultOf(opened.value, files.value, inputs.check)) : written;
}

async function open(inputs: SignInputs, ports: Ports): Promise<Result<Opened, Fault>> {
  if (inputs.rev !== null) return err(revGiven());
  const version = parseTektonVersion(inputs['tekton-version']);
  if (!version.ok) return version;
  const target = ports.openTarget({ target: inputs.target, rev: null, worktree: true });
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, inputs.policy);
  if (!loaded.ok) return loaded;
  const used = closure(target.value.tree);
  if (!used.ok) return used;
  const signer = await openPrivateKey(inputs.key, ports);
  if (!signer.ok) return signer;
  const options = { signer: signer.value, version: version.value };
  return ok({ target: target.value, loaded: loaded.value, closure: used.value, options });
}

function signFiles({
  target,
  closure: used,
  options,
}: Opened): Result<readonly SignedFile[], Fault> {
  const signed: SignedFile[] = [];
  for (const path of resourceFiles(used)) {
    const bytes = target.tree.read(path);
    if (!bytes.ok) return bytes;
    const annotated = annotate(path, bytes.value, options);
    signed.push({ ...annotated, path, isChanged: annotated.bytes !== bytes.value });
  }
  return ok(signed);
}

const SIGNED_KINDS: ReadonlySet<string> = new Set(['task', 'pipeline', 'step-action']);

function resourceFiles({ nodes }: Closure): readonly string[] {
  const paths = nodes
    .filter(({ kind, status }) => SIGNED_KINDS.has(kind) && status === 'present')
    .flatMap(({ path }) => path ?? []);
  return [...new Set(paths)].sort();
}

function writeFiles(
  target: Target,
  files: readonly SignedFile[],
  ports: Ports,
): Result<void, Fault> {
  for (const { path, bytes, isChanged } of files) {
    if (!isChanged) continue;
    const written = ports.writeFile(posix.join(target.name, path), bytes);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

function resultOf(opened: Opened, files: readonly SignedFile[], isCheck: boolean): StepResult {
  const counts = countOutcomes(files);
  const era = eraOf(opened.options.version);
  return {
    target: opened.target.name,
    policy: opened.loaded.origin,
    checks: [
      checkReadable(opened.closure),
      signableCheck(files),
      ...(isCheck ? [currentCheck(files)] : []),
    ],
    headline: `${outcomeCounts(counts)}, for ${tektonVersionsOf(era)}`,
    notes: [upgradeWarning(era), ...(isCheck ? ['nothing was written'] : [])],
    records: [],
    own: { key: 'pipeline', value: counts },
    outputs: {
      signed: String(counts.signed),
      unchanged: String(counts.unchanged),
      refused: String(counts.refused),
    },
    ...(counts.signed > 0 && !isCheck
      ? { next: 'commit the files, then plumbline sign-pipeline --key KEY for the manifest' }
      : {}),
  };
}

function nothingToSign({ name }: Target): Fault {
  return usageFault(
    'NOTHING_TO_CHECK',
    `${name} holds no Task, Pipeline or StepAction`,
    'name the folder that holds the Tekton files',
  );
}

function revGiven(): Fault {
  return usageFault(
    'TARGET_REV',
    'rev and annotate exclude each other: annotations are written into files',
    'leave --rev out',
  );
}
