import { err, ok, printable, usageFault, type Fault, type Result } from '@plumbline/core';
import { diffCatalogs, type CatalogDiff, type StepChange } from '@plumbline/catalog';
import { runCommand, type CommandOutput } from '@plumbline/host';
import { defineCommand, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { readCatalog } from './show.js';

const definition = defineCommand({
  name: 'catalog diff',
  summary:
    'Compare two catalogs as reviewers read it: permissions, network hosts, images and what they are built on, inputs, what is revoked. ' +
    'Nothing is verified: `catalog verify` does that, for each of them.',
  inputs: {
    catalogs: {
      kind: 'list',
      item: 'OLD NEW',
      positional: true,
      required: true,
      description: 'Two files `catalog.json`, or the folders that hold them; the older one first.',
    },
    format: {
      kind: 'choice',
      choices: ['text', 'json', 'markdown'],
      default: 'text',
      description: 'What is written to standard output.',
    },
    output: {
      kind: 'list',
      item: 'KIND=FILE',
      description: 'File to write as well: `text`, `json` or `markdown`, and its path.',
    },
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    { does: 'what is new in a release', args: 'old/catalog.json release/catalog.json' },
    { does: 'a page for the review', args: 'old release --output markdown=review.md' },
  ],
});

export const diff: LoadedCommand = {
  definition,
  run: (argv) =>
    runCommand(definition, (inputs, ports) => Promise.resolve(run(inputs, ports)), argv),
};

function run(
  { catalogs }: InputsOf<typeof definition>,
  ports: Ports,
): Result<CommandOutput, Fault> {
  const [old, now, third] = catalogs;
  if (old === undefined || now === undefined || third !== undefined) return err(notTwo());
  const before = readCatalog(old, ports);
  if (!before.ok) return before;
  const after = readCatalog(now, ports);
  if (!after.ok) return after;
  const found = diffCatalogs(before.value, after.value);
  const title = `${after.value.name}: ${before.value.version} → ${after.value.version}`;
  return ok({
    forms: {
      text: () => `${lines(found).join('\n')}\n`,
      json: () => `${JSON.stringify(found, null, 2)}\n`,
      markdown: () => page(title, found),
    },
    exitCode: 0,
  });
}

function lines({ steps, revoked, unchanged }: CatalogDiff): readonly string[] {
  return [
    ...steps.map(
      (change) =>
        `${change.kind.padEnd(8)} ${headOf(change)}${change.facts.length === 0 ? '' : `   ${change.facts.join(' · ')}`}`,
    ),
    ...revoked.map((each) => `revoked  ${each.name} ${each.version}   ${wordsOf(each)}`),
    `${String(unchanged)} unchanged · not verified: plumbline catalog verify does that`,
  ].map(printable);
}

function headOf({ name, from, to }: StepChange): string {
  if (from === null || to === null || from === to) return `${name} ${to ?? from ?? ''}`;
  return `${name} ${from} → ${to}`;
}

function wordsOf({ reason, advisory, replacedBy }: CatalogDiff['revoked'][number]): string {
  return [reason, advisory, replacedBy === null ? null : `replaced by ${replacedBy}`]
    .filter((part) => part !== null)
    .join(', ');
}

function page(title: string, found: CatalogDiff): string {
  const rows = [
    ...found.steps.map((change) => [change.kind, headOf(change), change.facts.join('; ')]),
    ...found.revoked.map((each) => ['revoked', `${each.name} ${each.version}`, wordsOf(each)]),
  ];
  const table = [['what', 'step', 'to know'], ['---', '---', '---'], ...rows].map(
    (row) => `| ${row.map(cell).join(' | ')} |`,
  );
  return `## ${cell(title)}\n\n${table.join('\n')}\n\n${String(found.unchanged)} steps are unchanged.\n`;
}

/** A catalog is somebody else's text: nothing in it becomes markup. */
function cell(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>()#!|&~]/g, '\\$&');
}

function notTwo(): Fault {
  return usageFault(
    'INPUT_INVALID',
    'two catalogs were expected, the older one first',
    'plumbline catalog diff old/catalog.json new/catalog.json',
  );
}
