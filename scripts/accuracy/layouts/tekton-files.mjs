import { homeOf, layout, objectsIn } from './documents.mjs';

const isOwn = ({ docs, path }) =>
  !path.startsWith('.') && docs?.every((doc) => doc?.kind && doc.kind !== 'Kustomization');

/** Each object in a file of its own. */
export const ownFiles = layout((files) =>
  files.flatMap((file) =>
    isOwn(file) && file.docs.length > 1
      ? file.docs.map((doc, at) => ({
          path: file.path.replace(/(?=\.\w+$)/, `-${at}`),
          docs: [doc],
        }))
      : [file],
  ),
);

/** All of a file as one List. */
export const listed = layout((files) =>
  files.map((file) =>
    isOwn(file) && file.docs.length > 0 && file.docs.every(({ kind }) => kind !== 'List')
      ? { ...file, docs: [{ apiVersion: 'v1', kind: 'List', items: file.docs }] }
      : file,
  ),
);

/** With what a cluster adds. */
export const exported = layout((files) => {
  for (const { object, file, template } of objectsIn(files))
    if (template === null && isOwn(file) && object.metadata?.name !== undefined)
      Object.assign(object.metadata, {
        creationTimestamp: '2026-10-01T08:00:00Z',
        resourceVersion: '8812345',
        uid: '1b2c3d4e-0000-4a5b-8c6d-7e8f90a1b2c3',
      });
});

/** Triggers as objects to which the EventListener refers. */
export const ownTriggers = layout((files) => {
  for (const { object, file } of objectsIn(files)) {
    if (object.kind !== 'EventListener' || !Array.isArray(object.spec?.triggers)) continue;
    object.spec.triggers = object.spec.triggers.map((trigger, at) => {
      if (!trigger?.template) return trigger;
      const { name = 'trigger', ...spec } = trigger;
      const metadata = { name: `${name}-${at}`, ...homeOf(object) };
      file.docs.push({ apiVersion: object.apiVersion, kind: 'Trigger', metadata, spec });
      return { triggerRef: metadata.name };
    });
  }
});
