// The lint of `npm test`: the rules that see one file alone, so that what has been looked at need not be looked at again.
// `npm run lint`, which CI runs, has the rules that ask for types.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import everything from '../eslint.config.mjs';

export default defineConfig(everything, {
  files: ['**/*.ts'],
  extends: [tseslint.configs.disableTypeChecked],
  // A comment may be about a rule that is off here.
  linterOptions: { reportUnusedDisableDirectives: 'off' },
});
