const EXAMPLES =
  /(?:^|\/)(?:__)?(?:tests?|testdata|test-data|fixtures?|examples?|samples|vendor|node_modules)(?:__)?\//;

/** Whether a file is among what tests and readers look at, by its folder. */
export function isExample(path: string): boolean {
  return EXAMPLES.test(path);
}
