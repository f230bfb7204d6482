/** The version of all steps and packages; that of the root `package.json`. */
export const version = '0.1.0';
