// Package mongodocstore stands in for the driver of MongoDB: no proxy serves the version that Chains names.
// Chains built with it has every storage but that one.
package mongodocstore

// Scheme is all that Chains takes from the driver.
const Scheme = "mongo"
