import { err, ok, printable, usageFault, type Fault, type Result } from '@plumbline/core';
import { runCommand, type CommandOutput } from '@plumbline/host';
import { closure, type Closure } from '@plumbline/pipeline';
import { renderGraph, renderTree } from '@plumbline/report';
import {
  commonInputs,
  defineCommand,
  targetInputs,
  type InputsOf,
  type Ports,
} from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { countsOf, figureOf } from './figure.js';

const definition = defineCommand({
  name: 'show',
  summary: 'Show what the pipelines of a repository use, and how each of these things is held.',
  inputs: {
    target: commonInputs.target,
    ...targetInputs,
    format: {
      kind: 'choice',
      choices: ['text', 'json', 'svg'],
      default: 'text',
      description: 'What is written to standard output.',
    },
    output: {
      ...commonInputs.output,
      description: 'File to write as well: `text`, `json` or `svg`, and its path (`svg=uses.svg`).',
    },
    verbose: commonInputs.verbose,
  },
  examples: [
    { does: 'as a tree', args: '' },
    { does: 'as a drawing', args: '--output svg=uses.svg' },
  ],
});

export const show: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, showTarget, argv),
};

function showTarget(
  inputs: InputsOf<typeof definition>,
  ports: Ports,
): Promise<Result<CommandOutput, Fault>> {
  return Promise.resolve(readAndShow(inputs, ports));
}

function readAndShow(
  { target, rev, worktree }: InputsOf<typeof definition>,
  ports: Ports,
): Result<CommandOutput, Fault> {
  const opened = ports.openTarget({ target, rev, worktree });
  if (!opened.ok) return opened;
  const found = closure(opened.value.tree);
  if (!found.ok) return found;
  const { nodes, unreadable } = found.value;
  if (nodes.length + unreadable.length === 0) return err(nothingFound(target));
  const figure = figureOf(found.value, target);
  return ok({
    forms: {
      text: () => `${renderTree(figure)}${endOf(found.value)}`,
      json: () => `${JSON.stringify(dataOf(found.value), null, 2)}\n`,
      svg: () => renderGraph(figure),
    },
    exitCode: unreadable.length === 0 ? 0 : 2,
  });
}

function nothingFound(target: string): Fault {
  return usageFault(
    'NOTHING_TO_CHECK',
    `no pipeline was found in ${target}`,
    'name the folder that holds .github/workflows or the Tekton files',
  );
}

function endOf({ nodes, unreadable }: Closure): string {
  const lines = unreadable.map(({ path, message }) => `cannot be read: ${path}: ${message}`);
  const counts = countsOf(nodes);
  return [...lines, unreadable.length === 0 ? counts : `cannot decide: ${counts}`]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

/** Path and line are where a node is, or, of what is fetched, where it is used first. The data form, part of the command's contract: keys may be added, never taken away. */
function dataOf({ nodes, edges, unreadable }: Closure): object {
  return {
    nodes: nodes.map(({ id, kind, ref, path, line, status, sites }) => ({
      id,
      kind,
      ref,
      path: path ?? sites[0]?.path ?? null,
      line,
      status,
    })),
    edges: edges.map(({ from, to }) => ({ from, to })),
    ...(unreadable.length === 0 ? {} : { unreadable }),
  };
}
