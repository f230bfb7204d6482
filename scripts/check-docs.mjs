// Checks that the docs and the sources agree: every fault, problem and check has its heading and no heading is left
// over; links lead somewhere; examples can be read, name actions by commit and commands that exist.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from './build/workspaces.mjs';
import { commandProblems } from './docs/commands.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');

const sources = globSync('packages/{*,steps/*}/src/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map(read)
  .join('\n');

const matches = (text, pattern) => new Set([...text.matchAll(pattern)].map(([, found]) => found));

/** The members of every type of that name: `ProblemCode` and the like. */
const unions = (name) =>
  new Set(
    [...sources.matchAll(new RegExp(`type ${name} =([^;]+);`, 'g'))].flatMap(([, body]) => [
      ...matches(body, /'([A-Z][A-Z0-9_]+)'/g),
    ]),
  );

const FAULT = /(?:\b(?:\w+Fault|failure|undecided|notAsked)\(\s*|\bcode: )'([A-Z][A-Z0-9_]+)'/g;

const problems = unions('\\w*ProblemCode');
const faults = matches(sources, FAULT)
  .union(unions('(?!\\w*ProblemCode)\\w+Code'))
  .difference(problems);
const checks = matches(sources, /\bid: '([a-z]+\/[a-z-]+)'/g);

/** What must have a heading on which page. */
const PAGES = [
  ['docs/faults.md', faults],
  ['docs/reading.md', problems],
  ['docs/checks.md', checks],
];

const compare = ([page, wanted]) => {
  if (!existsSync(join(root, page))) return [`${page}: is missing`];
  const headings = matches(read(page), /^##+ `([^`]+)`$/gm);
  return [
    ...[...wanted.difference(headings)].map(
      (name) => `${page}: has no heading "### \`${name}\`", which the sources use`,
    ),
    ...[...headings.difference(wanted)].map(
      (name) => `${page}: the heading "${name}" names nothing in the sources`,
    ),
  ];
};

const pages = [
  '*.md',
  'docs/**/*.md',
  'packages/**/README.md',
  'actions/*/README.md',
  'examples/**/README.md',
  '.github/*.md',
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .filter((path) => !path.includes('node_modules'))
  .sort();

const brokenLinks = (page) =>
  [...matches(read(page), /\]\((?!https?:|mailto:)([^)\s#]+)[^)]*\)/g)]
    .filter((link) => !existsSync(join(root, dirname(page), link)))
    .map((link) => `${page}: the link to ${link} leads nowhere`);

const lineOf = (text, index) => text.slice(0, index).split('\n').length;

const yamlProblems = (body) => {
  const [error] = parseAllDocuments(body).flatMap((document) => document.errors);
  if (error) return [error.message.split('\n')[0]];
  const uses = matches(body, /\buses: +([^\s.$][^\s]*@(?![0-9a-f]{40}\b|<commit>)[^\s]*)/g);
  return [...uses].map((reference) => `${reference} is not pinned by commit`);
};

const jsonProblems = (body) => {
  try {
    JSON.parse(body);
    return [];
  } catch (error) {
    return [error.message];
  }
};

const EXAMPLES = { yaml: yamlProblems, yml: yamlProblems, json: jsonProblems };

const brokenExamples = (page) => {
  const text = read(page);
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(
    ({ 1: language, 2: body, index }) =>
      (EXAMPLES[language] ?? commandProblems)(body).map(
        (problem) => `${page}:${lineOf(text, index)}: ${problem}`,
      ),
  );
};

const found = [
  ...PAGES.flatMap(compare),
  ...pages.flatMap((page) => [...brokenLinks(page), ...brokenExamples(page)]),
];
for (const problem of found) console.error(problem);
console.log(
  `docs: ${pages.length} pages, ${faults.size} faults, ${problems.size} problems, ${checks.size} checks, ${found.length} wrong`,
);
process.exit(found.length === 0 ? 0 : 1);
