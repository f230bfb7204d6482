// Stands in a bundle for the library `yaml`, and loads it when it is first used: of 100 documents 98 are read without it.
let library = null;
const load = () => (library ??= require('./yaml.library.js'));

module.exports = new Proxy({}, { get: (_nothing, name) => load()[name] });
