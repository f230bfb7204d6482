import { parseUses, type Action, type WorkflowStep } from '@plumbline/pipeline';
import { isExample } from '../examples.js';
import { shared, type Subject } from '../subject.js';

/** The actions that somebody runs: those among tests and examples only if a workflow of the target uses them. */
export const actionsOf = shared(({ model }: Subject): readonly Action[] => {
  const { actions } = model;
  const beside = actions.filter(({ path }) => isExample(path));
  if (beside.length === 0) return actions;
  const live = new Set(actions.filter((action) => !beside.includes(action)));
  const workflows = model.workflows.filter(({ executed }) => executed);
  const open = [
    ...workflows.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps)),
    ...[...live].flatMap(({ steps }) => steps),
  ];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const folder = localFolder(step);
    const used = folder === null ? undefined : beside.find((action) => action.folder === folder);
    if (used === undefined || live.has(used)) continue;
    live.add(used);
    open.push(...used.steps);
  }
  return actions.filter((action) => live.has(action));
});

function localFolder({ uses }: WorkflowStep): string | null {
  const parsed = uses === null ? null : parseUses(uses.value);
  return parsed?.kind === 'local' ? parsed.path : null;
}
