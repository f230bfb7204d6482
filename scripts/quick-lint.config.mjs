// The lint of `npm test`: the rules that ask for types see what is shipped; `npm run lint`, which CI runs, shows them the
// tests too.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import everything, { TESTS } from '../eslint.config.mjs';

export default defineConfig(everything, {
  files: TESTS,
  extends: [tseslint.configs.disableTypeChecked],
  // A comment may be about a rule that is off here.
  linterOptions: { reportUnusedDisableDirectives: 'off' },
});
