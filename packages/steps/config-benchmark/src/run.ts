import { ok, type Fault, type Result } from '@plumbline/core';
import { runBenchmark, type Outcome } from '@plumbline/controls';
import type { Ports, StepResult, WrittenRecord } from '@plumbline/step';
import { displayOf } from './display.js';
import { fixAndJudge } from './fix.js';
import { gather, type BenchmarkInputs, type Gathered } from './gather.js';
import { waiversToCome } from './waivers-to-come.js';

/** Runs the benchmark over a folder, mends what it was asked to, and writes the record "configuration". */
export async function run(
  inputs: BenchmarkInputs,
  ports: Ports,
): Promise<Result<StepResult, Fault>> {
  const found = await gather(inputs, ports);
  if (!found.ok) return found;
  if (inputs.fix === null) return judge(found.value, ports);
  return fixAndJudge(found.value, ports, judge);
}

async function judge(gathered: Gathered, ports: Ports): Promise<Result<StepResult, Fault>> {
  const { subject, scope, before, target, loaded } = gathered;
  const outcome = runBenchmark({ subject, scope, base: before });
  const records = await keep(gathered, outcome, ports);
  if (!records.ok) return records;
  const { score, coverage } = outcome.standing;
  return ok({
    target: target.name,
    policy: loaded.origin,
    checks: outcome.checks,
    headline: headlineOf(gathered),
    notes: [...notesOn(gathered), ...waiversToCome(gathered, ports), ...outcome.notes],
    ...nextOf(gathered, outcome, ports),
    records: records.value,
    own: { key: 'benchmark', value: ownPart(gathered, outcome) },
    display: displayOf(outcome),
    outputs: {
      score: score.percent === null ? '' : String(score.percent),
      coverage: coverage.percent === null ? '' : String(coverage.percent),
      new: String(outcome.fresh.length),
    },
  });
}

/** Nothing without a store, as at a desk: what makes and signs records is loaded only where one is kept. */
async function keep(
  gathered: Gathered,
  outcome: Outcome,
  ports: Ports,
): Promise<Result<readonly WrittenRecord[], Fault>> {
  const stores = ports.openStores(gathered.inputs.store);
  if (!stores.ok || stores.value.length === 0) return stores.ok ? ok([]) : stores;
  const { writeConfiguration } = await import('./record.js');
  return writeConfiguration({ gathered, outcome, stores: stores.value }, ports);
}

/** The command that mends, for somebody at a desk who looks at everything. */
function nextOf(
  { inputs, scope, base }: Gathered,
  { checks }: Outcome,
  { atDesk }: Ports,
): { next?: string } {
  const { target, fix: asked } = inputs;
  const isSafe = checks.some(
    ({ status, findings }) => status === 'fail' && findings.some((finding) => finding.fix?.safe),
  );
  const isPlain = scope.full && base === null && /^[\w./-]+$/.test(target);
  if (!isSafe || !atDesk || asked !== null || !isPlain) return {};
  const at = target === '.' ? '' : ` ${target}`;
  return { next: `plumbline config-benchmark${at} --fix safe` };
}

function ownPart({ scope, base, subject }: Gathered, { standing, fresh }: Outcome): object {
  const { score, coverage, sections, total } = standing;
  return {
    level: scope.level,
    full: scope.full,
    score,
    coverage,
    total,
    sections,
    files: subject.model.counted,
    base: base === null ? null : { commit: base.commit, name: base.name },
    new: fresh,
  };
}

function headlineOf({ subject, scope }: Gathered): string {
  const { workflows, actions, resources, unreadable } = subject.model;
  const executed = workflows.filter((workflow) => workflow.executed).length;
  const counts = [
    count(executed, 'workflow'),
    count(actions.length, 'action'),
    count(resources.length, 'Tekton resource'),
  ].filter((text) => !text.startsWith('0 '));
  return [`level ${scope.level}`, ...counts, `${unreadable.length} unreadable`].join(', ');
}

function notesOn({ subject, base, before, scope }: Gathered): readonly string[] {
  const idle = subject.model.workflows.filter(({ executed }) => !executed).length;
  return [
    ...(scope.full ? [] : [`only ${count(scope.controls.length, 'control')} of the benchmark`]),
    ...(base === null ? [] : [`compared with ${base.name} at ${base.commit.slice(0, 7)}`]),
    ...(before === 'nothing' ? ['everything counts, and ignore comments do not'] : []),
    ...(idle > 0
      ? [
          `${count(idle, 'workflow')} outside .github/workflows never ${idle === 1 ? 'runs and was' : 'run and were'} not judged`,
        ]
      : []),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
