import type { GivenInputs, Log } from '@plumbline/step';
import type { HostOptions } from '../options.js';
import type { Redaction } from './redaction.js';

/** What a face offers to a run: what was given, where lines go, and its surroundings. */
export interface Surface extends Pick<
  HostOptions,
  'env' | 'cwd' | 'now' | 'terminal' | 'stdin' | 'reports' | 'log' | 'task'
> {
  readonly face: HostOptions['face'];
  readonly given: GivenInputs;
  readonly redaction: Redaction;
  /** Called for each secret before anything else happens with it. */
  readonly mask: (secret: string) => void;
  /** Columns of a line of text. */
  readonly width: number;
}

/** A log whose lines are redacted and escaped before `write` gets them. */
export function lineLog(
  write: (level: keyof Log, line: string) => void,
  clean: (line: string) => string,
): Log {
  const at = (level: keyof Log) => (line: string) => write(level, clean(line));
  return { debug: at('debug'), info: at('info'), notice: at('notice'), warn: at('warn') };
}
