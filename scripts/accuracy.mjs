// `node scripts/accuracy.mjs`: how many of the benchmark's findings in a corpus of others are right, by hand-made labels.
// `sample SEED COUNT` prints findings to label; `twins` counts pairs told apart and what is found in hardened repositories;
// `layouts` judges a sample of the pairs in other layouts, `layouts all` all of them;
// `fixes` mends all of them, and the corpus where it is there, and looks at what was changed; without arguments the labels of test/accuracy are counted.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build/workspaces.mjs';
import { corpus, corpusFindings, corpusTrees } from './accuracy/findings.mjs';
import { fixesIn } from './accuracy/fixes.mjs';
import { memoryTree } from './accuracy/judge.mjs';
import { laidOut } from './accuracy/layouts/index.mjs';
import { sampleOf, wilson } from './accuracy/sample.mjs';
import { hardened, judged, twins } from './accuracy/twins.mjs';

const LABELS = join(root, 'test/accuracy/labels');

const say = (line) => console.log(line);

const youden = (name, pairs) => {
  const hits = pairs.filter(({ hit }) => hit).length;
  const alarms = pairs.filter((one) => one.alarms.length > 0).length;
  const j = ((hits - alarms) / pairs.length).toFixed(3);
  say(
    `${name.padEnd(12)} ${[pairs.length, hits, alarms].map((n) => String(n).padStart(6)).join('')}  ${j}`,
  );
};

const countTwins = () => {
  const pairs = judged();
  say(`${'check'.padEnd(12)}  pairs  hits alarms  J`);
  for (const [check, all] of Map.groupBy(pairs, (one) => one.check)) youden(check, all);
  for (const [section, all] of Map.groupBy(pairs, (one) => one.check[0]))
    youden(`section ${section}`, all);
  youden('all', pairs);
  const wrong = pairs.filter(({ hit, alarms }) => !hit || alarms.length > 0);
  for (const { check, name, hit } of wrong) say(`${hit ? 'alarm ' : 'missed'}  ${check} ${name}`);
  const repositories = hardened();
  for (const { name, findings } of repositories)
    say(
      `${findings.length === 0 ? 'clean   ' : 'findings'} ${name} ${findings.map(({ check }) => check).join(' ')}`,
    );
  const unclean = repositories.filter(
    ({ findings, missing }) => findings.length + missing.length > 0,
  );
  const failed = wrong.length + unclean.length;
  say(`${pairs.length + repositories.length - failed} passed, ${failed} failed, 0 skipped`);
  if (failed > 0) process.exitCode = 1;
};

const twinTrees = () =>
  twins().flatMap(({ check, name, ...sides }) =>
    ['bad', 'good'].map((side) => ({
      name: `${check} ${name} (${side})`,
      tree: memoryTree(sides[side]),
    })),
  );

const countFixes = () => {
  const trees = [...twinTrees(), ...(existsSync(corpus) ? corpusTrees() : [])];
  const fixed = trees.map(({ name, tree }) => ({ name, ...fixesIn(tree, 2) }));
  for (const [check, all] of Map.groupBy(
    fixed.flatMap(({ done }) => done),
    ({ id }) => id,
  ))
    say(`${check.padEnd(12)} ${String(all.length).padStart(6)} mended`);
  const wrong = fixed.filter(({ problems }) => problems.length > 0);
  for (const { name, problems } of wrong) say(`wrong   ${name}: ${problems.join(', ')}`);
  say(`${fixed.length - wrong.length} passed, ${wrong.length} failed, 0 skipped`);
  if (wrong.length > 0) process.exitCode = 1;
};

/** Of a sample that takes seconds. */
const STRIDE = 23;

const countLayouts = (what) => {
  const { compared, different } = laidOut(what === 'all' ? 1 : STRIDE);
  for (const { check, name, way, side } of different)
    say(`${side === 'bad' ? 'missed' : 'alarm '}  ${check} ${name}, ${way}`);
  say(`${compared - different.length} passed, ${different.length} failed, 0 skipped`);
  if (different.length > 0) process.exitCode = 1;
};

const [command, seed, number] = process.argv.slice(2);
const ofPairs = { twins: countTwins, fixes: countFixes, layouts: () => countLayouts(seed) }[
  command
];
if (ofPairs !== undefined) {
  ofPairs();
  process.exit();
}

if (!existsSync(corpus)) {
  say(`skipped: no corpus at ${corpus} (PLUMBLINE_SHARED)`);
  process.exit(0);
}

const placeOf = ({ tree, finding }) => {
  const at = finding.locations[0];
  return at === undefined ? tree : `${tree}:${at.path}:${at.line}:${at.column}`;
};

const print = (sample) => {
  for (const one of sample) {
    const { check, finding, file } = one;
    const at = finding.locations[0];
    const lines = file === undefined ? [] : readFileSync(file, 'utf8').split('\n');
    say(`\n${finding.fingerprint.slice(0, 16)}\t${check}\t?\t${placeOf(one)}`);
    say(`   ${finding.severity}, ${finding.confidence}: ${finding.message}`);
    for (let line = Math.max((at?.line ?? 1) - 4, 1); at && line <= at.line + 3; line += 1)
      say(`   ${line === at.line ? '>' : ' '} ${lines[line - 1] ?? ''}`);
  }
};

/** Lines of `fingerprint check right|wrong|unclear place why`, apart by tabs; one file for each seed. */
const labels = (file) =>
  readFileSync(join(LABELS, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [fingerprint, check, label] = line.split('\t');
      return { fingerprint, check, label };
    });

const percent = (share) => `${Math.round(share * 100)} %`;

const row = (name, found, right, of) => {
  const [low, high] = wilson(right, of);
  say(
    `${name.padEnd(10)} ${String(found).padStart(7)} ${String(of).padStart(8)} ${String(right).padStart(6)}   ${percent(right / of)} (${percent(low)} to ${percent(high)})`,
  );
};

/** What is unclear counts as not right. */
const count = (findings, file) => {
  const now = new Set(findings.map(({ finding }) => finding.fingerprint.slice(0, 16)));
  const known = labels(file);
  const still = known.filter(({ fingerprint }) => now.has(fingerprint));
  const perCheck = Map.groupBy(still, ({ check }) => check);
  const right = (all) => all.filter(({ label }) => label === 'right').length;
  say(
    `${'check'.padEnd(10)} ${'found'.padStart(7)} ${'labelled'.padStart(8)} ${'right'.padStart(6)}   precision (95 %)`,
  );
  for (const [check, all] of [...perCheck].sort(([a], [b]) => (a < b ? -1 : 1)))
    row(check, findings.filter((one) => one.check === check).length, right(all), all.length);
  row('all', findings.length, right(still), still.length);
  for (const label of ['wrong', 'unclear'])
    say(`${still.filter((one) => one.label === label).length} are ${label}`);
  say(`${known.length - still.length} labelled findings are no longer made`);
};

const findings = corpusFindings().filter(({ check }) => /^\d/.test(check));
if (command === 'sample') print(sampleOf(findings, { seed: Number(seed), count: Number(number) }));
else
  for (const file of globSync('*.tsv', { cwd: LABELS }).sort()) {
    say(`\nSample of seed ${file.replace('.tsv', '')}`);
    count(findings, file);
  }
