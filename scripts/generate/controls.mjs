// The page of every control of the benchmark, and their index.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root } from '../build/workspaces.mjs';

const FOLDER = 'docs/controls';
const NOTE = '<!-- Generated from packages/controls; do not edit. -->';
const PLATFORMS = { G: 'GitHub', T: 'Tekton' };
const NEEDS = {
  settings: 'the settings of the repository or organisation',
  network: 'the network',
  cluster: 'objects exported from the cluster',
  live: 'runs and their logs',
  human: 'a person',
};

const decided = (leg) => 'judge' in leg;

const needs = (leg) => (leg.needs ?? []).map((need) => NEEDS[need]).join(' and ');

const legWords = (leg) => {
  if (!decided(leg)) return `not decided: it needs ${needs(leg)}`;
  return leg.needs === undefined
    ? 'decided from files'
    : `decided from files where they hold ${needs(leg)}`;
};

const legTable = ({ id, legs }) => [
  '| check | platform | how it is answered |',
  '|---|---|---|',
  ...Object.entries(legs).map(
    ([platform, leg]) => `| \`${id}/${platform}\` | ${PLATFORMS[platform]} | ${legWords(leg)} |`,
  ),
];

const part = (title, text) => (text ? ['', `## ${title}`, '', text] : []);

const page = (control) =>
  [
    NOTE,
    '',
    `# ${control.id} ${control.title}`,
    '',
    `\`${control.slug}\` · level ${control.level} · ${control.assessment}`,
    '',
    ...legTable(control),
    ...part('Why', control.rationale),
    ...part('How to check it', control.audit),
    ...part('What to write', control.remediation),
    ...part('What it costs', control.impact),
    ...part('Others that ask for it', control.references.map((text) => `- ${text}`).join('\n')),
    '',
  ].join('\n');

const answered = ({ legs }) =>
  Object.entries(legs)
    .map(([platform, leg]) => `${PLATFORMS[platform]}: ${decided(leg) ? 'decided' : needs(leg)}`)
    .join('; ');

const row = (control) =>
  `| ${control.id} | [\`${control.slug}\`](${control.slug}.md) | ${control.title} | ${control.level} | ${answered(control)} |`;

const index = (sections) => {
  const all = sections.flatMap(({ controls }) => controls);
  const legs = all.flatMap((control) => Object.values(control.legs));
  return [
    NOTE,
    '',
    '# The controls of the configuration benchmark',
    '',
    `${all.length} controls with ${legs.length} checks, one for each platform that a control speaks of; ${legs.filter(decided).length} of them are decided by \`plumbline config-benchmark\`, the others are listed with what they need.`,
    'Level 1 is for everybody, level 2 is defence in depth. Slugs stay when numbers change: waivers and ignore comments name them.',
    ...sections.flatMap(({ number, title, controls }) => [
      '',
      `## ${number} ${title}`,
      '',
      '| id | slug | what holds | level | answered |',
      '|---|---|---|---|---|',
      ...controls.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(row),
    ]),
    '',
  ].join('\n');
};

/** Path and text of every page, not yet formatted. */
export const controlPages = async () => {
  const { controls, sections } = await import(
    pathToFileURL(join(root, 'packages/controls/lib/index.js')).href
  );
  return [
    [`${FOLDER}/README.md`, index(sections)],
    ...controls.map((control) => [`${FOLDER}/${control.slug}.md`, page(control)]),
  ];
};
