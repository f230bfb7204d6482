import type { Step, Text } from '@plumbline/pipeline';
import type { Subject } from '../subject.js';
import { shellText } from '../tekton/command-line.js';
import { containersOf } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { runsOwnCode } from './executes.js';

/** Where runs for pull requests leave what they made, as the address says it. */
const LEFT =
  /(?:\b(?:s3|gs|oci|az|https?|ftp):\/\/|\boras\s+pull\s|\bmc\s+(?:cp|mirror|cat)\s|\baws\s+s3(?:api)?\s|\bgsutil\s|\bs3(?:cmd)?\s+get\s|\brclone\s|\bcurl\s|\bwget\s|\bgh\s+run\s+download\b)[^\n]*(?:untrusted|(?:^|[-_/."'{$ ])(?:pr|prs|pulls?|pull[-_]requests?|merge[-_]requests?|mr|forks?|contributors?)(?=$|[-_/."'}\d ]))/i;
const UNPACKS = /\b(?:tar|bsdtar)\s+(?:-?\w*x|--extract)|\bunzip\b|\b7z\s+[xe]\b|\bcpio\s+-\w*i/;
const APART =
  /(?:\s-C|--directory|\s-d|\s-o)[ =]*["']?(?:\/tmp\b|\$\(mktemp|\$\{?(?:tmp|TMP|temp|TMPDIR|out|work)\w*\}?|\/var\/tmp)/;

/** Scripts that unpack over the working folder what a run for a pull request left in a store, and run code of it (2.2.4). */
export function unpackedOverSources(subject: Subject): readonly Violation[] | null {
  const fetching = containersOf(subject).flatMap(({ step, resource, address, task }) => {
    const script = shellText(step);
    return script !== null && LEFT.test(script.value)
      ? [{ script, resource, address, later: laterScripts(task?.spec.steps ?? [], script) }]
      : [];
  });
  if (fetching.length === 0) return null;
  return fetching.flatMap(({ script, resource, address, later }): readonly Violation[] => {
    if (!runsWhatCame(script.value, later)) return [];
    return [
      {
        at: placeIn(resource, script),
        address,
        subject: 'archive',
        severity: 'high',
        confidence: 'medium',
        message:
          'Whoever opens a pull request writes the files of this archive; they land in the working folder, and code of it is run.',
        hint: 'mkdir /tmp/unpacked && tar -xf <archive> -C /tmp/unpacked <the one file>',
      },
    ];
  });
}

/** What the steps behind one run: a folder that they share keeps what was unpacked. */
function laterScripts(steps: readonly Step[], first: Text): readonly string[] {
  const texts = steps.map((step) => shellText(step));
  return texts.slice(texts.indexOf(first) + 1).map((text) => text?.value ?? '');
}

/** Unpacked in place and followed by code of the folder, in this step or in later ones; or without unpacking, run as it came. */
function runsWhatCame(script: string, later: readonly string[]): boolean {
  const fetched = LEFT.exec(script);
  const own = script.slice(fetched?.index ?? 0).split('\n');
  const elsewhere = own.some((line) => UNPACKS.test(line))
    ? []
    : later.flatMap((one) => one.split('\n'));
  const lines = [...own, ...elsewhere];
  const at = lines.findIndex((line) => UNPACKS.test(line));
  const rest = lines.slice(at === -1 ? 1 : at + 1).join('\n');
  if (at === -1) return runsOwnCode(rest);
  const command = lines[at] ?? '';
  return !goesApart(command, script) && runsUnpacked(command, [rest, ...later]);
}

/** Whether a command unpacks into a folder that the script made for it. */
function goesApart(command: string, script: string): boolean {
  const name = /(?:\s-C|--directory|\s-d|\s-o)[ =]*["']?\$\{?(\w+)\}?["']?(?:\s|$)/.exec(
    command,
  )?.[1];
  return name !== undefined && new RegExp(`\\b${name}=["']?\\$\\(mktemp\\s`).test(script);
}

/** Whether a script behind it runs a file of the folder that a command unpacks into, or code of the working folder that it unpacks over. */
function runsUnpacked(command: string, behind: readonly string[]): boolean {
  const folder = /\s(?:-C|-d|--directory)[ =]*["']?(\/[\w./-]+)/.exec(command)?.[1];
  if (folder !== undefined && behind.some((text) => runsBelow(folder).test(text))) return true;
  const isApart = APART.test(command) || /^\/(?!workspace\b)/.test(folder ?? '');
  return !isApart && behind.some((text) => runsOwnCode(text));
}

/** A program, or the script of an interpreter, below a folder. */
function runsBelow(folder: string): RegExp {
  const path = folder.replace(/\/+$/, '').replace(/\W/g, '\\$&');
  return new RegExp(
    `(?:^|[\\n;&|(]|\\$\\(|\\b(?:(?:ba|da|z)?sh|python3?|node|ruby|perl|source)\\s+|(?:^|\\s)\\.\\s+)[ \\t]*["']?${path}/[\\w./-]+`,
  );
}
