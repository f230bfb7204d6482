import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, globSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { measure } from './measure.mjs';

const WORKFLOWS = join('.github', 'workflows');

/** Copies of the corpus's workflows; `alike` leaves them equal, else each ends in a comment of its own. */
const layCopies = (corpus, folder, { times, alike = true }) => {
  mkdirSync(join(folder, WORKFLOWS), { recursive: true });
  for (const name of globSync('*.yaml', { cwd: join(corpus, WORKFLOWS) })) {
    for (let copy = 0; copy < times; copy += 1) {
      const path = join(folder, WORKFLOWS, `${copy}-${name}`);
      cpSync(join(corpus, WORKFLOWS, name), path);
      if (!alike) appendFileSync(path, `\n# copy ${copy}\n`);
    }
  }
  return folder;
};

const filesIn = (folder) => globSync('*.yaml', { cwd: join(folder, WORKFLOWS) }).length;

/** How each peer judges the workflows of a folder; exit codes of those that have findings. */
const PEERS = {
  zizmor: (folder) => [
    ['--offline', '--no-exit-codes', '--quiet', '--format', 'json', join(folder, '.github')],
    [0],
  ],
  actionlint: (folder) => [
    ['-shellcheck=', '-pyflakes=', ...globSync(join(folder, WORKFLOWS, '*.yaml'))],
    [0, 1],
  ],
  'tekton-lint': (folder) => [[join(folder, 'tekton', '*.yaml')], [0, 1]],
  checkov: (folder) => [
    ['--directory', folder, '--framework', 'github_actions', '--skip-download', '--quiet'],
    [0, 1],
  ],
  'pipeline-check': (folder) => [
    ['--pipeline', 'github', '--gha-path', join(folder, WORKFLOWS), '--output', 'json'],
    [0, 1],
  ],
};

/** Which of them take seconds for one file; once is enough. */
const SLOW = ['checkov', 'pipeline-check', 'tekton-lint'];

/** The most memory that a run of ours held, in MB. */
const memoryOf = (cli, folder) => {
  const hook =
    'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';
  const args = ['--import', hook, cli, 'config-benchmark', folder, '--format', 'json'];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
  return Number(stderr.trim().split('\n').at(-1)) / 1024;
};

/** What judging costs: `{ title, row }` print; `cli` is ours, `peers` are those that are there. */
export const judging = ({ cli, peers, work, corpus }, { title, row }) => {
  const ours = (folder, options = {}) => {
    const args = [cli, 'config-benchmark', folder, '--format', 'json'];
    return measure(process.execPath, args, { expected: [0, 1, 2], runs: 3, ...options });
  };
  const theirs = (folder, names, options = {}) => {
    for (const name of names) {
      const peer = peers[name];
      if (!peer) {
        console.log(`skipped: ${name} is not installed`);
        continue;
      }
      const [args, expected] = PEERS[name](folder);
      const runs = SLOW.includes(name) ? 1 : (options.runs ?? 3);
      try {
        row(`${name} ${peer.version}`, measure(peer.command, args, { expected, runs }));
      } catch (error) {
        console.log(`${name}: gives up: ${String(error.message).slice(-160)}`);
      }
    }
  };

  title('Judging the workflows of the corpus ten times (aim: at most the CPU of zizmor)');
  const ten = layCopies(corpus, join(work, 'ten'), { times: 10 });
  const differing = layCopies(corpus, join(work, 'differing'), { times: 10, alike: false });
  row('plumbline config-benchmark', ours(ten), `${filesIn(ten)} workflows`);
  row('plumbline, each copy with a comment of its own', ours(differing), 'no file is read for two');
  theirs(ten, ['zizmor', 'actionlint', 'checkov', 'pipeline-check']);

  title('Judging the Tekton files of the corpus');
  row('plumbline config-benchmark', ours(join(corpus, 'tekton')));
  theirs(corpus, ['tekton-lint']);

  title('One workflow, cold (aim: at most twice the wall of zizmor)');
  const one = join(work, 'one');
  mkdirSync(join(one, WORKFLOWS), { recursive: true });
  cpSync(join(corpus, WORKFLOWS, '100.yaml'), join(one, WORKFLOWS, '100.yaml'));
  row('plumbline config-benchmark', ours(one, { runs: 11 }));
  theirs(one, ['zizmor', 'actionlint'], { runs: 11 });

  title('Linear in the files (aim: the same for each file)');
  for (const times of [1, 4, 16]) {
    const folder = layCopies(corpus, join(work, `times-${times}`), { times, alike: false });
    const taken = ours(folder);
    const each = ((taken.cpu * 1000) / filesIn(folder)).toFixed(2);
    row(`plumbline, ${times} times the corpus`, taken, `${each} ms CPU a file, start included`);
  }

  title('Cores');
  row('plumbline, on one core', measure('taskset', onOne(cli, differing), ONE));
  row(`plumbline, on ${availableParallelism()} cores`, ours(differing));

  const large = layCopies(corpus, join(work, 'large'), { times: 12, alike: false });
  console.log(
    `\nMemory for ${filesIn(large)} workflows: ${memoryOf(cli, large).toFixed(0)} MB (aim: under 300)`,
  );
};

const ONE = { expected: [0, 1, 2], runs: 3 };
const onOne = (cli, folder) => [
  ...['-c', '0', process.execPath, cli, 'config-benchmark', folder],
  ...['--format', 'json'],
];
