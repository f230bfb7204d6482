/** A pipeline file of 1 MiB is twenty times the largest that people write by hand. */
export const DEFAULT_MAX_BYTES = 1 << 20;

/** Nesting of collections. Consumers walk the tree recursively; real files stay below 25. */
export const MAX_DEPTH = 64;

/** Nodes of a file of our own formats. */
export const MAX_OWN_NODES = 20_000;

/** Nodes of a foreign file with every alias written out, which bounds what aliases can multiply. */
export const MAX_FOREIGN_NODES = 200_000;

/** Aliases of a foreign file. */
export const MAX_FOREIGN_ALIASES = 500;

/** Documents of one stream. */
export const MAX_DOCUMENTS = 1000;
