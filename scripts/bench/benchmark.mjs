import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { filesIn, layCopies, layOne, layTasks, layUsers, WORKFLOWS } from './copies.mjs';
import { measure, race } from './measure.mjs';

const OURS = 'plumbline config-benchmark';
const NOTHING_KEPT = 'without the compiled code that the command keeps';

/** How each peer judges a folder; exit codes of those that have findings. */
const PEERS = {
  zizmor: (folder) => ({
    args: [
      ...['--offline', '--no-exit-codes', '--quiet', '--format', 'json'],
      join(folder, '.github'),
    ],
    says: /^\[/,
  }),
  actionlint: (folder) => ({
    args: ['-shellcheck=', '-pyflakes=', ...globSync(join(folder, WORKFLOWS, '*.yaml'))],
    expected: [0, 1],
  }),
  'tekton-lint': (folder) => ({
    args: [join(folder, '*.yaml'), '--format', 'json'],
    expected: [0, 1],
    says: /^\[[{\]]/,
  }),
  checkov: (folder) => ({
    args: [
      ...['--directory', folder, '--framework', 'github_actions'],
      ...['--skip-download', '--quiet', '--compact'],
    ],
    expected: [0, 1],
    says: /github_actions scan results/,
  }),
  'pipeline-check': (folder) => ({
    args: ['--pipeline', 'github', '--gha-path', join(folder, WORKFLOWS), '--output', 'json'],
    expected: [0, 1],
    says: /^\{/,
  }),
};

const oursOn = (cli, folder) => ({
  command: process.execPath,
  args: [cli, 'config-benchmark', folder, '--format', 'json'],
  expected: [0, 1, 2],
});

/** The most memory that a run of ours held, in MB. */
const memoryOf = (cli, folder) => {
  const hook =
    'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';
  const { command, args } = oursOn(cli, folder);
  const options = { encoding: 'utf8', maxBuffer: 1e9 };
  const { stderr } = spawnSync(command, ['--import', hook, ...args], options);
  return Number(stderr.trim().split('\n').at(-1)) / 1024;
};

/** What judging costs: `{ title, row }` print; `cli` is ours, `peers` are those that are there. */
export const judging = ({ cli, peers, work, corpus }, { title, row }) => {
  const ours = (folder) => {
    const { command, args, ...options } = oursOn(cli, folder);
    return measure(command, args, { runs: 3, ...options });
  };

  /** Ours and others on the same files in turns; the remark tells how many times theirs ours is. */
  const beside = (folder, names, { of = 'cpu', ...how } = {}) => {
    const there = names.filter((name) => peers[name]);
    const programs = { [OURS]: oursOn(cli, folder) };
    for (const name of there)
      programs[name] = { command: peers[name].command, ...PEERS[name](folder) };
    const taken = race(programs, { rounds: 5, ...how });
    if (taken[OURS].error) throw taken[OURS].error;
    row(OURS, taken[OURS]);
    for (const name of there) {
      const { error, ...theirs } = taken[name];
      const times = (taken[OURS][of] / theirs[of]).toFixed(2);
      const measured = of === 'cpu' ? 'CPU' : 'wall';
      if (error) console.log(`${name}: gives up: ${String(error.message).slice(-160)}`);
      else row(`${name} ${peers[name].version}`, theirs, `ours is ${times} times its ${measured}`);
    }
    for (const name of names) if (!peers[name]) console.log(`skipped: ${name} is not installed`);
  };

  const lay = (name, times, alike = false) => layCopies(corpus, join(work, name), { times, alike });

  title('The workflows of the corpus ten times (aim: at most the CPU of zizmor)');
  beside(lay('ten', 10, true), ['zizmor', 'actionlint']);
  title('The same, each copy with a comment of its own (aim: the same)');
  const differing = lay('differing', 10);
  beside(differing, ['zizmor']);
  title('The workflows of the corpus');
  beside(lay('once', 1), ['checkov', 'pipeline-check'], { rounds: 1, isWarmed: false });
  title('The Tasks of the corpus');
  beside(layTasks(corpus, join(work, 'tasks')), ['tekton-lint'], { rounds: 3 });
  title('One workflow, cold (aim: at most twice the wall of zizmor)');
  const one = layOne(corpus, join(work, 'one'));
  beside(one, ['zizmor', 'actionlint'], { rounds: 11, of: 'wall' });
  const first = oursOn(join(cli, '..', '..', 'dist', 'index.js'), one);
  const how = { expected: first.expected, runs: 11 };
  row('plumbline, as an Action starts', measure(first.command, first.args, how), NOTHING_KEPT);

  title('Linear in the files (aim: the same for each file)');
  for (const times of [1, 4, 16]) {
    const folder = lay(`times-${times}`, times);
    const taken = ours(folder);
    const each = ((taken.cpu * 1000) / filesIn(folder)).toFixed(2);
    row(`plumbline, ${times} times the corpus`, taken, `${each} ms CPU a file, start included`);
  }

  title('An action of 9,000 steps (aim: the users cost next to nothing)');
  for (const count of [1, 20, 200]) {
    row(`plumbline, used by ${count}`, ours(layUsers(join(work, `users-${count}`), count)));
  }

  title('Cores');
  const alone = oursOn(cli, differing);
  const pinned = ['-c', '0', alone.command, ...alone.args];
  row('plumbline, on one core', measure('taskset', pinned, { expected: [0, 1, 2], runs: 3 }));
  row(`plumbline, on ${availableParallelism()} cores`, ours(differing));

  const large = lay('large', 12);
  console.log(
    `\nMemory for ${filesIn(large)} workflows: ${memoryOf(cli, large).toFixed(0)} MB (aim: under 300)`,
  );
};
