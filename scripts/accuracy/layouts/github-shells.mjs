import { ofSteps } from './github-documents.mjs';

/** The script of each step of bash, where `fits` says that the change keeps its meaning. */
const ofScripts = (change, fits = () => true) =>
  ofSteps((step, { job, workflow }) => {
    const isShell = step.shell === undefined || /^(?:bash|sh)\b/.test(step.shell);
    const isDefault = job.defaults === undefined && workflow.defaults === undefined;
    const isWindows = /windows/i.test(JSON.stringify([job['runs-on'], job.strategy]));
    return typeof step.run === 'string' && isShell && !isWindows && isDefault && fits(step.run)
      ? { ...step, run: change(step.run.trimEnd()) }
      : undefined;
  });

const indented = (run) =>
  run
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

/** Here-documents end at the start of a line, and `exit` ends more than its block. */
const isBlock = (run) => !/<</.test(run) && !/^\s*(?:exit|return)\b/m.test(run);

export const functions = ofScripts((run) => `main() {\n${indented(run)}\n}\nmain\n`, isBlock);
export const conditions = ofScripts(
  (run) => `if [ -n "$CI" ]; then\n${indented(run)}\nfi\n`,
  isBlock,
);
export const subshells = ofScripts((run) => `(\n${indented(run)}\n)\n`, isBlock);
export const logged = ofScripts(
  (run) => `{\n${indented(run)}\n} 2>&1 | tee -a "$RUNNER_TEMP/log.txt"\n`,
  isBlock,
);
export const strict = ofScripts(
  (run) => `#!/usr/bin/env bash\nset -euo pipefail\nIFS=$'\\n\\t'\n\n${run}\n`,
);
export const hereDocuments = ofScripts(
  (run) => `bash <<'WHOLE'\n${run}\nWHOLE\n`,
  (run) => !/WHOLE|\$\{\{/.test(run),
);
export const quoted = ofScripts(
  (run) => `bash -c '\n${run}\n'\n`,
  (run) => !run.includes("'"),
);
