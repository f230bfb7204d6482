import type { NamedText } from '@plumbline/pipeline';
import type { Subject } from '../subject.js';
import { resourcesOf, type ResourceSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';

const ANNOTATION = /^pipelinesascode\.tekton\.dev\/(?:task|pipeline)(?:-\d+)?$/;

/** What Pipelines as Code fetches because an annotation names it: by address, or by name from a hub. */
export function fetchedByAnnotation(subject: Subject): readonly Violation[] {
  return resourcesOf(subject).flatMap((site) =>
    site.resource.metadata.annotations
      .filter(({ name }) => ANNOTATION.test(name.value))
      .flatMap((annotation) => judgeAnnotation(site, annotation)),
  );
}

function judgeAnnotation(site: ResourceSite, { name, value }: NamedText): readonly Violation[] {
  return itemsOf(value.value)
    .filter((item) => !isHeld(item))
    .map((item) => ({
      at: placeIn(site.resource, value),
      address: `${site.address}.${name.value}`,
      subject: item,
      severity: 'high' as const,
      message: `Whoever can change ${item} at its source runs other code here: it is fetched anew for each run.`,
      hint: 'a file of this repository, or an address with the full commit',
    }));
}

/** `a`, `[a, b]`, quoted or not. */
function itemsOf(value: string): readonly string[] {
  return value
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(',')
    .map((item) => item.trim().replace(/^["']|["']$/g, ''))
    .filter(Boolean);
}

/** A file of the repository, or an address that holds a full commit. */
function isHeld(item: string): boolean {
  if (/^https?:\/\//i.test(item)) return /\/(?:[0-9a-f]{40}|[0-9a-f]{64})\//i.test(item);
  return !item.includes('://') && /\.ya?ml$/i.test(item);
}
