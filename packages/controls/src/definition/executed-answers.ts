import { written, type Run } from '../composition/commands.js';
import { placeOfRun, type ScriptSite } from '../composition/scripts.js';
import { isInterpreter } from '../shell/programs.js';
import type { Violation } from '../violation.js';

/** Commands behind a model that run the file in which its answer was kept (2.5.2). The first script asks it. */
export function executedAnswers([asking, ...later]: readonly ScriptSite[]): readonly Violation[] {
  const files = new Set(asking?.runs.flatMap((run) => keptBy(run)));
  if (asking === undefined || files.size === 0) return [];
  return [asking, ...later].flatMap((site) =>
    site.runs
      .filter((run) => runsOneOf(run, files))
      .slice(0, 1)
      .map((run) => ({
        at: placeOfRun(site, run),
        address: site.address,
        subject: 'answer',
        severity: 'high' as const,
        ...(site.exposure === null ? {} : { exposure: site.exposure }),
        message:
          'Whoever writes a text that the model reads can have it answer with a command, and it is run here as it came.',
        hint: 'hand the answer over to a person: an issue, a pull request',
      })),
  );
}

/** The files that a command writes its output to. */
function keptBy({ command, invoked }: Run): readonly string[] {
  // A here-document is a text of the script's own author.
  if (command.input?.parts.every(({ kind }) => kind === 'text' || kind === 'hole') === true)
    return [];
  const targets = command.redirects
    .filter(({ operator }) => /^1?>>?\|?$/.test(operator))
    .map(({ target }) => written(target));
  const tee = invoked?.program === 'tee' ? invoked.args.filter((arg) => !arg.startsWith('-')) : [];
  return [...targets, ...tee].filter((file) => file !== '' && !file.startsWith('/dev/'));
}

/** Programs that take a file of statements to run. */
const CLIENTS = /^(?:psql|mysql|mariadb|sqlite3|sqlcmd|mongosh|redis-cli|clickhouse-client)$/;
const APPLIES = /^(?:kubectl|oc)$/;

function runsOneOf({ command, invoked }: Run, files: ReadonlySet<string>): boolean {
  if (invoked === null) return false;
  const { program, args } = invoked;
  const isGiven = args.some((arg) => files.has(arg.replace(/^-f|^--file=/, '')));
  const isRead = command.redirects.some(
    ({ operator, target }) => operator === '<' && files.has(written(target)),
  );
  const takes = isInterpreter(program) || CLIENTS.test(program);
  if (takes || program === 'source' || program === '.') return isGiven || isRead;
  if (APPLIES.test(program)) return args.includes('apply') && isGiven;
  return command.words.slice(0, 1).some((word) => files.has(written(word)));
}
