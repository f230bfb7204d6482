import { createSource } from '@plumbline/core';
import { isExample } from '../examples.js';
import { filesNamed, textAt } from '../files.js';
import type { Subject } from '../subject.js';
import type { Ignored } from './ignored-findings.js';

interface Form {
  readonly name: string;
  readonly entry: RegExp;
  readonly what: RegExp;
  readonly why: RegExp;
  readonly until: RegExp;
  readonly hint: string;
}

/** Trivy: filtering by a plain file, a line each; what a comment says of a line stands above or behind it. */
export function inTrivyLines(subject: Subject): readonly Ignored[] {
  return entriesIn(subject, {
    name: '.trivyignore',
    entry: /(?:^[ \t]*#[^\n]*\n){0,9}^[ \t]*[\w.:-][^\n]*/gm,
    what: /^[ \t]*([\w.:-]+)/m,
    why: /#[ \t]*(.*\w.*)/,
    until: /(?:exp:|until|expires?:?)[ \t]*(\d{4}-\d\d-\d\d)/i,
    hint: 'CVE-…  exp:<a date within a year>',
  });
}

/** OSV-Scanner: `IgnoredVulns` and `PackageOverrides` of its configuration. */
export function inOsvScanner(subject: Subject): readonly Ignored[] {
  return entriesIn(subject, {
    name: 'osv-scanner.toml',
    entry: /^\[\[(?:IgnoredVulns|PackageOverrides)\]\](?:\n(?!\[\[)[^\n]*){0,50}/gm,
    what: /^[ \t]*(?:id|name)[ \t]*=[ \t]*["']([^"'\n]*)/m,
    why: /\breason[ \t]*=[ \t]*["'](.*\w.*)["']/,
    until: /\b(?:ignoreUntil|effectiveUntil)[ \t]*=[ \t]*["']?(\d{4}-\d\d-\d\d)/,
    hint: 'ignoreUntil = <a date within a year>',
  });
}

function entriesIn(subject: Subject, { name, entry, hint, ...parts }: Form): readonly Ignored[] {
  return filesNamed(subject, name).flatMap((path) => {
    const text = isExample(path) ? null : textAt(subject, path);
    if (text === null) return [];
    const source = createSource(path, text);
    return [...text.matchAll(entry)].map(({ 0: whole, index }) => ({
      at: { source, span: { start: index, end: index + whole.length } },
      what: parts.what.exec(whole)?.[1] ?? '',
      why: parts.why.exec(whole)?.[1] ?? null,
      until: parts.until.exec(whole)?.[1] ?? null,
      hint,
    }));
  });
}
