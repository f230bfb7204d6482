module git.marlinspike.example/payments/api

go 1.25.4
