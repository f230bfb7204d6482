import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

/** What is not shipped. */
const TESTS = ['**/*.test.ts', '**/src/testing/**/*.ts', 'test/**/*.ts'];
const SOURCES = ['packages/**/*.ts', 'actions/**/*.ts'];

/** What reaches the world. Only `host` may; everybody else is handed a port. */
const EDGE_GLOBALS = [
  'console',
  'fetch',
  'process',
  'setInterval',
  'setTimeout',
  'WebSocket',
  'XMLHttpRequest',
];
const EDGE_MODULES = [
  ...['child_process', 'cluster', 'dgram', 'dns', 'fs', 'fs/promises', 'http', 'http2', 'https'],
  ...['module', 'net', 'os', 'process', 'readline', 'timers', 'tls', 'tty', 'vm', 'worker_threads'],
];

const strictReader = {
  object: 'JSON',
  property: 'parse',
  message:
    'Read documents with readJson of @plumbline/core: it refuses what two readers may read differently.',
};

const edge = {
  'no-restricted-globals': [
    'error',
    ...EDGE_GLOBALS.map((name) => ({
      name,
      message: 'Only host reaches the world: declare a port in step.',
    })),
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: EDGE_MODULES.flatMap((name) => [name, `node:${name}`]),
      patterns: [{ group: ['@actions/*'], message: 'Only host knows the toolkit.' }],
    },
  ],
  'no-restricted-properties': [
    'error',
    strictReader,
    { object: 'Date', property: 'now', message: 'The time is a port: ports.now().' },
    { object: 'Math', property: 'random', message: 'Randomness is a parameter, or node:crypto.' },
    { object: 'globalThis', property: 'process', message: 'Only host reaches the world.' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
      message: 'The time is a port: ports.now().',
    },
    { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
  ],
};

/** The hard limits; most code is far below them. */
const size = {
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', 70],
  'max-params': ['error', 4],
  'max-depth': ['error', 4],
  complexity: ['error', 15],
};

export default tseslint.config(
  { ignores: ['**/lib/', '**/dist/', '.cache/', 'examples/', 'test/golden/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...size,
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // `[...text]` is how a text is cut into code points.
      '@typescript-eslint/no-misused-spread': 'off',
      'no-misleading-character-class': ['error', { allowEscape: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: SOURCES, rules: edge },
  {
    files: ['packages/core/src/**'],
    rules: { 'no-restricted-properties': ['error', ...edge['no-restricted-properties'].slice(2)] },
  },
  {
    files: ['packages/host/src/**'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-properties': ['error', strictReader],
      'no-restricted-syntax': ['error', edge['no-restricted-syntax'][2]],
    },
  },
  { files: ['actions/*/src/main.ts'], rules: { 'max-lines': ['error', 20] } },
  {
    files: TESTS,
    extends: [jest.configs['flat/recommended']],
    rules: {
      'max-lines': ['error', 500],
      'max-lines-per-function': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
      'jest/no-conditional-expect': 'off',
      'jest/no-standalone-expect': 'off',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert'] }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        Buffer: false,
        console: false,
        fetch: false,
        performance: false,
        process: false,
        setTimeout: false,
        structuredClone: false,
        URL: false,
      },
    },
    rules: size,
  },
);
