import type { FaultReport } from './fault-report.js';
import type { Report } from './report.js';

/** The JSON form, indented. Line separators are escaped, so that the text also stands inside a script. */
export function renderJson(report: Report | FaultReport): string {
  const escaped = JSON.stringify({ ...report, display: undefined }, null, 2).replace(
    /[\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
  return `${escaped}\n`;
}
