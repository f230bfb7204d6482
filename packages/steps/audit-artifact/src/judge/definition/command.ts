import { mapGet, readJson, seqItems, stringOf } from '@plumbline/core';
import { NO_COMMAND } from '@plumbline/pipeline';
import type { ExecutedFunction, VerifiedFunction } from '@plumbline/records';
import { piecesOfItem, standingOf, variableName, type Known } from './standing.js';
import { END, isFrom } from './template.js';

/** How what a function of a Task ran stands to what the definition holds. */
export interface CommandJudged {
  /** `untold`: one of the two does not tell it. */
  readonly verdict: 'same' | 'other' | 'untold';
  /** Variables whose values are not recorded: whatever stood for them is taken. */
  readonly open: readonly string[];
}

/** What redaction puts into a text: where it stands, the text is not what ran. */
const MASK = '***';

/** Lays what ran beside what is written: that must stand there, but for the values of variables. */
export function judgeCommand(
  expected: VerifiedFunction,
  executed: ExecutedFunction,
  known: Omit<Known, 'inputs'>,
): CommandJudged {
  const { kind, role, command, template } = expected;
  const ran = executed.function;
  if (template === NO_COMMAND) return just(ran.command === null ? 'same' : 'other');
  // It was not found in what the platform tells of the Task, or an older version did not tell it.
  if (ran.command === null && (ran.kind !== kind || role === 'sidecar')) return just('untold');
  if (command !== null)
    return just(command['sha256'] === ran.command?.['sha256'] ? 'same' : 'other');
  if (ran.command === null && template !== null) return just('other');
  return judgeText(expected, executed, { ...known, inputs: executed.inputs });
}

function judgeText(
  { template, kind }: VerifiedFunction,
  { function: of }: ExecutedFunction,
  known: Known,
): CommandJudged {
  const written = listsOf(template, kind);
  const ran = listsOf(of.text, of.kind);
  if (written === null || ran === null) return just('untold');
  const open = new Set<string>();
  const fits = written.map((list, at) => fit(list, ran[at] ?? [], { known, open }));
  if (fits.every((each) => each === true)) return { verdict: 'same', open: [...open] };
  return just(fits.includes(null) || of.text?.includes(MASK) === true ? 'untold' : 'other');
}

function just(verdict: CommandJudged['verdict']): CommandJudged {
  return { verdict, open: [] };
}

type Lists = readonly (readonly string[])[];

/** Command and arguments, or one text: a script, or what a custom task is given. Null: it is not told. */
function listsOf(text: string | null, kind: VerifiedFunction['kind']): Lists | null {
  if (text === null) return null;
  if (kind !== 'image') return [[text]];
  const read = readJson('command', Buffer.from(text));
  const root = read.ok ? read.value.root : null;
  const lists: readonly (readonly (string | undefined)[])[] = ['command', 'args'].map((key) =>
    seqItems(mapGet(root, key)).map(stringOf),
  );
  return root !== null && lists.every(isWhole) ? lists : null;
}

function isWhole(list: readonly (string | undefined)[]): list is readonly string[] {
  return !list.includes(undefined);
}

/** Null: they are too long to be compared. */
function fit(
  written: readonly string[],
  ran: readonly string[],
  { known, open }: { readonly known: Known; readonly open: Set<string> },
): boolean | null {
  if (ran.some((item) => item.includes(END))) return false;
  const text = ran.map((item) => item + END).join('');
  return isFrom(written.flatMap(piecesOfItem), text, (variable) => {
    const standing = standingOf(variable, known);
    if ('any' in standing && standing.any !== 'name') open.add(variableName(variable));
    return standing;
  });
}
