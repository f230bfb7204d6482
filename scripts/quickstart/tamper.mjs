import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PIPELINES = ['.github/workflows/*.{yml,yaml}', '**/*.{yml,yaml}'];
const isPipeline = (text) =>
  /^jobs:/m.test(text) || /^apiVersion: *["']?tekton[.]dev\//m.test(text);

/** What an attacker would change: a pinned digest, else a command. */
const TARGETS = [
  [
    /(?<=\b(?:uses|image): .*@(?:sha256:)?)[0-9a-f]{40,64}/,
    (digest) => digest.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  ],
  [/(?<=\b(?:run|script): )(?![|>]).+/, (command) => `${command} # and more`],
  [/(?<=\b(?:uses|image): )\S+/, (reference) => `${reference}-evil`],
];

/** Changes one line of one pipeline file; returns what and where, or null where there is none to change. */
export const tamper = (folder) => {
  const paths = [
    ...new Set(PIPELINES.flatMap((pattern) => globSync(pattern, { cwd: folder }).sort())),
  ];
  for (const path of paths) {
    const lines = readFileSync(join(folder, path), 'utf8').split('\n');
    if (!isPipeline(lines.join('\n'))) continue;
    for (const [pattern, change] of TARGETS) {
      const index = lines.findIndex((line) => pattern.test(line));
      if (index === -1) continue;
      const before = lines[index].trim();
      lines[index] = lines[index].replace(pattern, change);
      writeFileSync(join(folder, path), lines.join('\n'));
      return { path, line: index + 1, before, after: lines[index].trim() };
    }
  }
  return null;
};
