import {
  renderGraph,
  renderHtml,
  renderJson,
  renderJunit,
  renderMarkdown,
  renderSarif,
  renderText,
  type Report,
  type TextOptions,
} from '@plumbline/report';

/** The forms in which a report is printed or kept. */
const FORMATS = ['text', 'json', 'sarif', 'markdown', 'junit'] as const;

export type Format = (typeof FORMATS)[number];

/** What a file can hold besides: the page, and the drawing of steps that draw one. */
export const FILE_KINDS = [...FORMATS, 'html', 'svg'] as const;

export type FileKind = (typeof FILE_KINDS)[number];

/** The report in one form. */
export function renderReport(report: Report, format: FileKind, options: TextOptions): string {
  switch (format) {
    case 'text':
      return renderText(report, options);
    case 'json':
      return renderJson(report);
    case 'sarif':
      return renderSarif(report);
    case 'markdown':
      return renderMarkdown(report);
    case 'junit':
      return renderJunit(report);
    case 'html':
      return renderHtml(report, options.readLine);
    case 'svg':
      return report.figure === undefined ? '' : renderGraph(report.figure);
    default:
      return format satisfies never;
  }
}
