import {
  renderJson,
  renderJunit,
  renderMarkdown,
  renderSarif,
  renderText,
  type Report,
  type TextOptions,
} from '@plumbline/report';

/** The forms in which a report is printed or kept. */
export const FORMATS = ['text', 'json', 'sarif', 'markdown', 'junit'] as const;

export type Format = (typeof FORMATS)[number];

/** The report in one form. */
export function renderReport(report: Report, format: Format, options: TextOptions): string {
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
    default:
      return format satisfies never;
  }
}
