import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root } from './workspaces.mjs';

/** Licences that may be shipped inside a bundle under Apache-2.0. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
];

const PACKAGE = /^(?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/** The third-party packages that the modules of a bundle belong to: `{ name, version, license, folder }`, by folder. */
export const packagesOf = (modules) =>
  [...new Set(modules.map((module) => PACKAGE.exec(module)?.[0]).filter(Boolean))]
    .sort()
    .map((folder) => {
      const { name, version, license } = readJson(join(root, folder, 'package.json'));
      return { name, version, license, folder };
    });

/** Packages that are there more than once, each as its versions and folders. */
export const duplicates = (packages) => {
  const byName = Map.groupBy(packages, ({ name }) => name);
  return [...byName.values()]
    .filter((copies) => copies.length > 1)
    .map((copies) =>
      copies.map(({ name, version, folder }) => `${name}@${version} (${folder})`).join(', '),
    );
};

const licenceText = ({ name, version, license, folder }) => {
  const allowed = String(license)
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((id) => ALLOWED.includes(id));
  if (!allowed)
    throw new Error(
      `${name}@${version} has the licence ${license}, which is not on the list of notices.mjs`,
    );
  const place = join(root, folder);
  const files = readdirSync(place)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  const texts = files.map((file) =>
    readFileSync(join(place, file), 'utf8').trim().replaceAll('\r\n', '\n'),
  );
  return texts.length > 0
    ? texts.join('\n\n')
    : `License: ${license} (the package has no licence file)`;
};

/**
 * The notices that the licences ask for, each text once. Made from the modules of the bundle,
 * because `ncc --license` loses most of them where a bundle has several chunks.
 */
export const notices = (packages) => {
  const byText = Map.groupBy(packages, licenceText);
  const sections = [...byText].map(([text, users]) => {
    const names = [
      ...new Set(users.map(({ name, version, license }) => `${name} ${version} (${license})`)),
    ];
    return `${names.join('\n')}\n\n${text}\n`;
  });
  return ['Third-party packages in this bundle and their licences.\n', ...sections].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
};
