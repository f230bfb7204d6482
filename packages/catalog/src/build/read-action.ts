import { sha256Hex, type FileTree } from '@plumbline/core';
import { placeOf, type Action, type Text } from '@plumbline/pipeline';
import type { CatalogAction, CatalogStep } from '../model/catalog.js';
import { refusal, type Refusal } from './refusal.js';
import { readFolder } from './read-folder.js';

/** An action that can be released, or why not. */
export interface ActionRead {
  readonly action: CatalogAction;
  readonly inputs: CatalogStep['inputs'];
  readonly outputs: readonly string[];
  readonly refused: readonly Refusal[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** Reads an action with all files of its folder, which are what runs. */
export function readAction(
  tree: FileTree,
  folder: string,
  {
    actions,
    repository,
  }: { readonly actions: readonly Action[]; readonly repository: string | null },
): ActionRead {
  const { contents, refused } = readFolder(tree, folder, 'action');
  const definitions = actions.filter((action) => action.folder === folder);
  const [definition] = definitions;
  const own =
    definition === undefined || definitions.length > 1
      ? [noDefinition(folder, definitions.length)]
      : entryProblems(definition, contents);
  return {
    action: {
      path: folder,
      uses: repository === null ? null : `${repository}/${folder}`,
      using: definition?.using?.value ?? 'unknown',
      files: digestsOf(contents),
    },
    inputs: (definition?.inputs ?? []).map((input) => ({
      name: input.name.value,
      required: input.required?.value === 'true',
      default: input.default?.value || null,
    })),
    outputs: (definition?.outputs ?? []).map(({ name }) => name.value),
    refused: [...refused, ...own],
    contents,
  };
}

/** SHA-256 of each content. */
export function digestsOf(
  contents: ReadonlyMap<string, Uint8Array>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...contents].map(([path, bytes]) => [path, sha256Hex(bytes)]));
}

function noDefinition(folder: string, count: number): Refusal {
  const message =
    count > 1
      ? `${folder} holds action.yml and action.yaml; which of them runs is not the same everywhere`
      : `${folder} holds no action.yml that can be read`;
  return refusal('action', `${folder}/action.yml`, { message });
}

/** What starts must be there: GitHub says so only when somebody runs it. */
function entryProblems(
  definition: Action,
  contents: ReadonlyMap<string, Uint8Array>,
): readonly Refusal[] {
  const { folder, using, main, pre, post } = definition;
  if (using === null) {
    return [refusal('action', definition.path, { message: '`runs.using` is missing' })];
  }
  const wanted = using.value.startsWith('node') ? [main, pre, post] : [];
  const missing = wanted.filter(
    (entry): entry is Text =>
      entry !== null && !contents.has(`${folder}/${entry.value.replace(/^\.\//, '')}`),
  );
  const noMain = using.value.startsWith('node') && main === null;
  return [
    ...(noMain ? [refusal('action', definition.path, { message: '`runs.main` is missing' })] : []),
    ...missing.map((entry) =>
      refusal('action', placeOf(definition, entry.node), {
        message: `${entry.value} is not in ${folder}`,
        hint: 'build it and commit it',
      }),
    ),
  ];
}
