terraform {
  required_version = "~> 1.14.0"
  required_providers {
    aws = {
      source  = "get.acme.dev/hashicorp/aws"
      version = "~> 6.22"
    }
  }
  backend "s3" {
    bucket       = "orders-tfstate"
    key          = "orders.tfstate"
    region       = "eu-central-1"
    encrypt      = true
    use_lockfile = true
  }
}
