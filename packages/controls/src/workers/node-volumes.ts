import { nodeAt, objectsOfKind, scalarAt } from '../cluster/objects.js';
import { folderOf } from '../definition/left-volumes.js';
import type { Subject } from '../subject.js';
import { runsOf } from '../tekton/run-tasks.js';
import { placeIn, type Violation } from '../violation.js';

/** Volumes that are a folder of the node and that runs mount by their claim (4.2.2). */
export function nodeVolumes(subject: Subject): readonly Violation[] {
  const mounted = new Set(
    runsOf(subject).flatMap(({ resource }) =>
      resource.spec.workspaces.flatMap((workspace) => folderOf(workspace)?.claim.text ?? []),
    ),
  );
  return objectsOfKind(subject, 'PersistentVolume').flatMap((volume): readonly Violation[] => {
    const host = nodeAt(volume.node, 'spec', 'hostPath');
    const claim = scalarAt(volume.node, 'spec', 'claimRef', 'name')?.text ?? '';
    if (host === null || !mounted.has(claim)) return [];
    const path = scalarAt(host, 'path');
    return [
      {
        at: placeIn(volume, path ?? host),
        address: volume.address,
        subject: path?.text ?? 'hostPath',
        severity: 'high',
        message: `Whoever changes what runs with the claim \`${claim}\` reads and writes \`${path?.text ?? ''}\` of the node, and what other builds leave there.`,
        hint: 'a storage class that makes volumes of their own',
      },
    ];
  });
}
