// What must hold of `--fix safe` whatever it is run on: the findings are gone, nothing else is found, only what it says has
// changed, comments and line ends stay, a second run changes nothing. The files are read by the library `yaml`, not by our reader.
import { CST, Lexer, Parser, parse } from 'yaml';
import { mend, runBenchmark } from '../../packages/controls/lib/index.js';
import { runOf } from './judge.mjs';

const EXPRESSION = /\$\{\{.*?\}\}/gs;

/** A script without expressions, without the variables that took their place, and without quotes. */
const bare = (script, names) =>
  names
    .reduce(
      (text, name) => text.replaceAll(new RegExp(`\\$\\{${name}\\}|\\$${name}\\b`, 'g'), ''),
      script.replace(EXPRESSION, ''),
    )
    .replaceAll('"', '');

/** Takes a key out of a map, and the map out of its owner where it holds nothing else and was not there. */
const drop = (owner, name, key, was) => {
  delete owner[name][key];
  if (was === undefined && Object.keys(owner[name]).length === 0) delete owner[name];
};

const tight = (text) => text.replace(/\s/g, '');

const undoInputs = (was, step) => {
  const key = 'persist-credentials';
  if (was.with?.[key] === undefined && step.with?.[key] === false)
    drop(step, 'with', key, was.with);
};

const undoEnvironment = (was, step) => {
  const expressions = new Set(was.run?.match(EXPRESSION)?.map(tight));
  for (const [name, value] of Object.entries(step.env ?? {}))
    if (was.env?.[name] === undefined && expressions.has(tight(value)))
      drop(step, 'env', name, was.env);
};

const undoScript = (was, step) => {
  if (was.run === step.run) return;
  const names = [...step.run.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
  if (bare(was.run, names) === bare(step.run, names)) step.run = was.run;
};

/** Takes back what a fix may do to a step; anything else stays and is seen. */
const undoStep = (was, step) => {
  for (const back of [undoInputs, undoEnvironment, undoScript]) back(was, step);
};

const undo = (was, now) => {
  const top = JSON.stringify(now.permissions);
  if (was.permissions === undefined && top === '{"contents":"read"}') delete now.permissions;
  for (const [id, job] of Object.entries(was.jobs ?? { runs: was.runs })) {
    const steps = (now.jobs?.[id] ?? now.runs)?.steps ?? [];
    steps.forEach((step, index) => undoStep(job?.steps?.[index] ?? {}, step));
  }
  return now;
};

const commentsIn = (text) =>
  [...new Lexer().lex(text)].filter((token) => CST.tokenType(token) === 'comment');

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

const fileProblems = (old, now) => {
  if ([...new Parser().parse(now)].some(({ type }) => type === 'error')) return ['is no YAML'];
  const [was, is] = [old, now].map((text) => parse(text, { merge: true, uniqueKeys: false }));
  return [
    ...(same(commentsIn(old), commentsIn(now)) ? [] : ['has lost comments']),
    ...(/[^\r]\n/.test(now) && !/[^\r]\n/.test(old) ? ['has other line ends'] : []),
    ...(same(was, undo(was, is)) ? [] : ['has changed in more than what was mended']),
  ];
};

const fingerprints = ({ checks }) =>
  new Set(checks.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)));

const withFiles = (tree, files) => ({
  ...tree,
  read: (path) =>
    files.has(path) ? { ok: true, value: Buffer.from(files.get(path).after) } : tree.read(path),
});

/** What is mended in a tree, and what is wrong with how. */
export const fixesIn = (tree, level) => {
  const run = runOf(tree, level);
  const before = fingerprints(runBenchmark(run));
  const { files, done } = mend(run).value;
  if (done.length === 0) return { done, files, problems: [] };
  const again = runOf(withFiles(tree, files), level);
  const after = fingerprints(runBenchmark(again));
  const problems = [...files].flatMap(([path, file]) =>
    fileProblems(file.before, file.after).map((problem) => `${path} ${problem}`),
  );
  if (!after.isSubsetOf(before)) problems.push('there is a new finding');
  if (before.difference(after).size < done.length) problems.push('a finding is still there');
  if (mend(again).value.files.size > 0) problems.push('a second run changes something');
  return { done, files, problems };
};
