export {
  buildReport,
  type Mode,
  type Report,
  type ReportCheck,
  type ReportDisplay,
  type ReportInput,
  type ReportRecord,
  type ReportSummary,
} from './report.js';
export { faultReport, type FaultReport } from './fault-report.js';
export { renderJson } from './json.js';
export { renderText, type TextOptions } from './text.js';
export { renderSarif } from './sarif/sarif.js';
export { renderMarkdown } from './markdown.js';
export { renderHtml } from './html/html.js';
export { renderJunit } from './junit.js';
export { annotations, type Annotation, type Annotations } from './annotations.js';
export { verdictLine } from './wording.js';
export { renderGraph } from './graph/svg.js';
export { renderTree } from './graph/tree.js';
