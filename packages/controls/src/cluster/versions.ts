import type { Text } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { placeIn, type Place } from '../violation.js';
import { isOfTekton } from './settings.js';
import { itemsAt, labelOf, objectsOfKind, scalarAt, type ClusterObject } from './objects.js';

/** A version as numbers, `major.minor.patch`. */
export type Version = readonly [major: number, minor: number, patch: number];

/** An installed part of Tekton, with where its version is written. */
export interface Installed {
  readonly component: 'pipelines';
  readonly version: Version;
  readonly text: string;
  readonly at: Place;
  readonly address: string;
}

/** Reads `v1.6.0`, `1.6` and what stands behind such a number; null for `devel` and the like. */
export function parseVersion(text: string): Version | null {
  const found = /^v?(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?![\d.])/.exec(text.trim());
  if (found === null) return null;
  return [Number(found[1]), Number(found[2]), Number(found[3] ?? '0')];
}

/** Negative if the first version is the older one. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The versions of Tekton Pipelines that the objects name: `pipelines-info` (written in `config-info.yaml`, and so called by some), else the controllers, else the operator. */
export const installedPipelines = shared((subject: Subject): readonly Installed[] => {
  const info = objectsOfKind(subject, 'ConfigMap')
    .filter(
      (object) =>
        object.name === 'pipelines-info' || (object.name === 'config-info' && isOfTekton(object)),
    )
    .flatMap((object) => installed(object, scalarAt(object.node, 'data', 'version')));
  if (info.length > 0) return info;
  const running = controllers(subject);
  return running.length > 0 ? running : operated(subject);
});

/** What the operator says that it installed. */
function operated(subject: Subject): readonly Installed[] {
  return objectsOfKind(subject, 'TektonPipeline').flatMap((object) =>
    installed(object, scalarAt(object.node, 'status', 'version')),
  );
}

const CONTROLLERS = new Set([
  'tekton-pipelines-controller',
  'tekton-pipelines-webhook',
  'tekton-pipelines-remote-resolvers',
]);

function controllers(subject: Subject): readonly Installed[] {
  return ['Deployment', 'StatefulSet']
    .flatMap((kind) => objectsOfKind(subject, kind))
    .filter(({ name }) => CONTROLLERS.has(name))
    .flatMap((object) => {
      const label =
        labelOf(object, 'app.kubernetes.io/version') ??
        labelOf(object, 'pipeline.tekton.dev/release');
      const labelled = installed(object, label?.node ?? null);
      return labelled.length > 0 ? labelled : installed(object, taggedImage(object));
    });
}

/** An image with a tag, where the labels say nothing. */
function taggedImage(object: ClusterObject): Text['node'] | null {
  const containers = itemsAt(object.node, 'spec', 'template', 'spec', 'containers');
  const images = containers.flatMap((container) => scalarAt(container, 'image') ?? []);
  return images.find(({ text }) => /:v\d+\.\d+\.\d+(?:@|$)/.test(text)) ?? null;
}

function installed(object: ClusterObject, node: Text['node'] | null): readonly Installed[] {
  if (node === null) return [];
  const text = /:(v\d+\.\d+\.\d+)(?:@|$)/.exec(node.text)?.[1] ?? node.text;
  const version = parseVersion(text);
  if (version === null) return [];
  const { address } = object;
  return [{ component: 'pipelines', version, text, at: placeIn(object, node), address }];
}
