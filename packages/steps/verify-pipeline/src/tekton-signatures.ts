import {
  answer,
  fileLocation,
  notApplicable,
  notAsked,
  type Check,
  type FileTree,
  type Objection,
} from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';
import {
  keysInForce,
  readResources,
  upgradeWarning,
  verifyAnnotation,
  type NoSignature,
  type TektonDocument,
  type TrustedKeys,
} from '@plumbline/trust';
import { questions } from './questions.js';

/** What the annotations `tekton.dev/signature` below the target are worth. */
export interface TektonSignatures {
  readonly check: Check;
  /** What an upgrade of Tekton would break. */
  readonly notes: readonly string[];
}

interface SignatureCase {
  readonly closure: Closure;
  readonly tree: FileTree;
  readonly keys: TrustedKeys;
  readonly now: Date;
}

/**
 * Verifies every annotation that is there, as the controller would. A resource without one is no objection here:
 * the manifest covers its file.
 */
export function verifyTektonSignatures(of: SignatureCase): TektonSignatures {
  const files = signableFiles(of);
  const signed = files
    .flatMap(({ documents }) => documents)
    .map((document) => ({
      document,
      found: verifyAnnotation(document, keysInForce(of.keys, of.now)),
    }));
  const present = signed.filter(({ found }) => found.status !== 'missing');
  const unread = files.filter(({ isWhole }) => !isWhole).map(({ path }) => unreadObjection(path));
  if (present.length + unread.length === 0)
    return { check: notApplicable(questions.resources), notes: [] };
  if (Object.keys(of.keys).length === 0) {
    return { check: notAsked(questions.resources, ['a signer to trust']), notes: [] };
  }
  const objections = present.flatMap(({ document, found }) =>
    found.status === 'good' ? [] : [objectionTo(document, found)],
  );
  const isOnlyDoubt = present.every(({ found }) => ['good', 'undecided'].includes(found.status));
  const eras = new Set(
    present.flatMap(({ found }) => (found.status === 'good' ? [found.form.era] : [])),
  );
  return {
    check: answer(questions.resources, [...objections, ...unread], isOnlyDoubt ? 'error' : 'fail'),
    notes: [...eras].map(upgradeWarning),
  };
}

interface SignableFile {
  readonly path: string;
  readonly documents: readonly TektonDocument[];
  /** Whether no annotation can stand where it is not looked for, as in a list of objects. */
  readonly isWhole: boolean;
}

const ANNOTATION = 'tekton.dev/signature';

function signableFiles({ closure, tree }: SignatureCase): readonly SignableFile[] {
  const nodes = closure.nodes.filter(
    ({ kind, status }) => status === 'present' && /^(task|pipeline|step-action)$/.test(kind),
  );
  const byPath = Map.groupBy(nodes, ({ path }) => path ?? '');
  return [...byPath].sort().flatMap(([path, { length }]) => {
    const bytes = tree.read(path);
    if (!bytes.ok) return [];
    const entries = readResources(path, bytes.value);
    const documents = entries.flatMap((entry) => ('root' in entry ? [entry] : []));
    const isNamed = Buffer.from(bytes.value).includes(ANNOTATION);
    return [{ path, documents, isWhole: documents.length >= length || !isNamed }];
  });
}

function unreadObjection(path: string): Objection {
  return {
    message: `cannot decide whether the signatures in ${path} are good: not all of its resources can be told apart as Kubernetes does`,
    subject: path,
    locations: [fileLocation(path)],
    hint: 'write each resource as a document of its own, behind a line `---`',
  };
}

function objectionTo(document: TektonDocument, { status, reasons }: NoSignature): Objection {
  const name = `${document.kind} ${document.name}`;
  const why = reasons.map(({ reason }) => reason).join('; ');
  const words =
    status === 'undecided'
      ? `cannot decide whether the signature of ${name} is good`
      : `Tekton refuses ${name}: its signature is not that of a trusted key over this content`;
  return {
    message: why === '' ? words : `${words} (${why})`,
    subject: name,
    locations: reasons.slice(0, 1).map(({ location }) => location),
    hint: 'review it, then plumbline sign-pipeline --annotate --key KEY --tekton-version VERSION',
  };
}
