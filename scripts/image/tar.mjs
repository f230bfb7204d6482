// A tar archive (POSIX ustar) that depends on its entries alone: sorted, owned by root, from the beginning of time.

const BLOCK = 512;
const TYPES = { file: '0', link: '2', folder: '5' };

const field = (header, offset, length, text) => {
  if (Buffer.byteLength(text) > length) throw new Error(`tar: ${text} is longer than ${length}`);
  header.write(text, offset, length, 'utf8');
};

const octal = (number, length) => `${number.toString(8).padStart(length - 1, '0')}\0`;

const headerOf = ({ path, type, mode, data, target }) => {
  const header = Buffer.alloc(BLOCK);
  field(header, 0, 100, path);
  field(header, 100, 8, octal(mode, 8));
  field(header, 108, 8, octal(0, 8));
  field(header, 116, 8, octal(0, 8));
  field(header, 124, 12, octal(data.length, 12));
  field(header, 136, 12, octal(0, 12));
  field(header, 148, 8, ' '.repeat(8));
  field(header, 156, 1, TYPES[type]);
  field(header, 157, 100, target);
  field(header, 257, 8, 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  field(header, 148, 8, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
};

const withFolders = (entries) => {
  const all = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path } of entries) {
    const parts = path.split('/').slice(0, -1);
    for (const [index] of parts.entries()) {
      const folder = `${parts.slice(0, index + 1).join('/')}/`;
      if (!all.has(folder)) all.set(folder, { path: folder, type: 'folder', mode: 0o755 });
    }
  }
  return [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
};

/** A file of a layer; everybody may read it, and run it if it is a program. */
export const file = (path, data, mode = 0o644) => ({
  path,
  type: 'file',
  mode,
  data: Buffer.from(data),
});

/** A symbolic link of a layer. */
export const link = (path, target) => ({ path, type: 'link', mode: 0o777, target });

/** The archive of the entries and of the folders they lie in. */
export const tar = (entries) => {
  const blocks = withFolders(entries).flatMap((entry) => {
    const { data = Buffer.alloc(0), target = '' } = entry;
    const padding = Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK);
    return [headerOf({ ...entry, data, target }), data, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
};
