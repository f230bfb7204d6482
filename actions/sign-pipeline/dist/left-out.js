// Stands in a bundle for what of the toolkit nobody here calls: its OpenID Connect with an HTTP client, and the look at the
// platform. They were nearly half of an Action and of its start.
module.exports = new Proxy(
  {},
  {
    get: (_nothing, name) => {
      if (name === '__esModule') return false;
      throw new Error(`${String(name)} of the toolkit was left out of this bundle`);
    },
  },
);
