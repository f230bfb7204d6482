// The page of every control of the benchmark, and their index.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root } from '../build/workspaces.mjs';

const FOLDER = 'docs/controls';
const NOTE = '<!-- Generated from packages/controls; do not edit. -->';
const { controls, exportScript, legWords, needsWords, PLATFORM_NAMES, sections } = await import(
  pathToFileURL(join(root, 'packages/controls/lib/index.js')).href
);

const decided = (leg) => 'judge' in leg;

const legTable = ({ id, legs }) => [
  '| check | platform | how it is answered |',
  '|---|---|---|',
  ...Object.entries(legs).map(
    ([platform, leg]) =>
      `| \`${id}/${platform}\` | ${PLATFORM_NAMES[platform]} | ${legWords(leg)} |`,
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
    .map(
      ([platform, leg]) =>
        `${PLATFORM_NAMES[platform]}: ${decided(leg) ? 'decided' : needsWords(leg)}`,
    )
    .join('; ');

const row = (control) =>
  `| ${control.id} | [\`${control.slug}\`](${control.slug}.md) | ${control.title} | ${control.level} | ${answered(control)} |`;

const index = () => {
  const legs = controls.flatMap((control) => Object.values(control.legs));
  return [
    NOTE,
    '',
    '# The controls of the configuration benchmark',
    '',
    `${controls.length} controls with ${legs.length} checks, one for each platform that a control speaks of; ${legs.filter(decided).length} of them are decided by \`plumbline config-benchmark\`, the others are listed with what they need.`,
    'Level 1 is for everybody, level 2 is defence in depth. Slugs stay when numbers change: waivers and ignore comments name them.',
    ...sections.flatMap(({ number, title, controls: own }) => [
      '',
      `## ${number} ${title}`,
      '',
      '| id | slug | what holds | level | answered |',
      '|---|---|---|---|---|',
      ...own.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(row),
    ]),
    '',
  ].join('\n');
};

/** Path and text of every page, not yet formatted. */
export const controlPages = () => [
  [`${FOLDER}/README.md`, index()],
  ...controls.map((control) => [`${FOLDER}/${control.slug}.md`, page(control)]),
];

/** What stands between the markers of docs/export.md. */
export const exportParts = { script: `\n\`\`\`sh\n${exportScript}\`\`\`\n` };
