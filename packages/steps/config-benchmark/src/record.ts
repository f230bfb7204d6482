import { verdictOf, type Fault, type FileTree, type Result } from '@plumbline/core';
import type { Outcome } from '@plumbline/controls';
import type { Model } from '@plumbline/pipeline';
import {
  buildConfigurationResult,
  currentRun,
  fileDigests,
  fileSubjects,
  keepRecord,
  openSigner,
  type ConfigurationResult,
} from '@plumbline/records';
import { version, type Ports, type RecordStore, type WrittenRecord } from '@plumbline/step';
import type { Gathered } from './gather.js';

const BUILT_IN_POLICY = 'https://plumbline.dev/policy/built-in';

/** What is recorded, and where. */
interface Judged {
  readonly gathered: Gathered;
  readonly outcome: Outcome;
  readonly stores: readonly RecordStore[];
}

/** Writes the record "configuration" into the stores, signed if there is a key. */
export async function writeConfiguration(
  { gathered, outcome, stores }: Judged,
  ports: Ports,
): Promise<Result<readonly WrittenRecord[], Fault>> {
  const { inputs, loaded, target } = gathered;
  const statement = buildConfigurationResult(resultOf(gathered, outcome, ports));
  const kind = 'configuration-result';
  if (inputs.key === null) return keepRecord({ kind, bytes: statement }, stores);
  const signer = await openSigner(inputs.key, { policy: loaded.policy, target }, ports);
  if (!signer.ok) return signer;
  const bundle = await signer.value.sign(statement);
  return bundle.ok ? keepRecord({ kind, bytes: bundle.value }, stores) : bundle;
}

function resultOf(
  { inputs, target, loaded, scope, subject, base }: Gathered,
  { checks }: Outcome,
  ports: Ports,
): ConfigurationResult {
  const { origin } = loaded;
  return {
    subjects: fileSubjects(
      judgedFiles(subject.model).flatMap((path) => measured(target.tree, path)),
    ),
    policy: {
      uri: origin.path === null ? BUILT_IN_POLICY : `file:${origin.path}`,
      sha256: origin.sha256,
    },
    version,
    time: ports.now(),
    verdict: verdictOf(checks),
    checks,
    conditions: {
      mode: inputs.mode,
      level: scope.level,
      scope: scope.full ? 'full' : 'partial',
      base: base?.commit ?? null,
    },
    run: currentRun(ports),
  };
}

/** The files that hold a definition. */
function judgedFiles({ workflows, actions, resources, lock }: Model): readonly string[] {
  const paths = [...workflows, ...actions, ...resources].map(({ path }) => path);
  return [...new Set([...paths, ...(lock === null ? [] : [lock.path])])].sort();
}

function measured(tree: FileTree, path: string) {
  const content = tree.read(path);
  return content.ok ? [{ path, digest: fileDigests(content.value) }] : [];
}
