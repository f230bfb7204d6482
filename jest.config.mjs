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
    project('e2e', '<rootDir>/test/lib/e2e/**/*.test.js'),
    project('conformance', '<rootDir>/test/lib/conformance/**/*.test.js'),
  ],
};
