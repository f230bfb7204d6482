import type { ScalarNode } from '@plumbline/core';
import type { PipelineSpec, Step, TaskSpec } from '@plumbline/pipeline';
import { withText } from '../inlined/fill.js';
import type { Stands } from './fill.js';

/** `printf '%s' "main" > "$(results.branch.path)"`, and the same by `echo` and `tee`. */
const WRITES =
  /(?:\becho(?:[ \t]+-n)?|\bprintf(?:[ \t]+["']?%s(?:\\n)?["']?)?)[ \t]+(["']?)([\w./:@+=-]+|\$\{?\w+\}?)\1[ \t]*(?:>|\|[ \t]*tee)[ \t]*["']?\$\(results\.([\w-]+)\.path\)/g;

/** What stands for results that a task of a Pipeline always writes in the same way; null if there are none. */
export function writtenResults({ tasks }: PipelineSpec): Stands | null {
  const known = new Map<string, ScalarNode>();
  for (const { name, taskSpec } of tasks)
    for (const [result, value] of taskSpec === null ? [] : constantsOf(taskSpec))
      known.set(`${name?.value ?? ''}.${result}`, value);
  if (known.size === 0) return null;
  return (variable) => {
    const value =
      variable.kind === 'task-result' ? known.get(`${variable.task}.${variable.name}`) : undefined;
    return value === undefined ? undefined : { value, from: null };
  };
}

function constantsOf({ steps }: TaskSpec): ReadonlyMap<string, ScalarNode> {
  const all = steps.map(({ script }) => script?.value ?? '').join('\n');
  if (!all.includes('$(results.')) return new Map();
  return new Map(
    steps.flatMap((step) =>
      [...(step.script?.value ?? '').matchAll(WRITES)].flatMap(([, , text = '', result = '']) => {
        const value = valueOf(step, text);
        const isOnly = all.split(`results.${result}.path`).length === 2;
        return value === null || !isOnly || step.script === null
          ? []
          : [[result, withText(step.script.node, value)] as const];
      }),
    ),
  );
}

function valueOf({ env }: Step, text: string): string | null {
  if (!text.startsWith('$')) return text;
  const name = text.replace(/[${}]/g, '');
  const value = env.find((one) => one.name?.value === name)?.value?.value ?? '$(';
  return value.includes('$(') ? null : value;
}
