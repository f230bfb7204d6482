// Loaded into the workers of Jest, which inherit the options of Node. A worker whose work is done would free, piece by
// piece, the contexts of all its tests; on a busy machine that takes longer than the half second after which Jest calls it
// leaking. It ends at once instead. Whatever is still open keeps it from coming here, as before.
if (process.send) process.on('exit', () => process.exit());
