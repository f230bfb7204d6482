import type { Check, PolicySource } from '@plumbline/core';
import type { CommandOutput } from '@plumbline/host';
import {
  buildReport,
  renderJson,
  renderJunit,
  renderMarkdown,
  renderSarif,
  renderText,
} from '@plumbline/report';
import { commonInputs, version } from '@plumbline/step';

/** The inputs of a command that ends in a verdict. */
export const reportInputs = {
  format: commonInputs.format,
  output: commonInputs.output,
  verbose: commonInputs.verbose,
} as const;

/** What a command found, before it is rendered. */
export interface Found {
  readonly command: string;
  readonly target: string;
  readonly policy: PolicySource;
  readonly checks: readonly Check[];
  readonly headline: string;
  readonly notes: readonly string[];
  readonly next?: string;
  readonly own: unknown;
}

const EXIT_CODES = { pass: 0, fail: 1, undecidable: 2 } as const;
const WIDTH = 100;

/** A result in every form of the contract, with the exit status of its verdict. */
export function reportOutput({ command, own, ...found }: Found, verbose: boolean): CommandOutput {
  const report = buildReport({
    ...found,
    ...{ step: command, version, mode: 'enforce', records: [] },
    own: { key: 'catalog', value: own },
  });
  return {
    forms: {
      text: () => renderText(report, { colour: false, width: WIDTH, verbose }),
      json: () => renderJson(report),
      sarif: () => renderSarif(report),
      markdown: () => renderMarkdown(report),
      junit: () => renderJunit(report),
    },
    exitCode: EXIT_CODES[report.verdict],
  };
}

/** A command that reads no policy says by what it judges. */
export function given(what: string): PolicySource {
  return { source: 'command-line', path: what, sha256: null, commit: null };
}
