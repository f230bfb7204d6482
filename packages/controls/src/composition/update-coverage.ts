import { globMatch, mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import { parseUses } from '@plumbline/pipeline';
import { isExample } from '../examples.js';
import { textAt, type Document } from '../files.js';
import { actionsOf } from '../github/live-actions.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** What a configuration of Dependabot that covers workflows leaves out: base images, actions in folders of their own (1.4.1). */
export function leftOut(subject: Subject, dependabot: Document): readonly Violation[] {
  const entries = seqItems(mapGet(dependabot.root, 'updates'));
  const of = (name: string): readonly Node[] =>
    entries.filter((entry) => stringOf(mapGet(entry, 'package-ecosystem')) === name);
  const folders = of('github-actions').flatMap(foldersIn);
  const action = actionsOf(subject).find(
    ({ folder, steps }) =>
      steps.some(({ uses }) => uses !== null && parseUses(uses.value).kind === 'remote') &&
      !folders.some((pattern) => covers(pattern, folder)),
  );
  const file = of('docker').length > 0 ? null : dockerfileOf(subject);
  const at = placeIn(dependabot, mapGet(dependabot.root, 'updates') ?? dependabot.root);
  return [
    ...(action === undefined
      ? []
      : [
          violation(
            at,
            `the actions in \`${action.folder}\``,
            'directories: ["/", "/.github/actions/*"]',
          ),
        ]),
    ...(file === null
      ? []
      : [violation(at, `the images of \`${file}\``, 'package-ecosystem: docker')]),
  ];
}

function violation(at: Violation['at'], what: string, hint: string): Violation {
  return {
    at,
    address: 'updates',
    subject: what,
    severity: 'low',
    confidence: 'medium',
    message: `Nobody proposes updates of ${what}: attackers keep the flaws of the versions that are pinned today.`,
    hint,
  };
}

function foldersIn(entry: Node): readonly string[] {
  const one = stringOf(mapGet(entry, 'directory'));
  const many = seqItems(mapGet(entry, 'directories')).flatMap((item) => stringOf(item) ?? []);
  return [...(one === undefined ? [] : [one]), ...many];
}

function covers(pattern: string, folder: string): boolean {
  const bare = (text: string): string => text.replace(/^(?:\.?\/)+|\/+$/g, '');
  return bare(folder) === bare(pattern) || globMatch(bare(pattern), bare(folder));
}

const DOCKERFILE = /(?:^|\/)(?:(?:Docker|Container)file(?:\.[\w-]+)?|[\w-]+\.Dockerfile)$/;

/** The first file that builds on an image of somebody else. */
function dockerfileOf(subject: Subject): string | null {
  const found = subject.model.entries.find(
    ({ kind, path }) =>
      kind === 'file' &&
      DOCKERFILE.test(path) &&
      !isExample(path) &&
      /^FROM\s+(?!scratch\b)\S*[/:]/im.test(textAt(subject, path) ?? ''),
  );
  return found?.path ?? null;
}
