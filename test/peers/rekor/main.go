// Command rekor is Rekor v1 together with the Trillian that it keeps its log in. Both are the real programs; Trillian's
// storage is the one in memory, so that there is no database.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"github.com/google/trillian"
	"github.com/google/trillian/extension"
	sequencing "github.com/google/trillian/log"
	"github.com/google/trillian/monitoring"
	"github.com/google/trillian/quota"
	"github.com/google/trillian/server"
	"github.com/google/trillian/server/admin"
	"github.com/google/trillian/server/interceptor"
	"github.com/google/trillian/storage"
	_ "github.com/google/trillian/storage/memory"
	"github.com/google/trillian/util/clock"
	"github.com/google/trillian/util/election2"
	"github.com/sigstore/rekor/cmd/rekor-server/app"
	"google.golang.org/grpc"
)

func main() {
	// Rekor serves metrics on this port of every interface. Where it is taken, on loopback, it does without.
	if _, err := net.Listen("tcp", "127.0.0.1:2112"); err != nil {
		log.Print(err)
	}
	port, err := serveTrillian(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	os.Args = append(os.Args, fmt.Sprintf("--trillian_log_server.port=%d", port))
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // whoever started it has gone
		os.Exit(0)
	}()
	app.Execute()
}

// serveTrillian does what trillian_log_server and trillian_log_signer do, on a free port of loopback.
func serveTrillian(ctx context.Context) (int, error) {
	metrics := monitoring.InertMetricFactory{}
	provider, err := storage.NewProvider("memory", metrics)
	if err != nil {
		return 0, err
	}
	registry := extension.Registry{
		AdminStorage:    provider.AdminStorage(),
		LogStorage:      provider.LogStorage(),
		ElectionFactory: election2.NoopFactory{},
		QuotaManager:    quota.Noop(),
		MetricFactory:   metrics,
	}
	go sequencing.NewOperationManager(sequencing.OperationInfo{
		Registry:    registry,
		BatchSize:   100,
		NumWorkers:  1,
		RunInterval: 100 * time.Millisecond,
		TimeSource:  clock.System,
	}, sequencing.NewSequencerManager(registry, 0)).OperationLoop(ctx)

	guard := interceptor.New(registry.AdminStorage, registry.QuotaManager, false, metrics)
	rpc := grpc.NewServer(grpc.ChainUnaryInterceptor(interceptor.ErrorWrapper, guard.UnaryInterceptor))
	trillian.RegisterTrillianLogServer(rpc, server.NewTrillianLogRPCServer(registry, clock.System))
	trillian.RegisterTrillianAdminServer(rpc, admin.New(registry, []trillian.TreeType{trillian.TreeType_LOG}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	go func() { log.Fatal(rpc.Serve(listener)) }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
