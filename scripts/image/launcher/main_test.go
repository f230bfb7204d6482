package main

import (
	"slices"
	"testing"
)

func TestEnvironment(t *testing.T) {
	dropped := []string{
		"NODE_OPTIONS=--require=/evil.js", "NODE_EXTRA_CA_CERTS=/evil.pem", "NODE_PATH=/evil", "LD_PRELOAD=/evil.so",
		"LD_LIBRARY_PATH=/evil", "OPENSSL_CONF=/evil", "SSL_CERT_FILE=/evil", "HTTPS_PROXY=http://evil", "https_proxy=http://evil",
		"PATH=/evil", "HOME=/evil", "github_token=x", "XGITHUB_TOKEN=x", "TERM", "GITHUB_TOKEN", "=x", "",
		"KUBERNETES_PORT=tcp://evil",
	}
	wanted := []string{"GITHUB_ACTIONS=true", "GITHUB_TOKEN=a=b", "COSIGN_PASSWORD=", "TERM=dumb", "KUBERNETES_SERVICE_HOST=10.96.0.1"}
	if got := environment(append(dropped, wanted...)); !slices.Equal(got, wanted) {
		t.Errorf("got %q, want %q", got, wanted)
	}
}
