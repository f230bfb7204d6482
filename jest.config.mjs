// Tests run from `lib`, as they ship, without a transformer.
const common = {
  transform: {},
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.cache/'],
};

const project = (displayName, ...testMatch) => ({ ...common, displayName, testMatch });

export default {
  projects: [
    project(
      'unit',
      '<rootDir>/packages/**/lib/**/*.test.js',
      '<rootDir>/actions/**/lib/**/*.test.js',
    ),
    // Read by test/support/program.ts.
    { ...project('e2e', '<rootDir>/test/lib/e2e/**/*.test.js'), globals: { sharedProcess: true } },
    project('conformance', '<rootDir>/test/lib/conformance/**/*.test.js'),
  ],
};
