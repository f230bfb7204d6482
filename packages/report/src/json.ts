import type { FaultReport } from './fault-report.js';
import type { Report } from './report.js';

/**
 * The JSON form, indented. What JSON leaves as it is and readers do not is escaped: line separators, so that the text also
 * stands inside a script, controls of terminals, and directional formatting.
 */
export function renderJson(report: Report | FaultReport): string {
  const escaped = JSON.stringify(
    { ...report, display: undefined, figure: undefined },
    null,
    2,
  ).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
