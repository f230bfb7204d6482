import type { TaskSpec, TektonResource } from '@plumbline/pipeline';

/** The categories of Tekton's hub (config.yaml of tektoncd/hub), which catlin holds Tasks against. */
const CATEGORIES: ReadonlySet<string> = new Set([
  ...['Automation', 'Build Tools', 'CLI', 'Cloud', 'Code Quality', 'Continuous Integration'],
  ...[
    'Deployment',
    'Developer Tools',
    'Image Build',
    'Integration & Delivery',
    'Git',
    'Kubernetes',
  ],
  ...[
    'Messaging',
    'Monitoring',
    'Networking',
    'Openshift',
    'Publishing',
    'Security',
    'Storage',
    'Testing',
  ],
]);

/** What else lies in the folder of a Task. */
export interface TaskFolder {
  readonly folder: string;
  readonly others: readonly string[];
}

/** What Artifact Hub and catlin expect of a Task and do not find; it can be released all the same. */
export function missingForHub(
  resource: TektonResource,
  spec: TaskSpec,
  { folder, others }: TaskFolder,
): readonly string[] {
  const annotation = (name: string): string | undefined =>
    resource.metadata.annotations.find((each) => each.name.value === `tekton.dev/${name}`)?.value
      .value;
  const categories =
    annotation('categories')
      ?.split(',')
      .map((each) => each.trim()) ?? [];
  const holds = (start: string): boolean =>
    others.some((path) => path.startsWith(`${folder}/${start}`));
  const rules: readonly (readonly [boolean, string])[] = [
    [
      resource.metadata.labels.some(({ name }) => name.value === 'app.kubernetes.io/version'),
      'the label app.kubernetes.io/version',
    ],
    [
      annotation('pipelines.minVersion') !== undefined,
      'the annotation tekton.dev/pipelines.minVersion',
    ],
    [
      categories.length > 0 && categories.every((each) => CATEGORIES.has(each)),
      'a category of Tekton Hub',
    ],
    [annotation('displayName') !== undefined, 'the annotation tekton.dev/displayName'],
    [annotation('tags') !== undefined, 'the annotation tekton.dev/tags'],
    [annotation('platforms') !== undefined, 'the annotation tekton.dev/platforms'],
    [(spec.description?.value.trim() ?? '') !== '', 'a description'],
    [holds('README.md'), 'README.md'],
    [holds('samples/'), 'samples/'],
    [holds('tests/'), 'tests/'],
  ];
  return rules.filter(([isThere]) => !isThere).map(([, what]) => what);
}
