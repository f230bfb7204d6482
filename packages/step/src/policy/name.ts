/** The form of the names that a policy gives. */
export const NAME = {
  expected: 'a name of letters, digits, `.`, `_` and `-` that starts with a letter or digit',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
};
