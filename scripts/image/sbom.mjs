// What is in the image, as CycloneDX 1.6; without a time or a random number, so that it is the same for the same content.

const purl = (type, name, version, query = '') =>
  `pkg:${type}/${name.replace(/^@/, '%40').replaceAll('+', '%2B')}@${encodeURIComponent(version)}${query}`;

const component = (name, version, id, more = {}) => ({
  type: 'library',
  'bom-ref': id,
  name,
  version,
  purl: id,
  ...more,
});

const ofNpm = ({ name, version, license }) =>
  component(name, version, purl('npm', name, version), { licenses: [{ expression: license }] });

const ofDebian = ({ name, version }) =>
  component(name, version, purl('deb/debian', name, version, '?arch=amd64&distro=debian-12'));

const ofNode = ({ version }) =>
  component('node', version, purl('generic', 'node', version), {
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
  });

const ofGo = (version) => component('stdlib', version, purl('golang', 'stdlib', version));

/** The bill of the packages of the bundle and of the inputs. */
export const sbom = (version, packages, { node, debian = [], go }) => {
  const components = [
    ...packages.map(ofNpm),
    ...debian.map(ofDebian),
    ...(node === undefined ? [] : [ofNode(node)]),
    ofGo(go),
  ];
  const unique = new Map(components.map((each) => [each['bom-ref'], each]));
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {
        component: { type: 'container', 'bom-ref': 'image', name: 'plumbline', version },
      },
      components: [...unique.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
    },
    null,
    2,
  )}\n`;
};
