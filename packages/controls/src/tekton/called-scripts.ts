import type { Step, TaskSpec } from '@plumbline/pipeline';
import { replacedIn } from '../foreign.js';
import { inlineScripts, type ReadText } from '../inlined/scripts.js';
import { scriptAt, type ConfigMaps } from './mounted-scripts.js';

/** A step with the scripts of the repository and of ConfigMaps that its commands call, at the end of its script. */
export function withCalledScripts(
  step: Step,
  {
    task,
    maps,
    read,
  }: { readonly task: TaskSpec; readonly maps: ConfigMaps; readonly read: ReadText },
): Step {
  const words = [...step.command, ...step.args];
  const node = step.script?.node ?? words[0]?.node;
  if (node === undefined || /^#!(?!.*\b(?:ba|da|z|k|a)?sh\b)/.test(node.text)) return step;
  const text = step.script?.value ?? words.map(({ value }) => value).join(' ');
  const folder = (step.workingDir ?? task.stepTemplate?.workingDir)?.value;
  const from: ReadText = (path) => {
    if (!path.startsWith('/')) return read(path);
    if (folder !== undefined && path.startsWith(`${folder}/`))
      return read(path.slice(folder.length + 1));
    return scriptAt(maps, { task, step, file: path })?.node.text ?? null;
  };
  const [, called] = inlineScripts(text, '', from) ?? [];
  if (called === undefined || called.text === '') return step;
  const end = node.text.length;
  const script = replacedIn(
    node,
    step.script === null
      ? [{ start: 0, end, text: text + called.text, given: null }]
      : [{ start: end, end, text: called.text, given: null }],
  );
  return { ...step, script: { value: script.text, node: script }, command: [], args: [] };
}
