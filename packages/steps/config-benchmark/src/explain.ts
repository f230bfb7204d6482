import { err, nearestName, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import {
  controls,
  exportScript,
  legWords,
  PLATFORM_NAMES,
  type Control,
  type Leg,
  type Platform,
} from '@plumbline/controls';

const WIDTH = 96;
const EXPORT = 'export';
const NEAR = 5;

/** Where the page of a control is. */
export function pageOf(slug: string): string {
  return `https://github.com/plumbline/plumbline/blob/main/docs/controls/${slug}.md`;
}

/** What `--explain WORD` prints: a control by its id or slug, or the script that exports what a cluster holds. */
export function explain(word: string): Result<string, Fault> {
  if (word === EXPORT) return ok(exportScript);
  const control = controls.find(({ id, slug }) => word === id || word === slug);
  return control === undefined ? err(unknownWord(word)) : ok(controlText(control));
}

function controlText(control: Control): string {
  const { id, slug, title, level, assessment, references } = control;
  return [
    `${id} ${title}`,
    `${slug} · level ${String(level)} · ${assessment}`,
    '',
    ...(Object.entries(control.legs) as [Platform, Leg][]).map(
      ([platform, leg]) => `${id}/${platform} ${PLATFORM_NAMES[platform]}: ${legWords(leg)}`,
    ),
    ...part('Why', control.rationale),
    ...part('How to check it', control.audit),
    ...part('What to write', control.remediation),
    ...part('What it costs', control.impact),
    ...part('Others that ask for it', ...references),
    ...part('More', pageOf(slug)),
    '',
  ].join('\n');
}

function part(title: string, ...texts: readonly string[]): readonly string[] {
  const filled = texts.filter((text) => text !== '');
  return filled.length === 0 ? [] : ['', title, ...filled.flatMap(wrapped)];
}

/** Lines of at most 96 columns; a longer word has a line of its own. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ' '} ${word}`;
    if (lines.length > 0 && longer.length <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines;
}

function unknownWord(word: string): Fault {
  const known = [EXPORT, ...controls.flatMap(({ id, slug }) => [slug, id])];
  const near = new Set([
    ...[nearestName(word, known)].filter((name) => name !== undefined),
    ...known.filter((name) => word !== '' && name.includes(word.toLowerCase())),
  ]);
  return usageFault(
    'CONTROL_UNKNOWN',
    `\`${word}\` is nothing to explain; expected the id or slug of a control, or \`${EXPORT}\``,
    near.size === 0
      ? 'docs/controls lists them all'
      : [...near]
          .slice(0, NEAR)
          .map((name) => `--explain ${name}`)
          .join(', '),
  );
}
