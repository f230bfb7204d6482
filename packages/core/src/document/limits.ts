/** A pipeline file of 1 MiB is twenty times the largest that people write by hand. */
export const DEFAULT_MAX_BYTES = 1 << 20;

/** Nesting of collections. Whoever walks the tree does so recursively; real files stay below 25. */
export const MAX_DEPTH = 64;

/** Nodes of a file of our own formats. */
export const MAX_OWN_NODES = 20_000;

/** Nodes of a foreign file with every alias written out, which bounds what aliases can multiply. */
export const MAX_FOREIGN_NODES = 100_000;

/** Tokens for each node: `- a` and its line end are five, so the limit on nodes is met first by what is valid. */
export const TOKENS_PER_NODE = 6;

/** Aliases of a foreign file. */
export const MAX_FOREIGN_ALIASES = 500;

/** Documents of one stream. */
export const MAX_DOCUMENTS = 1000;
