import { answer, type Check, type Objection } from '@plumbline/core';
import { keysInForce, verifyAnnotation } from '@plumbline/trust';
import { type CatalogTask, type TaskVariant } from '../model/catalog.js';
import { TEKTON_WORDS } from '../model/tekton-versions.js';
import { describeVariant, payloadFor, taskDocument } from '../release/task-variants.js';
import { QUESTIONS } from './questions.js';
import { objection, type Release } from './subject.js';

/** A Task of the release in one of its forms, where its file is there. */
interface Present {
  readonly name: string;
  readonly task: CatalogTask;
  readonly variant: TaskVariant;
  readonly bytes: Uint8Array;
}

/** The forms of Tasks that are there. */
export function presentVariants({ catalog, tree, there }: Release): readonly Present[] {
  return catalog.steps.flatMap(({ name, task }) =>
    (task?.variants ?? []).flatMap((variant) => {
      const bytes = there.get(variant.path) === true ? tree.read(variant.path) : null;
      return task === null || bytes?.ok !== true
        ? []
        : [{ name, task, variant, bytes: bytes.value }];
    }),
  );
}

/** Computes again what Tekton of each line would, and verifies the signature that it would look at. */
export function checkSignatures(release: Release): Check {
  const keys = keysInForce(release.trust.keys, release.trust.now);
  const objections = presentVariants(release).flatMap(
    ({ task, variant, bytes }): readonly Objection[] => {
      const { path, tekton } = variant;
      const document = taskDocument(path, bytes);
      if (document === null) return [objection(path, `${path} holds no single Task`)];
      const actual = payloadFor(document, tekton);
      const expected = task.payloads[tekton];
      if (actual !== expected) {
        return [
          objection(path, `what ${TEKTON_WORDS[tekton]} reads in ${path} is not what was built`, {
            expected,
            actual: actual ?? 'cannot be told',
          }),
        ];
      }
      const form = {
        era: tekton === '1.9' ? 'ct-null' : 'ct-omit',
        profile: 'controller',
      } as const;
      const verified = verifyAnnotation(document, keys, [form]);
      return verified.status === 'good'
        ? []
        : [
            objection(
              path,
              `${TEKTON_WORDS[tekton]} would refuse ${path}: ${verified.reasons[0]?.reason ?? verified.status}`,
            ),
          ];
    },
  );
  return answer(QUESTIONS.signatures, objections);
}

/** Makes every bundle again from its Task: the digest says what a registry has to hold. */
export function checkBundles(release: Release): Check {
  const objections = presentVariants(release).flatMap(({ name, task, variant, bytes }) => {
    const made = describeVariant({ name, task }, variant.tekton, bytes).variant.bundle;
    const [expected, actual] = [variant.bundle, made].map((bundle) =>
      bundle === null ? 'none' : `${bundle.ref}@${bundle.digest}`,
    );
    return expected === actual
      ? []
      : [
          objection(variant.path, `the bundle of ${variant.path} is another one`, {
            expected: expected ?? '',
            actual: actual ?? '',
          }),
        ];
  });
  return answer(QUESTIONS.bundles, objections);
}
