// Runs a program of this folder in a process of its own: `node start.js MODULE ARGUMENT...`.
import { pathToFileURL } from 'node:url';

const [module = ''] = process.argv.splice(2, 1);
const { main } = (await import(pathToFileURL(module).href)) as { main: () => Promise<void> };
await main();
